// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import dev.mailboxmcp.mime.AddressTokens.Kind;
import dev.mailboxmcp.mime.AddressTokens.Token;
import java.util.ArrayList;
import java.util.List;

/** Puts together an address without angle brackets that was cut by quotes, blanks or comments around its {@code @}. */
final class BareAddresses {
    private BareAddresses() {}

    /** The tokens with one word for each such address; a comment within one comes behind it. */
    static List<Token> joined(List<Token> tokens) {
        List<Token> joined = new ArrayList<>();
        List<Token> comments = new ArrayList<>();
        for (Token token : tokens) {
            Token last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
            if (token.is(Kind.COMMENT) && last != null) {
                comments.add(token);
            } else if (last != null
                    && (belongTogether(last, token, tokens.size()) || !comments.isEmpty() && isDotted(last, token))) {
                joined.set(joined.size() - 1, both(last, token));
            } else {
                joined.addAll(comments);
                comments.clear();
                joined.add(token);
            }
        }
        joined.addAll(comments);
        return joined;
    }

    /** Whether a comment beside a dot of an address is all that is between them. */
    private static boolean isDotted(Token left, Token right) {
        return left.is(Kind.WORD)
                && right.is(Kind.WORD)
                && right.glued()
                && (left.text().endsWith(".") || right.text().startsWith("."))
                && (left.at() < 0 ? right.at() > 0 : right.at() < 0);
    }

    private static boolean belongTogether(Token left, Token right, int all) {
        if (!right.is(Kind.WORD)) {
            return false;
        }
        boolean cutBehind = left.is(Kind.WORD) && left.at() == left.text().length() - 1 && left.at() >= 0;
        boolean cutBefore = right.at() == 0 && (left.is(Kind.QUOTED) || left.is(Kind.WORD) && left.at() < 0);
        boolean certain = right.glued() || all <= 3 || right.text().indexOf('.') > 0;
        return (cutBehind || cutBefore) && certain;
    }

    private static Token both(Token left, Token right) {
        String start = left.is(Kind.QUOTED)
                ? '"' + left.text().replace("\\", "\\\\").replace("\"", "\\\"") + '"'
                : left.text();
        int at = left.at() < 0 ? start.length() + right.at() : left.at();
        return new Token(Kind.WORD, start + right.text(), at, left.glued());
    }
}

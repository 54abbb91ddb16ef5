// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mailboxmcp.mail.MailAddress;
import dev.mailboxmcp.mime.AddressTokens.Kind;
import dev.mailboxmcp.mime.AddressTokens.Token;
import dev.mailboxmcp.text.RightToLeft;
import dev.mailboxmcp.text.TextCleaner;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads address fields (RFC 5322 3.4) as people see them in a mail program, broken ones too. What stands in angle brackets
 * is the address, and what stands beside it the name, whatever it looks like. Without brackets each word with an {@code @}
 * is an address. Words before a comma that hold no address belong to the name behind it. Groups give their members.
 * Quotes, comments and encoded words are looked into only where there is no other address, beside empty brackets comments
 * alone. Quotation marks and brackets of any script around an address are not part of it. Linear in time, never throws.
 */
final class AddressReader {
    /** The bytes of an undecoded name that are looked at. */
    private static final int MAX_RAW_NAME = 8 * 1024;

    private static final Token COMMA = new Token(Kind.WORD, ",", -1, true);
    /** Angle brackets around an address as HTML writes them, one char a byte. */
    private static final Pattern HTML_BRACKETS =
            Pattern.compile("(?i)&lt;([^\\s<>\",;&@]{1,320}@[^\\s<>\",;&@]{1,253})&gt;");

    private static final Pattern RIM = Pattern.compile("^[\\s,;:]+|[\\s,;:]+$");

    private final @Nullable String charset;
    private final int max;
    /** Whether this reads what another reader decoded. */
    private final boolean nested;

    private final List<MailAddress> addresses = new ArrayList<>();
    private int more;

    /** Pieces without an address, each ended by a comma or semicolon. */
    private List<List<Token>> waiting = new ArrayList<>();

    private List<Token> piece = new ArrayList<>();
    /** Whether a colon in the piece was found to end no group's name. */
    private boolean named;

    private AddressReader(@Nullable String charset, int max, boolean nested) {
        this.charset = charset;
        this.max = max;
        this.nested = nested;
    }

    /**
     * The addresses in the value of a field.
     *
     * @param value one char a byte, folded or not
     * @param charset of bytes without encoding that are not UTF-8; null for unknown
     * @param max how many are kept; the others are counted
     */
    static AddressList read(String value, @Nullable String charset, int max) {
        return new AddressReader(charset, max, false).read(value);
    }

    /** The same as {@link #read}, of text that somebody typed. */
    static AddressList readText(String text, int max) {
        return read(new String(text.getBytes(UTF_8), ISO_8859_1), null, max);
    }

    private AddressList read(String value) {
        String bracketed = HTML_BRACKETS.matcher(value).replaceAll("<$1>");
        for (Token token : AddressTokens.of(bracketed, MailCharset.hasAsciiSecondBytes(charset, value))) {
            switch (token.kind()) {
                case SEPARATOR -> endPiece();
                case GROUP -> beginGroup();
                case WORD, QUOTED, COMMENT, ANGLE -> piece.add(token);
            }
        }
        endPiece();
        giveNames();
        return new AddressList(addresses, more);
    }

    /** The name of a group is nobody's, unless it looks like an address: then it is shown, and can be warned of. */
    private void beginGroup() {
        named = named || decoded(raw(piece, MAX_RAW_NAME)).indexOf('@') >= 0;
        if (!named) {
            giveNames();
            piece = new ArrayList<>();
        }
    }

    private void endPiece() {
        List<Token> ended = piece;
        piece = new ArrayList<>();
        named = false;
        ended.removeIf(token -> token.is(Kind.ANGLE)
                && !token.text().isBlank()
                && AddressSpec.of(token.text()).isEmpty());
        if (ended.isEmpty()) {
            return;
        }
        boolean brackets = ended.stream().anyMatch(token -> token.is(Kind.ANGLE));
        boolean found = brackets
                ? giveBracketed(ended) || !holdsSign(ended) && giveHidden(ended)
                : giveBare(ended) || giveHidden(ended);
        if (!found) {
            waiting.add(ended);
        }
        if (!found && brackets) {
            giveNames(); // whoever has empty brackets is nobody's name
        }
    }

    /** Whether there is an {@code @} outside of comments: it is shown, and can be warned of, as a name. */
    private boolean holdsSign(List<Token> tokens) {
        List<Token> shown =
                tokens.stream().filter(token -> !token.is(Kind.COMMENT)).toList();
        return decoded(raw(shown, MAX_RAW_NAME)).indexOf('@') >= 0;
    }

    private boolean giveBracketed(List<Token> tokens) {
        List<@Nullable AddressSpec> specs = new ArrayList<>();
        tokens.forEach(token -> specs.add(token.is(Kind.ANGLE) ? AddressSpec.of(token.text()) : null));
        boolean anyComplete = specs.stream().anyMatch(spec -> spec != null && spec.isComplete());
        specs.replaceAll(spec -> spec != null && (anyComplete ? spec.isComplete() : !spec.isEmpty()) ? spec : null);
        return give(tokens, specs);
    }

    private boolean giveBare(List<Token> tokens) {
        List<Token> words = BareAddresses.joined(tokens);
        List<@Nullable AddressSpec> specs = new ArrayList<>();
        for (Token word : words) {
            AddressSpec spec = word.at() < 0 ? null : AddressSpec.of(word.text());
            specs.add(spec != null && spec.isComplete() ? spec : null);
        }
        boolean alone = !words.isEmpty() && specs.get(0) != null;
        if (alone) {
            giveNames(); // what waits has nothing to do with it
        }
        return give(words, specs);
    }

    /**
     * One mailbox for each address. Of two in brackets that stand side by side the second one counts; other words between
     * two are the name of the second.
     *
     * @param specs for each token the address that it is, or null
     */
    private boolean give(List<Token> tokens, List<@Nullable AddressSpec> specs) {
        List<Token> name = new ArrayList<>();
        List<Token> behind = new ArrayList<>();
        AddressSpec spec = null;
        Token address = null;
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            AddressSpec next = specs.get(i);
            if (next == null) {
                (spec == null || behind.isEmpty() && token.is(Kind.COMMENT) ? name : behind).add(token);
                continue;
            }
            if (spec == null) {
                name.addAll(0, waitingName());
            } else if (behind.isEmpty() && address != null && address.is(Kind.ANGLE)) {
                name.add(new Token(Kind.WORD, "<" + address.text() + ">", -1, false));
            } else {
                add(name, spec);
                name = behind;
                behind = new ArrayList<>();
            }
            spec = next;
            address = token;
        }
        if (spec == null) {
            return false;
        }
        name.addAll(behind);
        add(name, spec);
        return true;
    }

    /** An address that stands in quotes, in a comment or in encoded words, as people see it all the same. */
    private boolean giveHidden(List<Token> tokens) {
        if (nested) {
            return false;
        }
        List<Token> words = tokens.stream()
                .map(token -> token.is(Kind.COMMENT) ? new Token(Kind.WORD, token.text(), -1, false) : token)
                .toList();
        String text = decoded(raw(words, Integer.MAX_VALUE));
        if (text.indexOf('@') < 0) {
            return false;
        }
        AddressList found = new AddressReader(null, max, true).read(new String(text.getBytes(UTF_8), ISO_8859_1));
        if (found.addresses().stream().noneMatch(MailAddress::isComplete)) {
            return false;
        }
        giveNames();
        found.addresses().forEach(this::add);
        more += found.more();
        return true;
    }

    private List<Token> waitingName() {
        List<Token> name = new ArrayList<>();
        waiting.forEach(tokens -> {
            name.addAll(tokens);
            name.add(COMMA);
        });
        waiting = new ArrayList<>();
        return name;
    }

    /** What waited for an address is all there is. */
    private void giveNames() {
        waiting.forEach(tokens -> {
            String name = tokens.stream().allMatch(token -> token.is(Kind.COMMENT)) ? "" : name(tokens);
            if (!name.isEmpty()) {
                add(new MailAddress(name, "", ""));
            }
        });
        waiting = new ArrayList<>();
    }

    private void add(List<Token> nameTokens, AddressSpec spec) {
        if (addresses.size() >= max) {
            more++;
            return;
        }
        if (!spec.words().isEmpty()) {
            nameTokens.add(new Token(Kind.WORD, spec.words(), -1, false));
        }
        String name = name(nameTokens);
        String localPart = plain(spec.localPart());
        String domain = plain(spec.domain());
        if (spec.words().indexOf('"') < 0) { // else the marks may enclose more than the address
            String inside = EnclosingMarks.withoutClosing(domain);
            localPart = EnclosingMarks.withoutOpening(localPart, inside.length() < domain.length());
            domain = inside;
        }
        boolean same = name.equalsIgnoreCase(localPart + "@" + domain)
                || name.equalsIgnoreCase("<" + localPart + "@" + domain + ">");
        add(new MailAddress(same ? "" : name, localPart, domain));
    }

    private void add(MailAddress address) {
        if (addresses.size() < max) {
            addresses.add(address);
        } else {
            more++;
        }
    }

    private String name(List<Token> tokens) {
        String name =
                TextCleaner.line(RightToLeft.asSeen(decoded(raw(tokens, MAX_RAW_NAME))), MimeLimits.MAX_NAME_CHARS);
        return RIM.matcher(name).replaceAll("");
    }

    /** Comments stand in parentheses beside other words. */
    private static String raw(List<Token> tokens, int max) {
        boolean onlyComments = tokens.stream().allMatch(token -> token.is(Kind.COMMENT));
        StringBuilder raw = new StringBuilder();
        for (Token token : tokens) {
            if (raw.length() > max) {
                break;
            }
            if (!token.glued() && !raw.isEmpty()) {
                raw.append(' ');
            }
            String text = token.text();
            raw.append(
                    switch (token.kind()) {
                        case COMMENT -> onlyComments ? text : "(" + text + ")";
                        case ANGLE -> text.isBlank() ? "" : "<" + text + ">";
                        case WORD, QUOTED, SEPARATOR, GROUP -> text;
                    });
        }
        return raw.length() > max ? raw.substring(0, max) : raw.toString();
    }

    private String decoded(String raw) {
        return HeaderText.decodeWords(raw, charset);
    }

    /** An address is never decoded: encoded words in it are part of it. */
    private String plain(String raw) {
        return MailCharset.guess(raw.getBytes(ISO_8859_1), charset);
    }
}

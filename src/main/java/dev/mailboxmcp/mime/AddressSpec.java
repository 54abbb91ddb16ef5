// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands where an address should (RFC 5322 3.4.1): the address in it, without routes, comments, brackets and {@code
 * mailto:}. All one char a byte.
 *
 * @param localPart in quotes only where they are needed; empty for none
 * @param domain empty for none
 * @param words what stood beside the address; empty for nothing
 */
record AddressSpec(String localPart, String domain, String words) {
    private static final AddressSpec NONE = new AddressSpec("", "", "");

    private static final Pattern SCHEME = Pattern.compile("(?i)(?:mailto|smtp):\\s*([^?]*).*", Pattern.DOTALL);
    private static final Pattern COMMENT = Pattern.compile("\\([^()]*+\\)");
    private static final Pattern UNCLOSED = Pattern.compile("\\([^()]*+");
    /** An address with blanks on both sides of its dots, as old forms may have them (RFC 5322 4.4). */
    private static final Pattern SPACED =
            Pattern.compile("ATOM(?:\\s*+\\.\\s*+ATOM)*+\\s*+@\\s*+ATOM(?:\\s*+\\.\\s*+ATOM)*+"
                    .replace("ATOM", "[^\\s@.\"()<>,;:\\[\\]\\\\]++"));

    private static final int MAX_SPACED = 600;
    /** Comments within comments that are looked into. */
    private static final int MAX_DEPTH = 10;

    private static final Pattern BLANKS = Pattern.compile("[ \t\r\n]+");
    private static final Pattern ADDRESS_IN_QUOTES = Pattern.compile("[^\\s\"][^\\s\"@]*+@[^\\s\"]++");
    private static final String WRAPPINGS = "''``\"\"[]{}";

    /** Whether both halves of an address are there. */
    boolean isComplete() {
        return !localPart.isEmpty() && !domain.isEmpty();
    }

    boolean isEmpty() {
        return localPart.isEmpty() && domain.isEmpty();
    }

    /** @param text without the angle brackets */
    static AddressSpec of(String text) {
        return isPlain(text) ? of(text, text.indexOf('@')) : unusual(text);
    }

    private static AddressSpec of(String text, int at) {
        return new AddressSpec(text.substring(0, at), text.substring(at + 1), "");
    }

    /** Whether it is letters, digits and what joins them, with one sign in their midst, as nearly every address is. */
    private static boolean isPlain(String text) {
        int at = -1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '@' && at < 0) {
                at = i;
            } else if (!(c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || c >= '0' && c <= '9'
                    || "-_+.".indexOf(c) >= 0)) {
                return false;
            }
        }
        return at > 0 && at < text.length() - 1 && !text.endsWith(".");
    }

    /** The same as {@link #of}, of any text. */
    static AddressSpec unusual(String text) {
        String spec = unwrapped(text.indexOf('(') < 0 || text.startsWith("\"") ? text : withoutComments(text));
        Matcher scheme = SCHEME.matcher(spec);
        if (scheme.matches()) {
            spec = scheme.group(1);
        }
        int colon = spec.startsWith("@") ? spec.indexOf(':') : -1;
        spec = spec.substring(colon + 1).strip();
        if (spec.indexOf('@') < 0 && spec.contains("=?")) {
            spec = new String(HeaderText.decodeWords(spec, null).getBytes(UTF_8), ISO_8859_1).strip();
        }
        if (spec.length() <= MAX_SPACED && SPACED.matcher(spec).matches()) {
            spec = BLANKS.matcher(spec).replaceAll("");
        }
        int at = spec.lastIndexOf('@');
        if (at < 0) {
            return spec.endsWith(":") ? NONE : new AddressSpec(spec, "", "");
        }
        String before = spec.substring(0, at).strip();
        String[] behind = BLANKS.split(spec.substring(at + 1).strip(), 2);
        String words = behind.length > 1 ? behind[1] : "";
        if (before.length() > 2 && before.startsWith("\"") && before.endsWith("\"")) {
            return new AddressSpec(withoutNeedlessQuotes(before), domain(behind[0]), words);
        }
        int start = Math.max(lastBlank(before), before.lastIndexOf(':')) + 1;
        return new AddressSpec(
                before.substring(start), domain(behind[0]), (before.substring(0, start) + words).strip());
    }

    private static String withoutComments(String text) {
        String left = text;
        for (int depth = 0; depth < MAX_DEPTH && left.indexOf('(') >= 0; depth++) {
            left = COMMENT.matcher(left).replaceAll(" ");
        }
        return UNCLOSED.matcher(left).replaceAll(" ");
    }

    /** The domain without the dot of the root, and without what ends a word in a sentence. */
    private static String domain(String text) {
        int end = text.length();
        while (end > 0 && ".:'".indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        return text.substring(0, end);
    }

    private static String unwrapped(String text) {
        String inside = text.strip();
        for (int depth = 0; depth < MAX_DEPTH && inside.length() > 1; depth++) {
            int kind = WRAPPINGS.indexOf(inside.charAt(0));
            if (kind < 0 || kind % 2 > 0 || !inside.endsWith(closing(kind))) {
                return inside;
            }
            String content = inside.substring(1, inside.length() - 1).strip();
            if (inside.charAt(0) == '"' && !ADDRESS_IN_QUOTES.matcher(content).matches()) {
                return inside;
            }
            inside = content;
        }
        return inside;
    }

    private static String closing(int kind) {
        return WRAPPINGS.substring(kind + 1, kind + 2);
    }

    private static int lastBlank(String text) {
        int at = text.length() - 1;
        while (at >= 0 && " \t\r\n".indexOf(text.charAt(at)) < 0) {
            at--;
        }
        return at;
    }

    private static String withoutNeedlessQuotes(String quoted) {
        String content = quoted.substring(1, quoted.length() - 1);
        return AddressParser.isDotAtom(content) ? content : quoted;
    }
}

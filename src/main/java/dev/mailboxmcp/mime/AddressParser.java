// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import dev.mailboxmcp.mail.MailAddress;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.text.DomainLabels;
import dev.mailboxmcp.text.JsonText;
import dev.mailboxmcp.text.TextCleaner;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Reads one address strictly: what it cannot be sure of it refuses, since a guess is mail to a stranger. */
final class AddressParser {
    private static final int MAX_TEXT_LENGTH = 1000;
    private static final int MAX_LOCAL_OCTETS = 64; // RFC 5321 4.5.3.1.1
    private static final int MAX_DOMAIN_OCTETS = 253; // RFC 1035 2.3.4, as text
    private static final int MAX_NAME_LENGTH = 200;

    private static final String ONE_ADDRESS = "exactly one address; give several as separate items";
    private static final String ATEXT_PUNCTUATION = "!#$%&'*+-/=?^_`{|}~"; // RFC 5322 3.2.3
    private static final String DOMAIN_SPECIALS = "<>()[]@,;:\\\"%/";
    /** Characters that IDNA 2003, which the JDK has, and IDNA 2008 map to different domains (UTS 46 section 7). */
    private static final String DEVIATIONS = "\u00DF\u1E9E\u03C2\u200C\u200D";

    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    static final Pattern QUOTED_STRING = Pattern.compile("\"([ !#-\\[\\]-~]|\\\\[\"\\\\])+\"");
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");
    private static final Pattern SPACES = Pattern.compile("[\\s\\h\\v]+");

    private final String argumentName;

    AddressParser(String argumentName) {
        this.argumentName = argumentName;
    }

    /** Whether these are such as {@link #parse} makes them. */
    static boolean isCanonical(String displayName, String localPart, String domain) {
        return displayName.equals(cleanName(displayName))
                && (isDotAtom(localPart) || QUOTED_STRING.matcher(localPart).matches())
                && isHostName(domain);
    }

    List<EmailAddress> parseAll(String text) {
        try {
            return List.of(parse(text));
        } catch (MailException e) {
            List<String> pieces = pieces(text);
            long bracketed =
                    pieces.stream().filter(piece -> piece.endsWith(">")).count();
            boolean alike = bracketed == 0 || bracketed == pieces.size();
            if (pieces.size() < 2 || !alike) {
                throw e;
            }
            return pieces.stream().map(this::parse).toList();
        }
    }

    /** What stands between commas and semicolons that are in no quotes; none where something is missing. */
    private static List<String> pieces(String text) {
        List<String> pieces = new ArrayList<>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : ',';
            if (c == '\\' && quoted) {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == ',' || c == ';')) {
                pieces.add(text.substring(start, i).strip());
                start = i + 1;
            }
        }
        return quoted || pieces.stream().anyMatch(piece -> piece.indexOf('@') < 0) ? List.of() : pieces;
    }

    EmailAddress parse(String text) {
        if (text.length() > MAX_TEXT_LENGTH) {
            throw invalid("at most " + MAX_TEXT_LENGTH + " characters");
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw invalid("an address without control characters or line breaks");
        }
        String stripped = text.strip();
        if (!stripped.endsWith(">")) {
            return address("", stripped);
        }
        int open = lastBracket(stripped);
        if (open < 0) {
            throw invalid("Name <local@domain> or local@domain");
        }
        // Blanks may stand inside the brackets (RFC 5322, section 3.4), as they do where an address was made inert.
        return address(
                displayName(stripped.substring(0, open).strip()),
                stripped.substring(open + 1, stripped.length() - 1).strip());
    }

    /** The last bracket that opens outside of quotes; where quotes are not closed, the last of all. */
    private static int lastBracket(String text) {
        boolean quoted = false;
        int last = -1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && quoted) {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == '<' && !quoted) {
                last = i;
            }
        }
        return quoted || last < 0 ? text.lastIndexOf('<') : last;
    }

    EmailAddress parse(MailAddress stranger) {
        if (stranger.localPart().length() + stranger.domain().length() > MAX_TEXT_LENGTH) {
            throw invalid("at most " + MAX_TEXT_LENGTH + " characters");
        }
        return new EmailAddress(cleanName(stranger.name()), localPart(stranger.localPart()), domain(stranger.domain()));
    }

    private EmailAddress address(String displayName, String text) {
        int at = text.lastIndexOf('@');
        if (text.indexOf('@') < at && !text.startsWith("\"")) {
            throw invalid(ONE_ADDRESS);
        }
        if (at < 1 || text.charAt(0) != '"' && SPACES.matcher(text).find()) {
            throw invalid("one address, such as Name <local@domain> or local@domain");
        }

        return new EmailAddress(displayName, localPart(text.substring(0, at)), domain(text.substring(at + 1)));
    }

    /** The name as it is meant, without the quotes of a quoted-string. */
    private String displayName(String text) {
        String name = text;
        if (text.startsWith("\"")) {
            if (text.length() < 2 || !text.endsWith("\"")) {
                throw invalid("a name whose quotes are closed");
            }
            name = unescape(text.substring(1, text.length() - 1));
        } else if (text.indexOf('<') >= 0
                || text.indexOf('>') >= 0
                || (text.indexOf('@') >= 0 && (text.indexOf(',') >= 0 || text.indexOf(';') >= 0))) {
            throw invalid(ONE_ADDRESS);
        }
        return cleanName(name);
    }

    /**
     * A name for people: without what is invisible or turns the direction of the text, on one line and bounded.
     * Everything else stays, in any script.
     */
    static String cleanName(String name) {
        StringBuilder kept = new StringBuilder(name.length());
        name.codePoints()
                .map(c -> isBreak(c) ? ' ' : c)
                .filter(c -> !isInvisible(c))
                .limit(MAX_NAME_LENGTH)
                .forEach(kept::appendCodePoint);
        return SPACES.matcher(kept).replaceAll(" ").strip();
    }

    private static boolean isBreak(int c) {
        return c == '\t' || c == '\n' || c == '\r' || Character.isSpaceChar(c);
    }

    private static boolean isInvisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    private String localPart(String text) {
        boolean quoted = text.startsWith("\"");
        if (quoted && (text.length() < 3 || !text.endsWith("\""))) {
            throw invalid("a local part whose quotes are closed");
        }
        String content = quoted ? unescape(text.substring(1, text.length() - 1)) : text;
        requireWhole(content);
        if (EnclosingMarks.areInLocalPart(content)) {
            throw invalid("an address without quotation marks or brackets around it");
        }
        String canonical = isDotAtom(content) ? content : quotedString(quoted, content);
        if (canonical.getBytes(StandardCharsets.UTF_8).length > MAX_LOCAL_OCTETS) {
            throw invalid("a local part of at most " + MAX_LOCAL_OCTETS + " octets");
        }
        if (!Normalizer.isNormalized(canonical, Normalizer.Form.NFC)) {
            // normalizing here could turn a character into an ASCII one, and the address into another person's
            throw invalid("a local part in Unicode normal form C");
        }
        if (!EmailAddress.isAscii(content)
                && !TextCleaner.line(content, content.length()).equals(content)) {
            // it would be shown as another one
            throw invalid("a local part without letters that nobody sees");
        }
        return canonical;
    }

    /** RFC 5322 3.2.3, with RFC 6532 3.2 letters. */
    static boolean isDotAtom(String text) {
        boolean afterDot = true;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (c == '.' ? afterDot : !isAtext(c)) {
                return false;
            }
            afterDot = c == '.';
            i += Character.charCount(c);
        }
        return !afterDot;
    }

    private static boolean isAtext(int c) {
        if (c < 0x80) {
            return (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || ATEXT_PUNCTUATION.indexOf(c) >= 0;
        }
        return !isInvisible(c) && !Character.isSpaceChar(c);
    }

    /** RFC 5321 4.1.2, in its shortest spelling. */
    private String quotedString(boolean quoted, String content) {
        if (!quoted || content.isEmpty() || !content.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw invalid("a local part of letters, digits and " + ATEXT_PUNCTUATION + " with single dots between");
        }
        return '"' + content.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private String unescape(String text) {
        StringBuilder content = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                throw invalid("quotes inside quotes written as \\\"");
            }
            if (c == '\\' && ++i == text.length()) {
                throw invalid("a name or local part whose quotes are closed");
            }
            content.append(text.charAt(i));
        }
        return content.toString();
    }

    /** A row shows an address that is too long with a mark in it, and nobody has that one. */
    private void requireWhole(String half) {
        if (half.indexOf(JsonText.MARK) >= 0) {
            throw invalid("the whole address: " + JsonText.MARK
                    + " stands for what a row left out; imap_read_email shows it");
        }
    }

    private String domain(String text) {
        requireWhole(text);
        if (text.startsWith("[")) {
            throw invalid("a domain name; address literals are not accepted");
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c == 0x7F || Character.isSpaceChar(c) || DOMAIN_SPECIALS.indexOf(c) >= 0) {
                throw invalid("a domain name without spaces or any of " + DOMAIN_SPECIALS);
            }
            if (EnclosingMarks.isMark(c)) {
                throw invalid("a domain name without quotation marks or brackets around it");
            }
            if (DEVIATIONS.indexOf(c) >= 0) {
                throw invalid("the domain in its ASCII form (xn--…): two standards disagree on what it names");
            }
        }
        if (text.startsWith(".") || text.contains("..")) {
            throw invalid("a domain name with letters or digits between its dots");
        }
        String ascii = toAscii(text);
        if (!isHostName(ascii)) {
            throw invalid("a domain name of labels of 1..63 letters, digits and hyphens, at most " + MAX_DOMAIN_OCTETS
                    + " octets");
        }
        if (DIGITS.matcher(ascii.substring(ascii.lastIndexOf('.') + 1)).matches()) {
            throw invalid("a domain name; IP addresses are not accepted");
        }
        return ascii;
    }

    private static boolean isHostName(String ascii) {
        return ascii.length() <= MAX_DOMAIN_OCTETS
                && Arrays.stream(ascii.split("\\.", -1))
                        .allMatch(label -> LABEL.matcher(label).matches());
    }

    private String toAscii(String text) {
        try {
            return DomainLabels.ascii(text, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            throw new MailException(
                    new MailFailure.InvalidArgument(
                            argumentName, "needs a domain name that can be written in ASCII (xn--…)"),
                    e);
        }
    }

    private MailException invalid(String needs) {
        return new MailException(new MailFailure.InvalidArgument(argumentName, "needs " + needs));
    }
}

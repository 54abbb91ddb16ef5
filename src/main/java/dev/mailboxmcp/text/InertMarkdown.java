// SPDX-License-Identifier: MIT
package dev.mailboxmcp.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps text of strangers from acting as Markdown or HTML in whatever shows an agent's answer: an image there would be
 * fetched, and carry data out in its address. The rule, which keeps every character readable: one space goes
 *
 * <ul>
 *   <li>into {@code ![} and {@code ](}, which make images and links,
 *   <li>before the colon of a reference definition ({@code [x]: …} at the start of a line),
 *   <li>after the {@code <} of anything but an address or a URL in angle brackets: tags, comments, declarations,
 *   <li>after the {@code &} of a reference that stands for {@code <}, which one rendering would turn into it for the next,
 *   <li>after the second of three backticks or tildes that begin a line, which would swallow what follows, or be a diagram,
 *   <li>after the backslash of a command of TeX with an argument, some of which are links and images.
 * </ul>
 *
 * What the renderer joins is thought of: the start of a string counts as the start of a line and as the inside of a bracket
 * that was opened before. Pure, thread-safe, linear in time; applied again it changes nothing.
 */
public final class InertMarkdown {
    private static final int MAX_MARKERS = 100;

    /** What may stand before a block: blanks, and the markers of quotes, lists and definitions. */
    private static final String MARKERS = " \t>-*+.):~0123456789";

    /** A name with a value behind a slash would be an attribute where the whole is read as HTML. */
    private static final Pattern HARMLESS_ANGLE = Pattern.compile(
            "(?:[\\p{Alnum}_][^\\s<>/\"]*@[^\\s<>/\"'@]+|(?i:https?://|mailto:|tel:|sms:)(?![^\\s<>]*/[\\w-]*=)[^\\s<>|]+)>");

    /** Possessive, since the JDK takes a frame of the stack for each round of a group that might have to be taken back. */
    private static final Pattern LESS_THAN =
            Pattern.compile("(?i)(?:(?:amp|#0*38|#x0*26);)*+(?:lt\\b|#0*60\\b|#x0*3c\\b)");

    private static final Pattern TEX_COMMAND = Pattern.compile("(?!u\\{[0-9a-f]{1,6}})[A-Za-z]+\\s*\\{");

    private InertMarkdown() {}

    /** The text with the spaces. */
    public static String of(String text) {
        return isSuspect(text) ? new Scan(text).result(false) : text;
    }

    /** The text, in which the character that a space would stand before is escaped ({@link EscapedName}) instead. */
    static String escaped(String text) {
        return isSuspect(text) ? new Scan(text).result(true) : text;
    }

    /**
     * What to look for where somebody looks for text that {@link #of} may have made: the pieces between the spaces that it
     * may have put in, without the mark of a text that was cut. A text that holds the original of what was shown holds all of
     * them.
     *
     * @return at least one; the text alone where nothing was put in
     */
    public static List<String> pieces(String text) {
        String shown = withoutMark(text);
        List<String> pieces = new ArrayList<>();
        int start = 0;
        for (int i = 1; i < shown.length() - 1; i++) {
            if (shown.charAt(i) == ' ' && mayBePutIn(shown.charAt(i - 1), shown.charAt(i + 1))) {
                pieces.add(shown.substring(start, i));
                start = i + 1;
            }
        }
        pieces.add(shown.substring(start));
        List<String> telling = pieces.stream()
                .filter(piece -> piece.codePoints().anyMatch(Character::isLetterOrDigit))
                .toList();
        return telling.isEmpty() ? pieces : telling;
    }

    private static String withoutMark(String text) {
        int last = text.length() - 1;
        String cut = last > 0 && text.charAt(last) == JsonText.MARK
                ? text.substring(0, last).stripTrailing()
                : text;
        return cut.isEmpty() ? text : cut;
    }

    private static boolean mayBePutIn(char before, char after) {
        return switch (before) {
            case '!' -> after == '[';
            case ']' -> after == '(' || after == ':';
            case '<' -> opensTag(after);
            case '&' -> isLetter(after) || after == '#';
            case '`', '~' -> after == before;
            case '\\' -> isLetter(after);
            default -> false;
        };
    }

    /** Most text holds none of these. */
    private static boolean isSuspect(String text) {
        for (int i = 0; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case '[', ']', '<', '&', '`', '~', '\\' -> {
                    return true;
                }
                default -> {
                    // harmless alone
                }
            }
        }
        return false;
    }

    private static boolean opensTag(char c) {
        return isLetter(c) || c == '/' || c == '!' || c == '?';
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    /** Marks of direction, joiners and variation selectors: whoever takes them out joins what stands around them. */
    private static boolean isTransparent(char c) {
        return c >= '\u200C' && c <= '\u200F' || c == '\u061C' || c >= '\uFE00' && c <= '\uFE0F';
    }

    /** One pass over one text. */
    private static final class Scan {
        private final String text;
        private final Matcher harmlessAngle;
        private final Matcher lessThan;
        private final Matcher texCommand;

        /** Where the character before the present one is, those that nobody sees aside. */
        private int last = -1;

        /** Whether a bracket that begins its line has not been closed yet. */
        private boolean opened = true;

        /** How many backticks or tildes in a row began this line. */
        private int fence;

        Scan(String text) {
            this.text = text;
            harmlessAngle = HARMLESS_ANGLE.matcher(text);
            lessThan = LESS_THAN.matcher(text);
            texCommand = TEX_COMMAND.matcher(text);
        }

        String result(boolean escape) {
            StringBuilder out = new StringBuilder(text.length() + 16);
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (isTransparent(c)) {
                    out.append(c);
                    continue;
                }
                char before = last < 0 ? '\n' : text.charAt(last);
                boolean acts = acts(before, c, i);
                follow(before, c, i);
                last = i;
                if (acts && escape) {
                    out.append(EscapedName.escape(c));
                } else if (acts) {
                    out.append(' ').append(c);
                } else {
                    out.append(c);
                }
            }
            return out.toString();
        }

        private boolean acts(char before, char c, int at) {
            return switch (before) {
                case '!' -> c == '[';
                case ']' -> c == '(' || c == ':' && opened;
                case '<' -> opensTag(c) && !(last == at - 1 && matches(harmlessAngle, at));
                case '&' -> matches(lessThan, at);
                case '\\' -> isLetter(c) && matches(texCommand, at);
                case '`', '~' -> c == before && fence >= 2 && fence % 2 == 0;
                default -> false;
            };
        }

        private void follow(char before, char c, int at) {
            boolean escaped = before == '\\';
            if (before == ']' && !isEscaped(last)) {
                opened = false;
            }
            if (c == '[' && !escaped) {
                opened = beginsLine(at);
            }
            if (c == '`' || c == '~') {
                fence = c == before && fence > 0 ? fence + 1 : c != before && beginsLine(at) ? 1 : 0;
            }
        }

        private boolean isEscaped(int at) {
            return at > 0 && text.charAt(at - 1) == '\\';
        }

        private boolean matches(Matcher matcher, int at) {
            return matcher.region(at, text.length()).lookingAt();
        }

        /** Whether only what may stand before a block stands before the position. */
        private boolean beginsLine(int at) {
            for (int i = at - 1; i >= 0; i--) {
                char c = text.charAt(i);
                if (c == '\n' || i < at - MAX_MARKERS) {
                    return true;
                }
                if (MARKERS.indexOf(c) < 0 && !isTransparent(c)) {
                    return false;
                }
            }
            return true;
        }
    }
}

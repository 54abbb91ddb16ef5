// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import dev.mailboxmcp.text.NormalForms;
import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.parser.Parser;

/**
 * The words of one form of a text, for comparing it with another: without case, punctuation and layout, links and
 * addresses apart. Bounded; for one thread.
 */
final class FormWords {
    static final int MAX_WORDS = 60_000;
    private static final int MAX_CHARS = 300_000;
    private static final int MAX_LINKS = 2000;
    private static final int MAX_WORD = 60;

    /** What programs write into a text that are no words of it: marks of pictures, of links, of footnotes. */
    private static final Pattern MARK = Pattern.compile(
            "\\[(?:link leads to [^\\[\\]\\n]{0,300}+|[^\\s\\[\\]]{1,300}+)]"
                    + "|^[ \\t]{0,9}\\d{1,3}\\.[ \\t]{1,9}(?=https?://|mailto:|file://)",
            Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);

    /** A word in brackets that is the name or the address of something, or the number of a footnote. */
    private static final Pattern NAME_OF_FILE = Pattern.compile("[\\d_./:]|^\\[(?:image|inline|img)]$");

    private static final Pattern TAG = Pattern.compile("</?[a-zA-Z][a-zA-Z0-9]{0,15}+(?:[\\s/][^<>\\n]{0,500}+)?>");
    private static final Pattern ENDS = Pattern.compile("^(?i)mailto:|[.,;:!?*_>]++$");
    private static final Pattern THOUSANDS = Pattern.compile("(?<=\\d)[.,](?=\\d{3}(?!\\d))");
    private static final Pattern PICTURE = Pattern.compile("\\[image: ([^\\]\\n]{1,210})]");
    private static final Pattern LINK =
            Pattern.compile("(?i)\\b(?:https?://|mailto:|tel:|sms:|www\\.)[^\\s<>\"()\\[\\]]{1,2100}"
                    + "|(?<![\\p{L}\\p{N}._%+-])[\\p{L}\\p{N}._%+-]{1,64}+@[\\p{L}\\p{N}.-]{1,255}+");

    /**
     * Where the text leads.
     *
     * @param target in lower case
     * @param before the word before it; empty for none
     */
    record Link(String target, String before) {
        /** Paths that a service made to count who follows them. */
        private static final Pattern COUNTING = Pattern.compile("[a-z0-9_=%.-]{24,}");

        private static final Pattern NOT_THE_HOST = Pattern.compile("^https?://(?:[^/@]*@)?|[/?#:].*$");

        enum Kind {
            WEB,
            ADDRESS,
            TELEPHONE
        }

        Kind kind() {
            return target.startsWith("tel:") || target.startsWith("sms:")
                    ? Kind.TELEPHONE
                    : target.contains("/") || !target.contains("@") ? Kind.WEB : Kind.ADDRESS;
        }

        /** Whether it leads to a service that sends on from there. */
        boolean counts() {
            return kind() == Kind.WEB
                    && COUNTING.matcher(target.substring(Math.max(0, target.indexOf('/', "https://".length()))))
                            .find();
        }

        /** The address, or of a link its domain: services give each reader an address of his own. */
        String place() {
            if (kind() != Kind.WEB) {
                return target;
            }
            String[] labels = NOT_THE_HOST.matcher(target).replaceAll("").split("\\.", -1);
            int count = labels.length;
            boolean underCountry = count > 2 && labels[count - 2].length() <= 3 && labels[count - 1].length() == 2;
            int kept = Math.min(count, underCountry ? 3 : 2);
            return String.join(".", List.of(labels).subList(count - kept, count));
        }
    }

    /** A word; joins is whether only blanks or dashes stand between it and the one before. */
    record Word(String text, boolean figure, boolean joins) {}

    final List<Word> words = new ArrayList<>();
    final List<Link> links = new ArrayList<>();
    /** Words that stand for pictures, which the other form may have or not. */
    final Set<String> ofPictures = new HashSet<>();

    private final Set<String> known = new HashSet<>();
    private final Set<String> pairs = new HashSet<>();
    final boolean complete;

    private String squeezed = "";
    /** Whether what a program should have read stands among the words: tags, styles. */
    final boolean raw;

    static FormWords ofPlain(String text) {
        return new FormWords(text, false);
    }

    /** @param text as HTML is read, with words in brackets for pictures */
    static FormWords ofHtml(String text) {
        return new FormWords(text, true);
    }

    private FormWords(String text, boolean html) {
        complete = text.length() <= MAX_CHARS;
        String bounded = complete ? text : text.substring(0, MAX_CHARS);
        String resolved = bounded.indexOf('&') < 0 ? bounded : Parser.unescapeEntities(bounded, false);
        Matcher picture = PICTURE.matcher(html ? resolved : "");
        while (picture.find()) {
            ofPlain(picture.group(1)).words.forEach(word -> ofPictures.add(word.text));
        }
        String bare = html
                ? PICTURE.matcher(resolved).replaceAll(" ")
                : withoutStyles(TAG.matcher(resolved.replace("[image: ", "[")).replaceAll(" "));
        raw = !html && !bare.equals(resolved.replace("[image: ", "["));
        String marked = MARK.matcher(bare)
                .replaceAll(mark -> mark.group().indexOf(' ') > 0
                                || !mark.group().startsWith("[")
                                || NAME_OF_FILE.matcher(mark.group()).find()
                        ? " "
                        : Matcher.quoteReplacement(mark.group()));
        Matcher link = LINK.matcher(marked);
        int from = 0;
        while (link.find() && links.size() < MAX_LINKS) {
            add(marked, from, link.start());
            links.add(new Link(target(link.group()), words.isEmpty() ? "" : words.get(words.size() - 1).text));
            from = link.end();
        }
        add(marked, from, marked.length());
        String before = "";
        for (Word word : words) {
            known.add(word.text);
            pairs.add(before + ' ' + word.text);
            before = word.text;
        }
    }

    /** The text without rules of style sheets, which poor programs leave in it, from the start of the line to the brace. */
    private static String withoutStyles(String text) {
        if (text.indexOf('{') < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        int line = 0; // where the last line begins in what is kept
        int open = -1;
        boolean colon = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            out.append(c);
            switch (c) {
                case '\n' -> line = open < 0 ? out.length() : line;
                case '{' -> {
                    open = open < 0 ? out.length() : open;
                    colon = false;
                }
                case ':' -> colon = true;
                case '}' -> {
                    if (open >= 0 && colon) {
                        out.setLength(line);
                    }
                    open = -1;
                }
                default -> {
                    // kept so far
                }
            }
        }
        return out.toString();
    }

    boolean has(String word) {
        return known.contains(word);
    }

    /** Whether it stands there without regard to blanks; an empty one does not. */
    boolean hasGroup(String figures) {
        if (figures.isEmpty()) {
            return false;
        }
        if (squeezed.isEmpty()) {
            StringBuilder all = new StringBuilder();
            words.forEach(word -> all.append(word.text));
            squeezed = all.toString();
        }
        return squeezed.contains(figures);
    }

    boolean hasPair(String first, String second) {
        return pairs.contains(first + ' ' + second);
    }

    private static String target(String written) {
        String bare = ENDS.matcher(written).replaceAll("");
        int at = bare.indexOf('@');
        int end = bare.length();
        for (int i = at + 1; at > 0 && bare.indexOf('/') < 0 && i < end; i++) {
            if (runsIntoNext(bare, at, i, end)) {
                end = i; // as in info@shop.exampleRegards
            }
        }
        return bare.substring(0, end).toLowerCase(Locale.ROOT);
    }

    private void add(String text, int from, int to) {
        int at = from;
        boolean joins = false;
        while (at < to && words.size() < MAX_WORDS) {
            int c = text.codePointAt(at);
            if (!isOfAWord(c)) {
                joins &= c == ' ' || c == '-' || c == 0xA0;
                at += Character.charCount(c);
                continue;
            }
            int end = endOfWord(text, at, to);
            String word = normal(text.substring(at, Math.min(end, at + MAX_WORD)));
            if (!word.isEmpty()) {
                words.add(new Word(word, word.chars().anyMatch(Character::isDigit), joins));
                joins = true;
            }
            at = end;
        }
    }

    private static int endOfWord(String text, int start, int to) {
        int at = start;
        if (standsAlone(text.codePointAt(at))) {
            return at + Character.charCount(text.codePointAt(at));
        }
        while (at < to) {
            int c = text.codePointAt(at);
            boolean within = isOfAWord(c) && !standsAlone(c)
                    || (c == '\'' || c == 0x2019) && at + 1 < to && Character.isLetter(text.codePointAt(at + 1))
                    || (c == '.' || c == ',' || c == '^')
                            && at > start
                            && at + 1 < to
                            && Character.isDigit(text.charAt(at - 1))
                            && Character.isDigit(text.charAt(at + 1));
            if (!within || runsIntoNext(text, start, at, to)) {
                return at;
            }
            at += Character.charCount(c);
        }
        return at;
    }

    /** Where programs that leave out the layout put two words together, as in {@code sentRegards}. */
    private static boolean runsIntoNext(String text, int start, int at, int to) {
        return at > start
                && at + 1 < to
                && Character.isUpperCase(text.charAt(at))
                && Character.isLowerCase(text.charAt(at + 1))
                && (Character.isLowerCase(text.charAt(at - 1)) || Character.isDigit(text.charAt(at - 1)));
    }

    private static boolean isOfAWord(int c) {
        return Character.isLetterOrDigit(c)
                || Character.getType(c) == Character.NON_SPACING_MARK
                || Character.getType(c) == Character.COMBINING_SPACING_MARK;
    }

    /** Whether the character is of a script that puts no blanks between words. */
    private static boolean standsAlone(int c) {
        return c >= 0xE00
                && switch (UnicodeScript.of(c)) {
                    case HAN, HIRAGANA, KATAKANA, THAI, LAO, KHMER, MYANMAR -> true;
                    default -> false;
                };
    }

    private static String normal(String word) {
        String plain = word;
        for (int i = 0; i < word.length(); i++) {
            if (word.charAt(i) > '~') {
                plain = NormalForms.of(word, Normalizer.Form.NFKC);
                break;
            }
        }
        String lower = plain.toLowerCase(Locale.ROOT).replace("'", "").replace("\u2019", "");
        return lower.indexOf('.') < 0 && lower.indexOf(',') < 0 && lower.indexOf('^') < 0
                ? lower
                : THOUSANDS.matcher(lower).replaceAll("").replace(',', '.').replace('^', '.');
    }
}

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
import java.util.function.Predicate;
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
            "\\[(?:link leads to [^\\s\\[\\],]{1,300}+, not [^\\s\\[\\]]{1,300}+|[^\\s\\[\\]]{1,300}+)]"
                    + "|^[ \\t]{0,9}\\d{1,3}\\.[ \\t]{1,9}(?=https?://|mailto:|file://)",
            Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);

    /** A word in brackets that is the name or the address of something, or the number of a footnote. */
    private static final Pattern NAME_OF_FILE = Pattern.compile("[\\d_./:]|^\\[(?:image|inline|img)]$");

    /** Pictures without words, as this server, Outlook and Gmail name them. */
    private static final Pattern NAMELESS_PICTURE = Pattern.compile(
            "\\[(?:image|inline|img|(?:cid:)?image\\d{0,4}\\.(?:png|jpe?g|gif)(?:@[0-9a-f.]{8,20})?)]",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern FOOTNOTE = Pattern.compile("\\[(\\d{1,3})]|\\h*(\\d{1,3})\\.\\h*");

    private static final Pattern TAG = Pattern.compile("</?[a-zA-Z][a-zA-Z0-9]{0,15}+(?:[\\s/][^<>\\n]{0,500}+)?>");
    private static final String MAILTO = "mailto:";
    private static final Pattern ENDS = Pattern.compile("^(?i)mailto:|[.,;:!?*_>]++$");
    private static final Pattern THOUSANDS = Pattern.compile("(?<=\\d)[.,](?=\\d{3}(?!\\d))");
    private static final Pattern PICTURE = Pattern.compile("\\[image: ([^\\]\\n]{1,210})]");
    private static final Pattern IN_BRACKETS = Pattern.compile("\\[(?:image: )?([^\\[\\]\\n]{1,210})]");
    private static final Pattern NO_WORDS_OF_A_LINE = Pattern.compile(PICTURE.pattern() + "|<[^<>\\s]{1,2100}>");
    /** How far beside a picture words of its line are looked for. */
    private static final int BESIDE = 200;

    private static final Pattern LINK =
            Pattern.compile("(?i)\\b(?:https?://|mailto:|tel:|sms:|www\\.)[^\\s<>\"()\\[\\]]{1,2100}"
                    + "|(?<![\\p{L}\\p{N}._%+-])[\\p{L}\\p{N}._%+-]{1,64}+@[\\p{L}\\p{N}.-]{1,255}+");

    /**
     * Where the text leads.
     *
     * @param written as it stands there
     * @param target the same in lower case
     * @param before the word before it; empty for none
     */
    record Link(String written, String target, String before) {
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

        /** The address, or the very page that it leads to. */
        String exact() {
            return kind() == Kind.WEB ? written.replaceFirst("/$", "") : target;
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
    record Word(String text, boolean figure, boolean joins) {
        /** Whether it is a sign such as that of a currency, a ticked box or a face, which may be all of an answer. */
        boolean isSign() {
            return FormWords.isSign(text.codePointAt(0));
        }
    }

    /**
     * A picture that words stand for.
     *
     * @param words of it, with blanks between them
     * @param offset how many characters all words before it have
     */
    record Picture(String words, int offset) {}

    final List<Word> words = new ArrayList<>();
    final List<Link> links = new ArrayList<>();
    /** Those of HTML; a plain form has those that its HTML form has too. */
    final List<Picture> pictures = new ArrayList<>();
    /** Those that may be a word of a sentence, since they stand between words of their line. */
    final List<Picture> picturesInLines = new ArrayList<>();
    /** The single words of pictures. */
    final Set<String> ofPictures = new HashSet<>();

    private final Set<String> known = new HashSet<>();
    private final Set<String> pairs = new HashSet<>();
    /** Whether all of the text was read. */
    final boolean complete;

    private String squeezed = "";
    private int length;
    /** Whether what a program should have read stands among the words: tags, styles. */
    final boolean raw;
    /** What was left out for the mark of a program, though it may say something. */
    final List<String> marks = new ArrayList<>();

    private int footnotes;

    /** @param html the other form, which says what words in brackets stand for a picture */
    static FormWords ofPlain(String text, FormWords html) {
        Set<String> pictures = new HashSet<>();
        html.pictures.forEach(picture -> pictures.add(picture.words));
        return new FormWords(text, false, IN_BRACKETS, pictures::contains);
    }

    /** @param text as HTML is read, with words in brackets for pictures */
    static FormWords ofHtml(String text) {
        return new FormWords(text, true, PICTURE, words -> true);
    }

    private FormWords(String text, boolean html, Pattern picture, Predicate<String> isPicture) {
        boolean whole = text.length() <= MAX_CHARS;
        String bounded = whole ? text : text.substring(0, MAX_CHARS);
        String resolved = bounded.indexOf('&') < 0 ? bounded : Parser.unescapeEntities(bounded, false);
        String bare = html ? resolved : withoutStyles(TAG.matcher(resolved).replaceAll(" "));
        raw = !bare.equals(resolved);
        readWithPictures(bare, html, picture, isPicture);
        complete = whole && words.size() < MAX_WORDS;
        String before = "";
        for (Word word : words) {
            known.add(word.text);
            pairs.add(before + ' ' + word.text);
            before = word.text;
        }
    }

    private void readWithPictures(String text, boolean html, Pattern pattern, Predicate<String> isPicture) {
        Matcher picture = pattern.matcher(text);
        String line = null;
        int from = 0;
        while (picture.find()) {
            List<String> ofPicture = new ArrayList<>();
            wordsOf(picture.group(1), 0, picture.group(1).length()).forEach(word -> ofPicture.add(word.text));
            String joined = String.join(" ", ofPicture);
            if (joined.isEmpty() && html) {
                read(text.substring(from, picture.start()) + picture.group(1), true); // a sign instead of words
                from = picture.end();
            } else if (isPicture.test(joined)) {
                read(text.substring(from, picture.start()), html);
                from = picture.end();
                ofPictures.addAll(ofPicture);
                Picture found = new Picture(joined, length);
                pictures.add(found);
                line = line == null ? onlyWordsOfLines(text) : line;
                if (standsBetweenWords(line, picture.start(), picture.end())) {
                    picturesInLines.add(found);
                }
            }
        }
        read(text.substring(from), html);
    }

    private static String onlyWordsOfLines(String text) {
        return NO_WORDS_OF_A_LINE
                .matcher(text)
                .replaceAll(other -> " ".repeat(other.group().length()));
    }

    private static boolean standsBetweenWords(String line, int start, int end) {
        boolean before = false;
        for (int i = start - 1; i >= Math.max(0, start - BESIDE) && line.charAt(i) != '\n'; i--) {
            before |= Character.isLetterOrDigit(line.charAt(i));
        }
        for (int i = end; before && i < Math.min(line.length(), end + BESIDE) && line.charAt(i) != '\n'; i++) {
            if (Character.isLetterOrDigit(line.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    private void read(String text, boolean html) {
        String marked = MARK.matcher(html ? text : text.replace("[image: ", "["))
                .replaceAll(mark -> isOfProgram(mark.group(), html) ? " " : Matcher.quoteReplacement(mark.group()));
        Matcher link = LINK.matcher(marked);
        int from = 0;
        while (link.find() && links.size() < MAX_LINKS) {
            add(wordsOf(marked, from, link.start()));
            String target = target(link.group());
            links.add(new Link(
                    target, target.toLowerCase(Locale.ROOT), words.isEmpty() ? "" : words.get(words.size() - 1).text));
            from = link.start()
                    + (link.group().regionMatches(true, 0, MAILTO, 0, MAILTO.length()) ? MAILTO.length() : 0)
                    + target.length();
        }
        add(wordsOf(marked, from, marked.length()));
    }

    /** The plain form holds no warning of this server: what looks like one is a sentence there. */
    private boolean isOfProgram(String mark, boolean html) {
        boolean warning = mark.startsWith("[") && mark.indexOf(' ') > 0;
        if (warning) {
            return html;
        }
        boolean leftOut = !mark.startsWith("[") || NAME_OF_FILE.matcher(mark).find();
        if (leftOut && !NAMELESS_PICTURE.matcher(mark).matches() && !isFootnote(mark)) {
            marks.add(mark);
        }
        return leftOut;
    }

    /** Whether it is the number of the next footnote, or again that of one before. */
    private boolean isFootnote(String mark) {
        Matcher footnote = FOOTNOTE.matcher(mark);
        if (!footnote.matches()) {
            return false;
        }
        int number = Integer.parseInt(footnote.group(1) == null ? footnote.group(2) : footnote.group(1));
        footnotes += number == footnotes + 1 ? 1 : 0;
        return number <= footnotes;
    }

    private void add(List<Word> more) {
        for (Word word : more.subList(0, Math.min(more.size(), MAX_WORDS - words.size()))) {
            words.add(word);
            length += word.text.length();
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
        return bare.substring(0, end);
    }

    private static List<Word> wordsOf(String text, int from, int to) {
        List<Word> words = new ArrayList<>();
        int at = from;
        boolean joins = false;
        while (at < to && words.size() < MAX_WORDS) {
            int c = text.codePointAt(at);
            if (!isOfAWord(c)) {
                joins &= c == ' ' || c == '-' || c == 0xA0;
                at += Character.charCount(c);
                continue;
            }
            int end = endOfWord(text, at, Math.min(to, at + MAX_WORD));
            String word = normal(text.substring(at, end));
            if (!word.isEmpty()) {
                words.add(new Word(word, word.chars().anyMatch(Character::isDigit), joins));
                joins = true;
            }
            at = end;
        }
        return words;
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
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK -> c < 0xFE00 || c > 0xFE0F; // how a sign looks
            case Character.COMBINING_SPACING_MARK, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> true;
            default -> Character.isLetterOrDigit(c) || isSign(c);
        };
    }

    /** Lines and boxes that are drawn with characters are layout, and some signs are blank. */
    private static boolean isSign(int c) {
        return switch (Character.getType(c)) {
            case Character.CURRENCY_SYMBOL -> true;
            case Character.OTHER_SYMBOL -> (c < 0x2500 || c > 0x259F) && c != 0x2800 && c != 0xFFFC;
            case Character.MATH_SYMBOL -> c > '~';
            default -> false;
        };
    }

    /** Whether the character is a sign, or of a script that puts no blanks between words. */
    private static boolean standsAlone(int c) {
        return isSign(c)
                || c >= 0xE00
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

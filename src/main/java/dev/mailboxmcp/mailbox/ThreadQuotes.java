// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailbox;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Takes out of a mail what it repeats of the earlier mails of its conversation, in whatever language and however it was
 * wrapped: text behind a sign of quoting counts as repeated where every four words of it stand so in an earlier mail, other
 * text where whole lines of it stand there one after the other. What stands in none is never taken out, but for the lines
 * above a quotation that say from whom it is. For one conversation; not thread-safe.
 */
final class ThreadQuotes {
    private static final int RUN = 4;
    private static final int MAX_WORDS = 5000;
    /** A shorter piece between a person's own words may be what these answer. */
    private static final int MIN_LINES = 3;

    private static final int MIN_WORDS = 40;
    private static final int MAX_HEADING = 10;
    private static final String LEFT_OUT = "[…]";

    private static final Pattern FIELD = Pattern.compile("^[\\s>|*_\\\\]*\\p{L}[\\p{L} ./-]{0,24}[*_\\\\]*\\h?[:：].*");
    private static final Pattern RULE = Pattern.compile("^[\\s>|]*(?:\\\\?[-_=*]){5}.*");
    private static final String SENTENCE_ENDS = ".!?。！？";
    private static final Pattern NEUTRAL = Pattern.compile("[\\s\\p{Z}>|*_=\\\\-]*+");
    private static final Pattern QUOTING = Pattern.compile("^[\\s\\p{Z}>|]+");
    private static final Pattern STYLE = Pattern.compile("[*_\\\\]+");
    private static final Pattern BLANKS = Pattern.compile("[\\s\\p{Z}]+");
    private static final Pattern EMPTY_BOX = Pattern.compile("\\\\?\\[\\h?\\\\?]");

    private final Set<Long> runs = new HashSet<>();
    private final Set<String> lines = new HashSet<>();
    private final Set<String> wholeLines = new HashSet<>();
    /** Two that follow each other, with a line break between. */
    private final Set<String> pairs = new HashSet<>();

    private final Set<QuotedAuthor> authors = new HashSet<>();

    /** Takes note of a mail, for those that come after it. */
    void add(String from, String text) {
        authors.addAll(QuotedAuthor.of(from));
        List<String> words = new ArrayList<>();
        String before = "";
        for (String line : text.split("\n", -1)) {
            List<String> some = words(line);
            if (!some.isEmpty()) {
                lines.add(String.join(" ", some));
                String whole = whole(line);
                wholeLines.add(whole);
                pairs.add(before + "\n" + whole);
                before = whole;
            }
            words.addAll(some);
            if (words.size() > MAX_WORDS) {
                break;
            }
        }
        for (int i = 0; i + RUN <= words.size(); i++) {
            runs.add(hash(words, i));
        }
    }

    /**
     * A line of the mail.
     *
     * @param marked whether it stands behind a sign of quoting
     * @param follows whether an earlier mail has it below the one that it stands below here
     */
    private record Line(String raw, int words, boolean marked, boolean repeated, boolean follows) {
        boolean isNeutral() {
            return words == 0;
        }
    }

    /** The text without what it repeats; the text itself where nothing would be left. */
    String cut(String text) {
        List<Line> all = read(text);
        int last = all.size();
        while (last > 0 && all.get(last - 1).isNeutral()) {
            last--;
        }
        List<String> kept = new ArrayList<>();
        boolean cut = false;
        for (int at = 0; at < all.size(); ) {
            int end = endOfRun(all, at);
            int heading = end > at ? heading(kept) : 0;
            if (end > at && isQuotation(all.subList(at, end), end >= last, heading > 0)) {
                kept.subList(kept.size() - heading, kept.size()).clear();
                if (end < last) {
                    kept.add(LEFT_OUT);
                }
                cut = true;
            } else {
                end = Math.max(end, at + 1);
                all.subList(at, end).forEach(line -> kept.add(line.raw()));
            }
            at = end;
        }
        String rest = String.join("\n", kept).strip();
        return !cut || rest.replace(LEFT_OUT, "").isBlank() ? text : rest;
    }

    private List<Line> read(String text) {
        String[] raw = text.split("\n", -1);
        List<String> words = new ArrayList<>();
        int[] starts = new int[raw.length + 1];
        for (int i = 0; i < raw.length; i++) {
            words.addAll(words(raw[i]));
            starts[i + 1] = words.size();
        }
        boolean[] repeated = new boolean[words.size()];
        for (int i = 0; i + RUN <= words.size(); i++) {
            if (runs.contains(hash(words, i))) {
                for (int k = i; k < i + RUN; k++) {
                    repeated[k] = true;
                }
            }
        }
        List<Line> all = new ArrayList<>();
        String before = "";
        for (int i = 0; i < raw.length; i++) {
            boolean marked = raw[i].stripLeading().startsWith(">");
            boolean everyRun = true;
            for (int k = starts[i]; k < starts[i + 1]; k++) {
                everyRun &= repeated[k];
            }
            int count = starts[i + 1] - starts[i];
            String whole = count == 0 ? before : whole(raw[i]);
            boolean again = marked
                    ? everyRun || lines.contains(String.join(" ", words.subList(starts[i], starts[i + 1])))
                    : count == 0 || everyRun && wholeLines.contains(whole);
            all.add(new Line(raw[i], count, marked, again, pairs.contains(before + "\n" + whole)));
            before = whole;
        }
        return all;
    }

    /** The index behind the last line of a run that begins there; {@code from} where none does. */
    private static int endOfRun(List<Line> all, int from) {
        int end = from;
        Line first = all.get(from);
        if (first.isNeutral() && !first.marked() || !first.repeated()) {
            return from;
        }
        Line before = null;
        for (int at = from; at < all.size() && all.get(at).repeated(); at++) {
            Line line = all.get(at);
            if (!line.isNeutral()) {
                boolean between = before != null && !(before.marked() && line.marked());
                if (between && !line.follows()) {
                    return end; // an answer in words of another one, or some of what was offered
                }
                before = line;
            }
            end = !line.isNeutral() || line.marked() ? at + 1 : end;
        }
        return end;
    }

    private static boolean isQuotation(List<Line> repeated, boolean atEnd, boolean announced) {
        List<Line> run = repeated.stream().filter(line -> !line.isNeutral()).toList();
        if (run.isEmpty()) {
            return false;
        }
        int words = run.stream().mapToInt(Line::words).sum();
        boolean told = announced || run.stream().allMatch(Line::marked);
        return run.size() >= MIN_LINES || words >= MIN_WORDS || atEnd && told;
    }

    /** How many of the last lines say whom the quotation below them is from. */
    private int heading(List<String> above) {
        int end = above.size();
        while (end > 0 && words(above.get(end - 1)).isEmpty()) {
            end--;
        }
        if (above.size() - end > 2 || end == 0) {
            return 0;
        }
        int fields = end;
        int start = end;
        while (fields > 0
                && end - fields < MAX_HEADING
                && FIELD.matcher(above.get(fields - 1)).matches()) {
            fields--;
            List<String> block = above.subList(fields, end);
            if (block.size() >= MIN_LINES
                    && saysWho(block.getFirst())
                    && block.stream().anyMatch(QuotedAuthor::saysWhenExactly)) {
                start = fields;
            }
        }
        start = start < end ? start : attribution(above, end);
        if (start == end) {
            return 0;
        }
        int rule = start;
        while (rule > 0 && start - rule < 2 && above.get(rule - 1).isBlank()) {
            rule--;
        }
        return above.size() - (rule > 0 && RULE.matcher(above.get(rule - 1)).matches() ? rule - 1 : start);
    }

    /** Whether it is a field such as From: with one of the authors alone. */
    private boolean saysWho(String field) {
        String value = field.substring(field.replace('：', ':').indexOf(':') + 1);
        return authors.stream().anyMatch(author -> author.isAloneIn(value));
    }

    /** "On that day Anna wrote:", which some programs break into two or three lines. */
    private int attribution(List<String> above, int end) {
        int found = end;
        String text = "";
        for (int start = end - 1; start >= Math.max(0, end - 3); start--) {
            String line = above.get(start).strip();
            boolean paragraph = start == 0 || above.get(start - 1).isBlank();
            if (line.isEmpty() || start < end - 1 && isEndOfSentence(line)) {
                break;
            }
            text = (line + " " + text).strip();
            boolean dateAlone = found < end && paragraph && QuotedAuthor.saysWhen(line);
            if (found < end && !dateAlone) {
                break;
            }
            found = dateAlone || isAttribution(text) ? start : found;
        }
        return found;
    }

    private boolean isAttribution(String text) {
        return authors.stream().anyMatch(author -> author.isAttributed(text));
    }

    private static boolean isEndOfSentence(String line) {
        return SENTENCE_ENDS.indexOf(line.charAt(line.length() - 1)) >= 0;
    }

    /** The line without signs of quoting and of style, in which programs differ. */
    private static String whole(String line) {
        String bare = STYLE.matcher(QUOTING.matcher(line).replaceFirst("")).replaceAll("");
        return BLANKS.matcher(bare).replaceAll(" ").strip();
    }

    /**
     * Its runs of letters and digits, in small letters, and each sign by itself, which may be all of an answer; where there is
     * neither, what stands there.
     */
    static List<String> words(String line) {
        String lower = line.toLowerCase(Locale.ROOT);
        String small = lower.indexOf('[') < 0 ? lower : EMPTY_BOX.matcher(lower).replaceAll("☐");
        List<String> words = new ArrayList<>();
        int start = 0;
        for (int at = 0; at < small.length(); ) {
            int point = small.codePointAt(at);
            int next = at + Character.charCount(point);
            boolean sign = isSign(point);
            if (sign || !isOfWord(point)) {
                if (start < at) {
                    words.add(small.substring(start, at));
                }
                if (sign) {
                    words.add(small.substring(at, next));
                }
                start = next;
            }
            at = next;
        }
        if (start < small.length()) {
            words.add(small.substring(start));
        }
        if (words.isEmpty() && !NEUTRAL.matcher(line).matches()) {
            words.add(whole(line));
        }
        return words;
    }

    private static boolean isOfWord(int point) {
        return Character.isLetterOrDigit(point)
                || Character.getType(point) == Character.LETTER_NUMBER
                || Character.getType(point) == Character.OTHER_NUMBER;
    }

    private static boolean isSign(int point) {
        return switch (Character.getType(point)) {
            case Character.CURRENCY_SYMBOL, Character.OTHER_SYMBOL -> true;
            case Character.MATH_SYMBOL -> point > '~';
            default -> false;
        };
    }

    private static long hash(List<String> words, int from) {
        long hash = 7;
        for (int i = from; i < from + RUN; i++) {
            for (int k = 0; k < words.get(i).length(); k++) {
                hash = hash * 1_000_003 + words.get(i).charAt(k);
            }
            hash = hash * 1_000_003 + ' ';
        }
        return hash;
    }
}

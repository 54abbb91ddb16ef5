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
 * wrapped: text counts as repeated where every four words of it stand so in an earlier mail. What stands in none is never
 * taken out, but for the lines above a quotation that say from whom it is. For one conversation; not thread-safe.
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

    private final Set<Long> runs = new HashSet<>();
    private final Set<String> lines = new HashSet<>();
    private final Set<String> names = new HashSet<>();

    /** Takes note of a mail, for those that come after it. */
    void add(String from, String text) {
        for (String word : words(from)) {
            if (word.length() > 2) {
                names.add(word);
            }
        }
        List<String> words = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            List<String> some = words(line);
            if (!some.isEmpty()) {
                lines.add(String.join(" ", some));
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

    /** @param marked whether it stands behind a sign of quoting */
    private record Line(String raw, int words, boolean marked, boolean repeated) {
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
        for (int i = 0; i < raw.length; i++) {
            boolean marked = raw[i].stripLeading().startsWith(">");
            boolean whole = true;
            for (int k = starts[i]; k < starts[i + 1]; k++) {
                whole &= repeated[k];
            }
            boolean line = marked && lines.contains(String.join(" ", words.subList(starts[i], starts[i + 1])));
            all.add(new Line(raw[i], starts[i + 1] - starts[i], marked, whole || line));
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
        for (int at = from; at < all.size() && all.get(at).repeated(); at++) {
            end = !all.get(at).isNeutral() || all.get(at).marked() ? at + 1 : end;
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
        while (fields > 0
                && end - fields < MAX_HEADING
                && FIELD.matcher(above.get(fields - 1)).matches()) {
            fields--;
        }
        int start = end - fields >= MIN_LINES ? fields : attribution(above, end);
        if (start == end || !namesSomebody(above.subList(start, end))) {
            return 0;
        }
        int rule = start;
        while (rule > 0 && start - rule < 2 && above.get(rule - 1).isBlank()) {
            rule--;
        }
        return above.size() - (rule > 0 && RULE.matcher(above.get(rule - 1)).matches() ? rule - 1 : start);
    }

    /** "On that day Anna wrote:", which some programs break into two or three lines. */
    private static int attribution(List<String> above, int end) {
        String last = above.get(end - 1).strip();
        if (!last.endsWith(":") && !last.endsWith("：")) {
            return end;
        }
        for (int start = end - 1; start >= Math.max(0, end - 3); start--) {
            String line = above.get(start);
            if (start < end - 1 && isEndOfSentence(line.strip())) {
                break;
            }
            if (line.codePoints().anyMatch(Character::isDigit)) {
                return start;
            }
        }
        return end - 1;
    }

    private static boolean isEndOfSentence(String line) {
        return line.isEmpty() || SENTENCE_ENDS.indexOf(line.charAt(line.length() - 1)) >= 0;
    }

    private boolean namesSomebody(List<String> heading) {
        return heading.stream().flatMap(line -> words(line).stream()).anyMatch(names::contains);
    }

    /** Its runs of letters and digits, in small letters. */
    private static List<String> words(String line) {
        String small = line.toLowerCase(Locale.ROOT);
        List<String> words = new ArrayList<>();
        int start = 0;
        for (int at = 0; at < small.length(); ) {
            int point = small.codePointAt(at);
            int next = at + Character.charCount(point);
            if (!isOfWord(point)) {
                if (start < at) {
                    words.add(small.substring(start, at));
                }
                start = next;
            }
            at = next;
        }
        if (start < small.length()) {
            words.add(small.substring(start));
        }
        return words;
    }

    private static boolean isOfWord(int point) {
        return Character.isLetterOrDigit(point)
                || Character.getType(point) == Character.LETTER_NUMBER
                || Character.getType(point) == Character.OTHER_NUMBER;
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

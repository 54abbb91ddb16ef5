// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Files written into a text as people did before MIME: uuencoded ({@code begin 644 name} … {@code end}) and yEnc ({@code
 * =ybegin} … {@code =yend}). They are no text; their name takes their place. Pure, thread-safe, never throws.
 */
final class FileInText {
    private static final Pattern UU_BEGIN = Pattern.compile("begin [0-7]{3,4} (\\S.{0,200})");
    private static final Pattern UU_LINE = Pattern.compile("[ -`]{1,90}");
    /** So many characters stand for three bytes, which the first character of a line counts. */
    private static final int UU_GROUP = 4;

    private static final Pattern YENC_BEGIN = Pattern.compile("=ybegin .{0,200}?name=(\\S.{0,200})");
    private static final String YENC_END = "=yend ";

    private FileInText() {}

    /**
     * A block without its end is text: somebody wrote about one. Where the text is cut off, the end may lie beyond.
     *
     * @param cut whether the text goes on
     */
    static String leftOut(String text, boolean cut) {
        if (!text.contains("begin ")) {
            return text;
        }
        List<String> lines = text.lines().toList();
        StringBuilder kept = new StringBuilder(text.length());
        int lastYencEnd = lastYencEnd(lines, cut);
        for (int i = 0; i < lines.size(); i++) {
            Matcher uu = UU_BEGIN.matcher(lines.get(i));
            Matcher yenc = YENC_BEGIN.matcher(lines.get(i));
            int end = -1;
            if (uu.matches()) {
                end = uuEnd(lines, i + 1, cut);
            } else if (i < lastYencEnd && yenc.matches()) {
                end = yencEnd(lines, i + 1);
            }
            if (end >= 0) {
                String name = FileName.safe(uu.matches() ? uu.group(1) : yenc.group(1));
                kept.append("[a file in the text is left out: ").append(name).append("]\n");
                i = end;
            } else {
                kept.append(lines.get(i)).append('\n');
            }
        }
        return kept.toString();
    }

    /** The index of the last line of the block; negative where it is none. */
    private static int uuEnd(List<String> lines, int start, boolean cut) {
        int last = lines.size() - 1;
        for (int i = start; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.equals("end") || cut && i == last && "end".startsWith(line)) {
                return i;
            }
            boolean ofFile = cut && i == last ? UU_LINE.matcher(line).matches() : isUuLine(line);
            if (!line.isEmpty() && !ofFile) {
                return -1;
            }
        }
        return cut ? last : -1;
    }

    /** Whether the first character counts the bytes of the line: words in capitals are none. Some end in a check character. */
    private static boolean isUuLine(String line) {
        if (!UU_LINE.matcher(line).matches()) {
            return false;
        }
        int bytes = (line.charAt(0) - ' ') % 64;
        int whole = (bytes + 2) / 3 * UU_GROUP;
        int least = (bytes * UU_GROUP + 2) / 3;
        return line.length() > least && line.length() <= whole + 2;
    }

    /** Where no block can end any more, so that nobody looks for its end. */
    private static int lastYencEnd(List<String> lines, boolean cut) {
        int last = lines.size() - 1;
        while (!cut && last >= 0 && !lines.get(last).startsWith(YENC_END)) {
            last--;
        }
        return cut ? lines.size() : last;
    }

    /** Bytes of a file are as often as not no printable ASCII, even those of a text. */
    private static int yencEnd(List<String> lines, int start) {
        int chars = 0;
        int others = 0;
        int end = start;
        while (end < lines.size() && !lines.get(end).startsWith(YENC_END)) {
            String line = lines.get(end++);
            if (line.startsWith("=ybegin ")) {
                return -1; // one in another is none, so that nobody looks at its lines again and again
            }
            chars += line.length();
            others += (int) line.chars().filter(c -> c > '~').count();
        }
        return others == 0 || others * 4 < chars ? -1 : Math.min(end, lines.size() - 1);
    }
}

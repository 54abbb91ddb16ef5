// SPDX-License-Identifier: MIT
package dev.mailboxmcp.office;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The text of a document while it is gathered, and the count of what is left out of it. For one document, on one thread. */
final class DocumentText {
    static final int MAX_CHARS = 1 << 20;

    private final StringBuilder text = new StringBuilder();
    private final Map<LeftOut, Integer> leftOut = new TreeMap<>();
    private boolean doubtful;
    private boolean several;
    private int withoutValue;
    private int outdated;
    private int covered;
    private int elsewhere;
    private int differing;

    /** What people do not see when they open the document. */
    enum LeftOut {
        SHEET("hidden sheet", "hidden sheets"),
        SLIDE("hidden slide", "hidden slides"),
        ROW("hidden row", "hidden rows"),
        COLUMN("hidden column", "hidden columns"),
        COMMENT("comment", "comments"),
        NOTES("page of speaker's notes", "pages of speaker's notes"),
        DELETION("deletion that is tracked", "deletions that are tracked"),
        HIDDEN_CHARS("character of hidden text", "characters of hidden text");

        private final String one;
        private final String many;

        LeftOut(String one, String many) {
            this.one = one;
            this.many = many;
        }
    }

    /** @throws LimitReached where no more is taken; what fits was added */
    void add(CharSequence more) throws LimitReached {
        int room = MAX_CHARS - text.length();
        if (more.length() > room) {
            text.append(more, 0, room);
            throw new LimitReached("more than " + MAX_CHARS + " characters");
        }
        text.append(more);
    }

    /** Ends a line, unless it is empty. */
    void endLine() throws LimitReached {
        if (!text.isEmpty() && text.charAt(text.length() - 1) != '\n') {
            add("\n");
        }
    }

    /** Ends what came before with an empty line. */
    void endBlock() throws LimitReached {
        endLine();
        if (text.length() > 1 && text.charAt(text.length() - 2) != '\n') {
            add("\n");
        }
    }

    void leaveOut(LeftOut what, int count) {
        if (count > 0) {
            leftOut.merge(what, count, (a, b) -> (int) Math.min((long) a + b, Integer.MAX_VALUE));
        }
    }

    /** Counts hidden characters but for blanks. */
    void leaveOut(CharSequence hidden) {
        leaveOut(LeftOut.HIDDEN_CHARS, (int)
                hidden.codePoints().filter(c -> !Character.isWhitespace(c)).count());
    }

    int length() {
        return text.length();
    }

    /** Takes back what was added since then, as hidden. */
    void leaveOutFrom(int length) {
        leaveOut(text.substring(length));
        text.setLength(length);
    }

    /** Whether a colour in six hexadecimal digits is white to the eye. */
    static boolean isWhite(String color) {
        return color.matches("(?i)(?:f[0-9a-f]){3}");
    }

    /** Some of the text is there and may not be seen all the same. */
    void doubt() {
        doubtful = true;
    }

    /** A formula stands here without the value that people see, since whoever wrote the document computed none. */
    void lackValue() {
        withoutValue++;
    }

    /** A formula has a value, and the document asks for another to be computed where it is opened. */
    void ageValue() {
        outdated++;
    }

    /** So many cells with words lie under others that extend over them. */
    void cover(int cells) {
        covered += cells;
    }

    /** Content of another file is shown here, and is not read. */
    void lackContent() {
        elsewhere++;
    }

    /** A cell has words that are not its value, which stands behind them. */
    void differ() {
        differing++;
    }

    /** The file holds several documents, of which another program may show another than the one that is read. */
    void holdSeveral() {
        several = true;
    }

    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        if (several) {
            warnings.add(
                    "this file holds more than one document: the text is that of the first one of Microsoft Office,"
                            + " and people may see another");
        }
        if (elsewhere > 0) {
            warnings.add("left out: content of other files that people see in this document: " + elsewhere);
        }
        if (withoutValue > 0) {
            warnings.add(
                    "left out: the values of formulas that are not in the file, and are computed when a person opens it: "
                            + withoutValue);
        }
        if (outdated > 0) {
            warnings.add(
                    "the values of formulas may be others when a person opens this file, which has them computed anew: "
                            + outdated);
        }
        if (differing > 0) {
            warnings.add(
                    "the text of cells is not the value in them, which people may see instead and which follows in brackets: "
                            + differing);
        }
        if (covered > 0) {
            warnings.add("people do not see what stands in cells over which others extend: " + covered);
        }
        if (doubtful) {
            warnings.add(
                    "some of the text is tiny, white or of the colour of its ground, so that people may not see it");
        }
        if (!leftOut.isEmpty()) {
            List<String> all = new ArrayList<>();
            leftOut.forEach((what, count) -> all.add(count + " " + (count == 1 ? what.one : what.many)));
            warnings.add("left out, since people do not see it in the document: " + String.join(", ", all));
        }
        return warnings;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}

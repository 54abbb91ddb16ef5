// SPDX-License-Identifier: MIT
package dev.mailboxmcp.office;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the cells of a sheet that have words and lie under another one, which extends over them (ECMA-376-1, 18.3.1.55): of the
 * cells of a merged range the first alone is seen. For one sheet, on one thread.
 */
final class MergedCells {
    private static final Pattern RANGE = Pattern.compile("([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})");
    private static final long ROW = 1L << 20; // more than there are columns
    /** The cells that are compared at the most; what lies beyond counts as seen. */
    private static final int MAX_COMPARED = 5_000_000;

    private long[] filled = new long[64];
    private int count;
    private int compared;

    /** A cell has words; cells come in their order. */
    void fill(int row, int column) {
        if (count == filled.length) {
            filled = Arrays.copyOf(filled, 2 * count);
        }
        filled[count++] = row * ROW + column;
    }

    /** How many cells with words a merged range covers, such as {@code A1:B2}. */
    int coveredBy(String range) {
        Matcher matcher = RANGE.matcher(range);
        if (!matcher.matches()) {
            return 0;
        }
        long firstColumn = column(matcher.group(1));
        long lastColumn = column(matcher.group(3));
        long first = Long.parseLong(matcher.group(2)) * ROW + firstColumn;
        long last = Long.parseLong(matcher.group(4)) * ROW + lastColumn;
        int at = Arrays.binarySearch(filled, 0, count, first);
        int covered = 0;
        for (int i = at < 0 ? -at - 1 : at + 1; i < count && filled[i] <= last && compared < MAX_COMPARED; i++) {
            compared++;
            long column = filled[i] % ROW;
            covered += column >= firstColumn && column <= lastColumn ? 1 : 0;
        }
        return covered;
    }

    private static int column(String letters) {
        int column = 0;
        for (int i = 0; i < letters.length(); i++) {
            column = column * 26 + letters.charAt(i) - 'A' + 1;
        }
        return column - 1;
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.extract.child;

import org.apache.pdfbox.text.TextPosition;

/**
 * Whether the letters of a page come in an order in which people read. Most programs write them so, columns one after the
 * other, and to sort them by their place would mix the columns. A page on which text goes up again, but not to the right of
 * what was there, and that has no columns, is better sorted.
 */
final class PageOrder {
    private static final float LINES = 1.5f;

    private float lastY = Float.NEGATIVE_INFINITY;
    private float rightEnd = Float.NEGATIVE_INFINITY;
    private int columns;
    private int jumps;

    /** Looks at the next letter. */
    void next(TextPosition text) {
        float x = text.getXDirAdj();
        float y = text.getYDirAdj();
        if (y < lastY - LINES * Math.max(1, text.getHeightDir())) {
            if (x >= rightEnd) {
                columns++;
            } else {
                jumps++;
            }
            rightEnd = Float.NEGATIVE_INFINITY;
        }
        lastY = y;
        rightEnd = Math.max(rightEnd, x + text.getWidthDirAdj());
    }

    boolean isNoOrder() {
        return jumps > 0 && columns == 0;
    }
}

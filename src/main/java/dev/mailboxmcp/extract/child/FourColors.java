// SPDX-License-Identifier: MIT
package dev.mailboxmcp.extract.child;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;

/** Pictures in the four colours of print, as a screen shows them, about. */
final class FourColors {
    private static final int BANDS = 4;
    private static final int MAX = 255;
    private static final double RED_OF_CR = 1.402;
    private static final double GREEN_OF_CB = 0.344;
    private static final double GREEN_OF_CR = 0.714;
    private static final double BLUE_OF_CB = 1.772;
    private static final int MIDDLE = 128;

    private FourColors() {}

    static BufferedImage toRgb(Raster raster, JpegHead head) {
        BufferedImage picture = new BufferedImage(raster.getWidth(), raster.getHeight(), BufferedImage.TYPE_INT_RGB);
        int[] row = new int[raster.getWidth() * BANDS];
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, raster.getWidth(), 1, row);
            for (int x = 0; x < raster.getWidth(); x++) {
                picture.setRGB(x, y, rgb(row, x * BANDS, head));
            }
        }
        return picture;
    }

    private static int rgb(int[] row, int at, JpegHead head) {
        int one = row[at];
        int two = row[at + 1];
        int three = row[at + 2];
        int black = row[at + 3];
        if (head.isYcck()) {
            double red = RED_OF_CR * (three - MIDDLE) + one;
            double green = one - GREEN_OF_CB * (two - MIDDLE) - GREEN_OF_CR * (three - MIDDLE);
            double blue = one + BLUE_OF_CB * (two - MIDDLE);
            one = Math.clamp(Math.round(MAX - red), 0, MAX);
            two = Math.clamp(Math.round(MAX - green), 0, MAX);
            three = Math.clamp(Math.round(MAX - blue), 0, MAX);
        }
        if (!head.isInverted()) {
            one = MAX - one;
            two = MAX - two;
            three = MAX - three;
            black = MAX - black;
        }
        return one * black / MAX << 16 | two * black / MAX << 8 | three * black / MAX;
    }
}

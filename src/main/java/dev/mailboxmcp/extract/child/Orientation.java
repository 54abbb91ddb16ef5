// SPDX-License-Identifier: MIT
package dev.mailboxmcp.extract.child;

import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** How a camera was held: the values of the tag of that name (Exif 2.3, 4.6.4), in their order. */
enum Orientation {
    UPRIGHT,
    MIRRORED,
    TURNED_HALF,
    MIRRORED_AND_TURNED_HALF,
    MIRRORED_AND_TURNED_LEFT,
    TURNED_RIGHT,
    MIRRORED_AND_TURNED_RIGHT,
    TURNED_LEFT;

    private static final int HEAD = 6;
    private static final int ENTRY = 12;
    private static final short TAG = 0x0112;
    private static final short INTEL = 0x4949;
    private static final int OFFSET_AT = 4;
    private static final int VALUE_AT = 8;

    /** The value in a segment of a JPEG; {@link #UPRIGHT} where there is none that makes sense. */
    static Orientation ofExif(byte[] file, int from, int to) {
        if (to - from < HEAD || file[from] != 'E' || file[from + 1] != 'x') {
            return UPRIGHT;
        }
        try {
            ByteBuffer tiff =
                    ByteBuffer.wrap(file, from + HEAD, to - from - HEAD).slice();
            tiff.order(tiff.getShort(0) == INTEL ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
            int directory = tiff.getInt(OFFSET_AT);
            int entries = tiff.getShort(directory);
            for (int i = 0; i < entries; i++) {
                int entry = directory + 2 + i * ENTRY;
                if (tiff.getShort(entry) == TAG) {
                    int value = tiff.getShort(entry + VALUE_AT);
                    return value >= 1 && value <= values().length ? values()[value - 1] : UPRIGHT;
                }
            }
        } catch (IndexOutOfBoundsException | BufferUnderflowException e) {
            return UPRIGHT; // cut short
        }
        return UPRIGHT;
    }

    boolean swapsSides() {
        return compareTo(MIRRORED_AND_TURNED_LEFT) >= 0;
    }

    /** The picture as a person saw it. */
    BufferedImage upright(BufferedImage picture) {
        if (this == UPRIGHT) {
            return picture;
        }
        int w = picture.getWidth();
        int h = picture.getHeight();
        AffineTransform turn = switch (this) {
            case UPRIGHT -> new AffineTransform();
            case MIRRORED -> new AffineTransform(-1, 0, 0, 1, w, 0);
            case TURNED_HALF -> new AffineTransform(-1, 0, 0, -1, w, h);
            case MIRRORED_AND_TURNED_HALF -> new AffineTransform(1, 0, 0, -1, 0, h);
            case MIRRORED_AND_TURNED_LEFT -> new AffineTransform(0, 1, 1, 0, 0, 0);
            case TURNED_RIGHT -> new AffineTransform(0, 1, -1, 0, h, 0);
            case MIRRORED_AND_TURNED_RIGHT -> new AffineTransform(0, -1, -1, 0, h, w);
            case TURNED_LEFT -> new AffineTransform(0, -1, 1, 0, 0, w);
        };
        BufferedImage upright = new BufferedImage(swapsSides() ? h : w, swapsSides() ? w : h, Shrunk.typeFor(picture));
        Graphics2D graphics = upright.createGraphics();
        graphics.drawImage(picture, turn, null);
        graphics.dispose();
        return upright;
    }
}

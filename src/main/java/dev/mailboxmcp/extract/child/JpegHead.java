// SPDX-License-Identifier: MIT
package dev.mailboxmcp.extract.child;

/**
 * What the segments at the start of a JPEG say. All of it is harmless where the file is none.
 *
 * @param isFourColored whether it has the four colours of print
 * @param isInverted whether 255 stands for no ink, as Adobe's programs write it
 * @param isYcck whether three of the four are brightness and differences of colour
 * @param progressive whether it comes in passes over the whole picture
 */
record JpegHead(
        Orientation orientation, boolean isFourColored, boolean isInverted, boolean isYcck, boolean progressive) {
    private static final int MARKER = 0xFF;
    private static final int START = 0xD8;
    private static final int SCAN = 0xDA;
    private static final int EXIF = 0xE1;
    private static final int ADOBE = 0xEE;
    private static final int FIRST_FRAME = 0xC0;
    private static final int PROGRESSIVE_FRAME = 0xC2;
    private static final int LAST_FRAME = 0xCF;
    private static final int COMPONENTS_AT = 5;
    private static final int TRANSFORM_AT = 11;
    private static final int YCCK = 2;
    private static final int FOUR = 4;

    static JpegHead of(byte[] file) {
        Orientation orientation = Orientation.UPRIGHT;
        boolean four = false;
        boolean adobe = false;
        boolean ycck = false;
        boolean progressive = false;
        int at = 2;
        boolean jpeg = file.length > 2 && (file[0] & MARKER) == MARKER && (file[1] & MARKER) == START;
        while (jpeg && at + FOUR <= file.length && (file[at] & MARKER) == MARKER) {
            int marker = file[at + 1] & MARKER;
            if (marker == MARKER) {
                at++; // fills
                continue;
            }
            int length = (file[at + 2] & MARKER) << 8 | file[at + 3] & MARKER;
            int from = at + FOUR;
            int to = at + 2 + length;
            if (marker == SCAN || length < 2 || to > file.length) {
                break;
            }
            if (marker == EXIF && orientation == Orientation.UPRIGHT) {
                orientation = Orientation.ofExif(file, from, to);
            } else if (marker == ADOBE && to - from > TRANSFORM_AT && file[from] == 'A' && file[from + 1] == 'd') {
                adobe = true;
                ycck = file[from + TRANSFORM_AT] == YCCK;
            } else if (isFrame(marker)) {
                progressive |= (marker & 3) == (PROGRESSIVE_FRAME & 3);
                four |= to - from > COMPONENTS_AT && file[from + COMPONENTS_AT] == FOUR;
            }
            at = to;
        }
        return new JpegHead(orientation, four, adobe, ycck, progressive);
    }

    /** C4, C8 and CC lie between the frames, and begin none (ITU-T T.81, table B.1). */
    private static boolean isFrame(int marker) {
        return marker == FIRST_FRAME || marker > FIRST_FRAME && marker <= LAST_FRAME && marker % FOUR != 0;
    }
}

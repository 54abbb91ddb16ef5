// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * Base64 (RFC 2045 6.8) as mail has it: with line noise, without padding, cut off, several runs in a row, with a banner
 * before it or the footer of a mailing list behind it, and where there is none at all. Never throws.
 *
 * @param before lines of text before the base64, as they stand; empty for none
 * @param content what was encoded; bytes outside the alphabet are skipped, bits that make no whole byte dropped
 * @param behind lines of text behind the base64, as they stand; empty for none
 * @param strict whether nothing stood there but base64
 */
record Base64Text(byte[] before, byte[] content, byte[] behind, boolean strict) {
    private static final byte[] NOTHING = {};

    /** Decodes all there is, as if it were base64. */
    static byte[] decode(byte[] text) {
        Decoder decoder = new Decoder(text.length);
        decoder.add(text, 0, text.length);
        return decoder.out.toByteArray();
    }

    /** Tells base64 and text around it apart; where there is no base64, all of it is before. */
    static Base64Text read(byte[] text) {
        int firstText = text.length;
        int firstData = text.length;
        int firstSure = text.length;
        int lastSure = -1;
        boolean strict = true;
        boolean padded = false;
        boolean noisy = false;
        for (Lines line = new Lines(text); line.next(); ) {
            switch (line.kind) {
                case SURE -> {
                    firstSure = Math.min(firstSure, line.start);
                    lastSure = line.start;
                    strict &= !line.cut;
                }
                case LIKELY -> firstData = Math.min(firstData, line.start);
                case WORD -> strict &= !padded;
                case NOISY -> {
                    strict = false;
                    noisy = true;
                }
                case TEXT -> {
                    strict = false;
                    firstText = Math.min(firstText, line.start);
                }
                case BLANK -> {
                    continue;
                }
            }
            padded = line.padded;
        }
        if (strict) {
            return new Base64Text(NOTHING, decode(text), NOTHING, true);
        }
        boolean textFirst = firstText < Math.min(firstData, firstSure);
        boolean none =
                noisy && Math.min(firstData, firstSure) == text.length && !TransferText.isText(decode(text), null);
        return none || textFirst && lastSure < 0
                ? new Base64Text(text, NOTHING, NOTHING, false)
                : cut(text, textFirst ? firstSure : 0, lastSure);
    }

    /** Whether there is nothing but base64 in lines as programs write them, of more than a word. */
    static boolean isBlock(byte[] text) {
        boolean sure = false;
        for (Lines line = new Lines(text); line.next(); ) {
            if (line.kind == Lines.Kind.TEXT || line.kind == Lines.Kind.NOISY || line.end - line.start > Lines.LINE) {
                return false;
            }
            sure |= line.kind == Lines.Kind.SURE;
        }
        return sure;
    }

    /** Text within base64 is noise, text behind it is not. */
    private static Base64Text cut(byte[] text, int start, int lastSure) {
        Decoder decoder = new Decoder(text.length);
        int end = text.length;
        boolean padded = false;
        for (Lines line = new Lines(text); line.next(); ) {
            if (line.start < start || line.kind == Lines.Kind.BLANK) {
                continue;
            }
            boolean isText = line.kind == Lines.Kind.TEXT || padded && line.kind != Lines.Kind.SURE;
            if (isText && line.start > lastSure) {
                end = line.start;
                break;
            }
            if (line.kind != Lines.Kind.TEXT) {
                decoder.add(text, line.start, line.end);
            }
            padded = line.padded;
        }
        return new Base64Text(
                Arrays.copyOf(text, start),
                decoder.out.toByteArray(),
                Arrays.copyOfRange(text, end, text.length),
                false);
    }

    /**
     * Base64 that comes in lines, a few at a time: the same as {@link #read} makes of it, but for a banner of short words
     * before it. Text within it or behind it is left out.
     */
    static final class Run {
        private final Decoder decoder = new Decoder(0);
        private boolean padded;

        byte[] add(byte[] lines) {
            for (Lines line = new Lines(lines); line.next(); ) {
                boolean isText = line.kind == Lines.Kind.TEXT || padded && line.kind != Lines.Kind.SURE;
                if (line.kind != Lines.Kind.BLANK && !isText) {
                    decoder.add(lines, line.start, line.end);
                    padded = line.padded;
                }
            }
            byte[] decoded = decoder.out.toByteArray();
            decoder.out.reset();
            return decoded;
        }
    }

    /** Goes from line to line without keeping any: a file may have millions. */
    private static final class Lines {
        /** Lines of base64 are 76 characters long but for the last one, at some programs 60. */
        private static final int LONG_LINE = 60;

        private static final int LINE = 76;

        private static final int SHORT_LINE = 8;

        enum Kind {
            BLANK,
            /** Base64, and so long or so ended that no word is. */
            SURE,
            /** Base64, as a word may be by chance. */
            LIKELY,
            /** A word, or the end of base64. */
            WORD,
            /** Base64 with characters that do not belong there. */
            NOISY,
            TEXT
        }

        private final byte[] text;
        private int at;
        int start;
        int end;
        boolean padded;
        /** Whether something else follows on the line. */
        boolean cut;

        Kind kind = Kind.BLANK;

        Lines(byte[] text) {
            this.text = text;
        }

        boolean next() {
            if (at >= text.length) {
                return false;
            }
            start = at;
            while (at < text.length && text[at] != '\n') {
                at++;
            }
            end = at++;
            while (end > start && isBlank(text[end - 1])) {
                end--;
            }
            while (start < end && isBlank(text[start])) {
                start++;
            }
            cut = false;
            kind = look();
            if (kind == Kind.TEXT) {
                lookAtTheFirstWord();
            }
            return true;
        }

        /** What follows padding on the same line is no base64 (RFC 2045 6.8). */
        private void lookAtTheFirstWord() {
            int whole = end;
            end = start;
            while (end < whole && !isBlank(text[end])) {
                end++;
            }
            kind = end < whole && look() == Kind.SURE && padded ? Kind.SURE : Kind.TEXT;
            cut = kind == Kind.SURE;
            if (!cut) {
                end = whole;
                padded = false;
            }
        }

        private Kind look() {
            int alien = 0;
            int padding = 0;
            boolean spaced = false;
            for (int i = start; i < end; i++) {
                if (text[i] == '=') {
                    padding++;
                } else if (isBlank(text[i])) {
                    spaced = true;
                } else if (value(text[i]) < 0) {
                    alien++;
                }
            }
            int length = end - start;
            padded = padding > 0 && text[end - 1] == '=';
            if (length == padding) {
                return Kind.BLANK;
            }
            if (spaced || alien * 3 >= length) {
                return Kind.TEXT;
            }
            if (alien > 0) {
                return Kind.NOISY;
            }
            boolean whole = length % 4 == 0;
            return length >= LONG_LINE || padding > 0 && whole
                    ? Kind.SURE
                    : whole && length >= SHORT_LINE ? Kind.LIKELY : Kind.WORD;
        }

        private static boolean isBlank(byte b) {
            return b == ' ' || b == '\t' || b == '\r';
        }
    }

    private static final class Decoder {
        final ByteArrayOutputStream out;
        private int bits;
        private int count;

        Decoder(int length) {
            out = new ByteArrayOutputStream(length * 3 / 4 + 3);
        }

        void add(byte[] text, int start, int end) {
            for (int i = start; i < end; i++) {
                int value = value(text[i]);
                if (text[i] == '=') {
                    bits = 0;
                    count = 0;
                } else if (value >= 0) {
                    bits = (bits << 6 | value) & 0xFFFF;
                    count += 6;
                    if (count >= 8) {
                        count -= 8;
                        out.write(bits >> count);
                    }
                }
            }
        }
    }

    /** The six bits a character stands for; negative for one outside the alphabet. */
    static int value(int c) {
        if (c >= 'A' && c <= 'Z') {
            return c - 'A';
        }
        if (c >= 'a' && c <= 'z') {
            return c - 'a' + 26;
        }
        if (c >= '0' && c <= '9') {
            return c - '0' + 52;
        }
        return c == '+' ? 62 : c == '/' ? 63 : -1;
    }
}

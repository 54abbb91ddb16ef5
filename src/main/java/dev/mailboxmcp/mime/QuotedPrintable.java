// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import java.io.ByteArrayOutputStream;

/**
 * Decodes quoted-printable (RFC 2045 6.7) and the Q encoding of headers (RFC 2047 4.2). An escape that is none stays as
 * it is written; one cut off at the end is dropped.
 */
public final class QuotedPrintable {
    /** A line that is broken softly is long. */
    private static final int SOFT_BREAK_FROM = 60;

    private QuotedPrintable() {}

    public static byte[] decode(byte[] text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length);
        int at = 0;
        while (at < text.length) {
            byte c = text[at];
            if (c == '=') {
                int afterBreak = afterSoftBreak(text, at + 1);
                if (afterBreak > 0) {
                    at = afterBreak;
                } else {
                    at = decodeEscape(text, at, out);
                }
            } else if (c == ' ' || c == '\t') {
                at = copyBlanks(text, at, out);
            } else {
                out.write(c);
                at++;
            }
        }
        return out.toByteArray();
    }

    /** The Q encoding: as above, without line breaks, and an underscore is a space. */
    static byte[] decodeWord(byte[] text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length);
        int at = 0;
        while (at < text.length) {
            if (text[at] == '=') {
                at = decodeEscape(text, at, out);
            } else {
                out.write(text[at] == '_' ? ' ' : text[at]);
                at++;
            }
        }
        return out.toByteArray();
    }

    /** Whether there are two escapes in a row that begin a character of UTF-8, or a soft line break. */
    static boolean hasTraces(byte[] text) {
        int line = 0;
        for (int at = 0; at + 1 < text.length; at++) {
            line = text[at] == '\n' ? at : line;
            if (text[at] != '=') {
                continue;
            }
            boolean endsLine = text[at + 1] == '\n' || text[at + 1] == '\r';
            if (endsLine && at - line >= SOFT_BREAK_FROM && text[at - 1] != '=') {
                return true; // a line of equals signs is an underline
            }
            int first = escaped(text, at);
            int second = escaped(text, at + 3);
            if (first >= 0xC2 && first < 0xF5 && second >= 0x80 && second < 0xC0) {
                return true;
            }
        }
        return false;
    }

    static boolean isEscape(byte[] text, int at) {
        return escaped(text, at) >= 0;
    }

    /** The byte that an escape at this place stands for; negative where there is none in capitals. */
    private static int escaped(byte[] text, int at) {
        if (at + 2 >= text.length || text[at] != '=') {
            return -1;
        }
        int high = "0123456789ABCDEF".indexOf(text[at + 1]);
        int low = "0123456789ABCDEF".indexOf(text[at + 2]);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    private static int decodeEscape(byte[] text, int at, ByteArrayOutputStream out) {
        int high = at + 1 < text.length ? Character.digit(text[at + 1], 16) : -1;
        int low = at + 2 < text.length ? Character.digit(text[at + 2], 16) : -1;
        if (high >= 0 && low >= 0) {
            out.write(high << 4 | low);
            return at + 3;
        }
        if (at + 1 == text.length || (high >= 0 && at + 2 == text.length)) {
            return text.length;
        }
        out.write('=');
        return at + 1;
    }

    /** Where the next line begins if nothing but blanks and a line break follow; else 0. */
    private static int afterSoftBreak(byte[] text, int from) {
        int at = skipBlanks(text, from);
        if (at < text.length && text[at] == '\r') {
            return at + 1 < text.length && text[at + 1] == '\n' ? at + 2 : at + 1;
        }
        return at < text.length && text[at] == '\n' ? at + 1 : 0;
    }

    /** Blanks at the end of a line were added on the way and are dropped. */
    private static int copyBlanks(byte[] text, int from, ByteArrayOutputStream out) {
        int end = skipBlanks(text, from);
        if (end < text.length && text[end] != '\r' && text[end] != '\n') {
            out.write(text, from, end - from);
        }
        return end;
    }

    private static int skipBlanks(byte[] text, int from) {
        int at = from;
        while (at < text.length && (text[at] == ' ' || text[at] == '\t')) {
            at++;
        }
        return at;
    }
}

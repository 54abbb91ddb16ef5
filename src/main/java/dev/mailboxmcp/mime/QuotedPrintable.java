// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import java.io.ByteArrayOutputStream;

/**
 * Decodes quoted-printable (RFC 2045 6.7) and the Q encoding of headers (RFC 2047 4.2). An escape that is none stays as
 * it is written; one cut off at the end is dropped.
 */
final class QuotedPrintable {
    private QuotedPrintable() {}

    static byte[] decode(byte[] text) {
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

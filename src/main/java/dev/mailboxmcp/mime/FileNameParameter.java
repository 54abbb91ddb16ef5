// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The name of a file as a parameter of a header, in the way that receiving programs read it: a quoted string where ASCII
 * will do. Otherwise {@code filename} is written as RFC 2231 has it, in pieces where it is long, and {@code name}, which
 * older programs read, in encoded words within the quotes, which no standard has and all of them take.
 */
final class FileNameParameter {
    enum Form {
        PERCENT,
        ENCODED_WORDS
    }

    private static final int MAX_QUOTED = 60;
    private static final int MAX_PIECE = 55; // with the name and its number below 76 characters a line
    private static final String FOLD = "\r\n ";
    private static final String HEX = "0123456789ABCDEF";
    private static final Pattern QUOTABLE = Pattern.compile("[ !#-\\[\\]-~]{1," + MAX_QUOTED + "}");
    private static final String UNESCAPED = "!#$&+-.^_`{}~"; // attribute-char of RFC 2231, but letters and digits

    private FileNameParameter() {}

    /** The parameter with the semicolon in front of it, on lines of its own. */
    static String of(String parameter, String name, Form form) {
        if (QUOTABLE.matcher(name).matches() && !name.contains("=?")) {
            return ";" + FOLD + parameter + "=\"" + name + '"';
        }
        return switch (form) {
            case ENCODED_WORDS ->
                ";" + FOLD + parameter + "=\"" + EncodedWords.encode(name, parameter.length() + 3) + '"';
            case PERCENT -> percent(parameter, name);
        };
    }

    private static String percent(String parameter, String name) {
        StringBuilder pieces = new StringBuilder();
        StringBuilder piece = new StringBuilder("UTF-8''");
        int count = 0;
        String escaped = escaped(name);
        boolean whole = escaped.length() <= MAX_PIECE;
        int at = 0;
        while (at < escaped.length()) {
            int width = escaped.charAt(at) == '%' ? 3 : 1;
            if (!whole && piece.length() + width > MAX_PIECE) {
                append(pieces, parameter + "*" + count + "*", piece);
                count++;
            }
            piece.append(escaped, at, at + width);
            at += width;
        }
        append(pieces, whole ? parameter + "*" : parameter + "*" + count + "*", piece);
        return pieces.toString();
    }

    private static void append(StringBuilder pieces, String parameter, StringBuilder piece) {
        pieces.append(';').append(FOLD).append(parameter).append('=').append(piece);
        piece.setLength(0);
    }

    private static String escaped(String name) {
        StringBuilder escaped = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            boolean plain = c < 128 && (Character.isLetterOrDigit(c) || UNESCAPED.indexOf(c) >= 0);
            if (plain) {
                escaped.append(c);
            } else {
                escaped.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            }
        }
        return escaped.toString();
    }
}

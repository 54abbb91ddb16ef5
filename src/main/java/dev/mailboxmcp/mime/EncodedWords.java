// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * Text to the value of an unstructured header or to a phrase, as encoded words (RFC 2047) where plain ASCII would not do.
 * What is decoded again is exactly the text.
 */
final class EncodedWords {
    private static final int MAX_LINE = 76; // RFC 2047 2
    private static final int MAX_WORD_OCTETS = 45; // 60 characters of base64, with "=?UTF-8?B?" and "?=" 72
    private static final int MAX_PLAIN_WORD = 60;
    private static final String FOLD = "\r\n ";

    private static final Pattern PLAIN =
            Pattern.compile("[!-~]{1," + MAX_PLAIN_WORD + "}( [!-~]{1," + MAX_PLAIN_WORD + "})*");
    private static final Pattern PLAIN_PHRASE = Pattern.compile("[A-Za-z0-9]+( [A-Za-z0-9]+)*");

    private EncodedWords() {}

    /**
     * The value of a header such as Subject, folded.
     *
     * @param used characters on the first line already, the name of the header
     */
    static String unstructured(String text, int used) {
        // what looks encoded already would be decoded by the reader into something that nobody wrote
        if (text.isEmpty() || (PLAIN.matcher(text).matches() && !text.contains("=?"))) {
            return foldPlain(text, used);
        }
        return encode(text, used);
    }

    /** A display name, which may be followed by an address on the same line. */
    static String phrase(String text, int used) {
        if (text.length() <= MAX_PLAIN_WORD && PLAIN_PHRASE.matcher(text).matches()) {
            return text;
        }
        if (text.length() <= MAX_PLAIN_WORD && PLAIN.matcher(text).matches() && !text.contains("=?")) {
            return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
        }
        return encode(text, used);
    }

    private static String foldPlain(String text, int used) {
        StringBuilder folded = new StringBuilder();
        int column = used;
        for (String word : text.split(" ", -1)) {
            boolean first = folded.isEmpty();
            if (!first && column + 1 + word.length() > MAX_LINE) {
                folded.append(FOLD);
                column = 0;
            } else if (!first) {
                folded.append(' ');
            }
            folded.append(word);
            column += 1 + word.length();
        }
        return folded.toString();
    }

    /** All of it encoded, in words between folds. */
    static String encode(String text, int used) {
        StringBuilder words = new StringBuilder();
        int start = 0;
        int octets = 0;
        // the first line is shorter by what stands on it already
        int room = Math.min(Math.max((MAX_LINE - 12 - used) / 4 * 3, 3), MAX_WORD_OCTETS);
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            int length = Character.toString(c).getBytes(StandardCharsets.UTF_8).length;
            if (octets > 0 && octets + length > room) {
                append(words, text.substring(start, i));
                start = i;
                octets = 0;
                room = MAX_WORD_OCTETS;
            }
            octets += length;
            i += Character.charCount(c);
        }
        append(words, text.substring(start));
        return words.toString();
    }

    private static void append(StringBuilder words, String text) {
        words.append(words.isEmpty() ? "" : FOLD)
                .append("=?UTF-8?B?")
                .append(Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)))
                .append("?=");
    }
}

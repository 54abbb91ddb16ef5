// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import java.util.regex.Pattern;

/**
 * Plain text to {@code format=flowed} (RFC 3676): long paragraphs are broken softly, so that a narrow screen and a
 * wide one both show them well, and a reader that knows the format gets the text back as it was, but for blanks at
 * the ends of lines.
 */
final class FlowedText {
    private static final int WIDTH = 72; // RFC 3676 4.2 asks for 78 or less
    private static final String SIGNATURE_SEPARATOR = "-- "; // RFC 3676 4.3
    private static final String CRLF = "\r\n";

    private static final Pattern LINE_BREAK = Pattern.compile("\r\n|\r|\n");

    private FlowedText() {}

    /** @return lines that end in CRLF, the last one too */
    static String encode(String text) {
        String[] lines = LINE_BREAK.split(text, -1);
        int count = lines[lines.length - 1].isEmpty() ? lines.length - 1 : lines.length;
        StringBuilder flowed = new StringBuilder(text.length() + text.length() / 16);
        for (int i = 0; i < count; i++) {
            appendParagraph(flowed, lines[i]);
        }
        return flowed.toString();
    }

    private static void appendParagraph(StringBuilder flowed, String line) {
        int depth = 0;
        while (depth < line.length() && line.charAt(depth) == '>') {
            depth++;
        }
        String quote = line.substring(0, depth);
        String content = line.substring(depth);
        if (depth > 0 && content.startsWith(" ")) {
            content = content.substring(1); // the blank between the mark and the quoted text
        }
        if (!content.equals(SIGNATURE_SEPARATOR)) {
            content = withoutTrailingBlanks(content);
        }
        int start = 0;
        int end = softBreak(content, start, depth);
        while (end < content.length()) {
            appendLine(flowed, quote, content.substring(start, end));
            start = end;
            end = softBreak(content, start, depth);
        }
        appendLine(flowed, quote, content.substring(start));
    }

    /** Where the line that begins at {@code start} ends: behind a blank, or at the end of the content. */
    private static int softBreak(String content, int start, int depth) {
        int room = WIDTH - depth - 1;
        if (content.length() - start <= room) {
            return content.length();
        }
        int space = content.lastIndexOf(' ', start + room - 1);
        if (space < start || content.substring(start, space + 1).isBlank()) {
            space = content.indexOf(' ', start + room);
        }
        while (space >= 0 && space + 1 < content.length() && content.charAt(space + 1) == ' ') {
            space++; // all blanks stay at the end of this line
        }
        if (space >= 0 && content.substring(start, space + 1).equals(SIGNATURE_SEPARATOR)) {
            space = content.indexOf(' ', space + 1);
        }
        return space < 0 ? content.length() : space + 1;
    }

    private static void appendLine(StringBuilder flowed, String quote, String content) {
        flowed.append(quote);
        boolean stuffed = quote.isEmpty()
                ? content.startsWith(" ") || content.startsWith(">") || content.startsWith("From ")
                : !content.isEmpty();
        if (stuffed) {
            flowed.append(' '); // RFC 3676 4.4
        }
        flowed.append(content).append(CRLF);
    }

    private static String withoutTrailingBlanks(String content) {
        int end = content.length();
        while (end > 0 && content.charAt(end - 1) == ' ') {
            end--;
        }
        return content.substring(0, end);
    }
}

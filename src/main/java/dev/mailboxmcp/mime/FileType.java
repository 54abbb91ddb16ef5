// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/** The media type under which a file is sent: what its first bytes say, then what was said of it, then what its name says. */
final class FileType {
    static final String UNKNOWN = "application/octet-stream";

    private static final int START_BYTES = 16;
    private static final String ZIP = "PK\u0003\u0004";
    private static final Pattern WEBP = Pattern.compile("RIFF.{4}WEBP.*", Pattern.DOTALL);

    private FileType() {}

    /**
     * The type of a file whose bytes are there.
     *
     * @param claimed what was said, in lower case; {@link #UNKNOWN} for nothing
     */
    static String of(byte[] bytes, String claimed, String name) {
        String start = new String(bytes, 0, Math.min(bytes.length, START_BYTES), StandardCharsets.ISO_8859_1);
        if (start.startsWith("%PDF-")) {
            return "application/pdf";
        }
        if (start.startsWith("\u0089PNG\r\n")) {
            return "image/png";
        }
        if (start.startsWith("\u00FF\u00D8\u00FF")) {
            return "image/jpeg";
        }
        if (start.startsWith("GIF8")) {
            return "image/gif";
        }
        if (WEBP.matcher(start).matches()) {
            return "image/webp";
        }
        if (!claimed.equals(UNKNOWN) || !start.startsWith(ZIP)) {
            return claimed;
        }
        String named = ofName(name);
        return named.contains("document") ? named : "application/zip";
    }

    /** What the end of a name says, for the programs that open it; nothing here relies on it. */
    static String ofName(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT)) {
            case "pdf" -> "application/pdf";
            case "docx" -> "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
            case "xlsx" -> "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
            case "pptx" -> "application/vnd.openxmlformats-officedocument.presentationml.presentation";
            case "odt" -> "application/vnd.oasis.opendocument.text";
            case "ods" -> "application/vnd.oasis.opendocument.spreadsheet";
            case "odp" -> "application/vnd.oasis.opendocument.presentation";
            case "png" -> "image/png";
            case "jpg", "jpeg" -> "image/jpeg";
            case "gif" -> "image/gif";
            case "webp" -> "image/webp";
            case "zip" -> "application/zip";
            case "json" -> "application/json";
            case "xml" -> "application/xml";
            case "txt", "log" -> "text/plain";
            case "csv" -> "text/csv";
            case "md" -> "text/markdown";
            case "ics" -> "text/calendar";
            case "vcf" -> "text/vcard";
            case "mp3" -> "audio/mpeg";
            case "mp4" -> "video/mp4";
            default -> UNKNOWN;
        };
    }
}

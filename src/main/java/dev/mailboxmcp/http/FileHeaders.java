// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * The headers under which a stranger's file goes to a browser: it is saved under its name, and never shown, run or kept. The
 * type is one of few, since browsers do more with others than programs that open files.
 */
final class FileHeaders {
    private static final String OTHER = "application/octet-stream";
    private static final String OFFICE = "application/vnd.openxmlformats-officedocument.";
    private static final Set<String> TYPES = Set.of(
            "application/pdf",
            "application/zip",
            "application/json",
            OFFICE + "wordprocessingml.document",
            OFFICE + "spreadsheetml.sheet",
            OFFICE + "presentationml.presentation",
            "application/vnd.oasis.opendocument.text",
            "application/vnd.oasis.opendocument.spreadsheet",
            "application/vnd.oasis.opendocument.presentation",
            "application/msword",
            "application/vnd.ms-excel",
            "application/vnd.ms-powerpoint",
            "message/rfc822",
            "text/plain",
            "text/csv",
            "text/calendar",
            "image/png",
            "image/jpeg",
            "image/gif",
            "image/webp",
            "audio/mpeg",
            "video/mp4");
    private static final String HEX = "0123456789ABCDEF";
    private static final String UNESCAPED = "!#$&+-.^_`|~"; // attr-char of RFC 8187, but letters and digits

    private FileHeaders() {}

    /** Sets them, but for the length. */
    static void set(HttpServletResponse response, String name, String type) {
        response.setContentType(TYPES.contains(type) ? type : OTHER);
        response.setHeader("Content-Disposition", disposition(name));
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        response.setHeader("X-Robots-Tag", "noindex");
    }

    /** The header of RFC 6266: a name in ASCII for all programs, and the whole name for those that know RFC 8187. */
    static String disposition(String name) {
        String file = name.isEmpty() ? "attachment" : name;
        StringBuilder plain = new StringBuilder();
        StringBuilder escaped = new StringBuilder();
        file.codePoints().forEach(c -> plain.append(isPlain(c) ? Character.toString(c) : "_"));
        for (byte b : file.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            if (c < 128 && (Character.isLetterOrDigit(c) || UNESCAPED.indexOf(c) >= 0)) {
                escaped.append(c);
            } else {
                escaped.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            }
        }
        return "attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + escaped;
    }

    private static boolean isPlain(int c) {
        return c < 128 && (Character.isLetterOrDigit(c) || " ._-()+,=@".indexOf(c) >= 0);
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import dev.mailboxmcp.text.TextCleaner;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Names of attachments that do no harm where someone saves under them. Pure, thread-safe, never throws. */
public final class FileName {
    private static final String UNNAMED = "attachment";
    private static final int MAX_EXTENSION_CHARS = 16;
    private static final Pattern FORBIDDEN = Pattern.compile("[<>:\"|?*\\x00-\\x1F]");
    private static final Pattern DIRECTION_MARKS = Pattern.compile("[\\u200E\\u200F\\u061C]");
    /** Devices on Windows, whatever the extension. */
    private static final Pattern RESERVED =
            Pattern.compile("(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\\..*)?", Pattern.CASE_INSENSITIVE);

    private FileName() {}

    /**
     * The last segment of a claimed name, without what directs a file system or deceives a reader: separators, controls,
     * bidirectional marks, leading and closing dots and blanks, names of devices.
     *
     * @return never empty; {@link MimeLimits#MAX_FILE_NAME_BYTES} bytes of UTF-8 at most, the extension kept
     */
    public static String safe(String claimed) {
        String line = DIRECTION_MARKS
                .matcher(TextCleaner.line(claimed, MimeLimits.MAX_PARAMETER_CHARS))
                .replaceAll("");
        String path = line.replace('\\', '/').replaceAll("(?<!/)/++$", "");
        String segment = path.substring(path.lastIndexOf('/') + 1);
        String name = trimmed(FORBIDDEN.matcher(segment).replaceAll("_"));
        if (name.isEmpty()) {
            return UNNAMED;
        }
        return bounded(RESERVED.matcher(name).matches() ? "_" + name : name);
    }

    private static String trimmed(String name) {
        int start = 0;
        int end = name.length();
        while (start < end && isDotOrBlank(name.charAt(start))) {
            start++;
        }
        while (end > start && isDotOrBlank(name.charAt(end - 1))) {
            end--;
        }
        return name.substring(start, end);
    }

    private static boolean isDotOrBlank(char c) {
        return c == '.' || TextCleaner.isBlank(c);
    }

    private static String bounded(String name) {
        if (bytes(name) <= MimeLimits.MAX_FILE_NAME_BYTES) {
            return name;
        }
        int dot = name.lastIndexOf('.');
        String extension = dot > 0 && name.length() - dot <= MAX_EXTENSION_CHARS ? name.substring(dot) : "";
        String stem = name.substring(0, name.length() - extension.length());
        int left = MimeLimits.MAX_FILE_NAME_BYTES - bytes(extension);
        int end = 0;
        while (end < stem.length()) {
            int c = stem.codePointAt(end);
            left -= bytes(Character.toString(c));
            if (left < 0) {
                break;
            }
            end += Character.charCount(c);
        }
        return trimmed(stem.substring(0, end)) + extension;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}

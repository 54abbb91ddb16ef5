// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mime.HeaderField;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Header fields as they stand in a mail, cut into names and values. Never throws; bounded by what was fetched. */
final class HeaderFields {
    private static final Pattern MESSAGE_ID = Pattern.compile("<[^<>\\s]{1,996}>");

    private final List<HeaderField> fields = new ArrayList<>();

    HeaderFields(byte[] raw) {
        String name = "";
        StringBuilder value = new StringBuilder();
        for (String line : new String(raw, StandardCharsets.ISO_8859_1).split("\r?\n", -1)) {
            if (!line.isEmpty() && (line.charAt(0) == ' ' || line.charAt(0) == '\t')) {
                value.append(line);
                continue;
            }
            add(name, value);
            int colon = line.indexOf(':');
            name = colon < 0 ? "" : line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
            value = new StringBuilder(colon < 0 ? "" : line.substring(colon + 1));
        }
        add(name, value);
    }

    private void add(String name, StringBuilder value) {
        if (!name.isEmpty()) {
            fields.add(new HeaderField(name, value.toString()));
        }
    }

    /** In their order. */
    List<HeaderField> all() {
        return List.copyOf(fields);
    }

    /** Whether there is such a field that is not blank; {@code name} in lower case. */
    boolean has(String name) {
        return fields.stream()
                .anyMatch(field -> field.name().equals(name) && !field.value().isBlank());
    }

    /** The bytes of the first such field; empty where there is none. */
    byte[] value(String name) {
        for (HeaderField field : fields) {
            if (field.name().equals(name)) {
                return field.value().strip().getBytes(StandardCharsets.ISO_8859_1);
            }
        }
        return new byte[0];
    }

    /** The message ids in the first such field, at most {@code limit}, the last ones of them. */
    List<String> messageIds(String name, int limit) {
        List<String> ids = new ArrayList<>();
        Matcher matcher = MESSAGE_ID.matcher(new String(value(name), StandardCharsets.UTF_8));
        while (matcher.find()) {
            ids.add(matcher.group());
        }
        return ids.size() <= limit ? ids : ids.subList(ids.size() - limit, ids.size());
    }
}

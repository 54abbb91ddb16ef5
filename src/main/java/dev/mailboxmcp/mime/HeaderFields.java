// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Header fields as they stand in a mail, cut into names and values. Never throws; as large as what is given. */
final class HeaderFields {
    private final List<HeaderField> fields = new ArrayList<>();

    /** @param raw up to the empty line that ends a header, or to the end of a part of one */
    HeaderFields(byte[] raw) {
        String name = "";
        StringBuilder value = new StringBuilder();
        String text = new String(raw, StandardCharsets.ISO_8859_1);
        int next;
        for (int start = 0; start <= text.length(); start = next) {
            int end = text.indexOf('\n', start);
            end = end < 0 ? text.length() : end;
            next = end + 1;
            boolean crlf = end < text.length() && end > start && text.charAt(end - 1) == '\r';
            String line = text.substring(start, crlf ? end - 1 : end);
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

    /** All fields in their order. */
    List<HeaderField> all() {
        return List.copyOf(fields);
    }

    /** Those of that name, in their order; {@code name} in lower case. */
    List<String> values(String name) {
        return fields.stream()
                .filter(field -> field.name().equals(name))
                .map(HeaderField::value)
                .toList();
    }

    /** The first such field, one char a byte; empty where there is none. */
    String value(String name) {
        for (HeaderField field : fields) {
            if (field.name().equals(name)) {
                return field.value().strip();
            }
        }
        return "";
    }
}

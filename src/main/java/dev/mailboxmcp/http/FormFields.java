// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The fields of a form that a page posted. Read from the body by ourselves: containers write the parameters that they read to
 * their traces.
 */
record FormFields(Map<String, String> values) {
    static final int MAX_BYTES = 16 * 1024;

    FormFields {
        values = Map.copyOf(values);
    }

    /** @throws IllegalArgumentException if it is no form, or names a field twice */
    static FormFields parse(byte[] body) {
        Map<String, String> values = new HashMap<>();
        for (String field : new String(body, StandardCharsets.US_ASCII).split("&", -1)) {
            int equals = field.indexOf('=');
            if (equals < 0
                    || values.putIfAbsent(field.substring(0, equals), decoded(field.substring(equals + 1))) != null) {
                throw new IllegalArgumentException("no form");
            }
        }
        return new FormFields(values);
    }

    private static String decoded(String value) {
        return URLDecoder.decode(value, StandardCharsets.UTF_8); // throws IllegalArgumentException
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** The value; empty where there is no such field. */
    String text(String name) {
        return values.getOrDefault(name, "");
    }

    @Override
    public String toString() {
        return "FormFields[***]";
    }
}

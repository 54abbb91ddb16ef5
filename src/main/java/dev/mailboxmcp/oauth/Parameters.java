// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oauth;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a query or a form, each of them once at most (RFC 6749 3.1). Read by ourselves: containers write those
 * that they read to their traces. Immutable; never printed.
 */
public final class Parameters {
    private final Map<String, String> values;

    private Parameters(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    /** @throws IllegalArgumentException if one is there twice, or cannot be decoded */
    public static Parameters parse(String encoded) {
        Map<String, String> values = new HashMap<>();
        for (String field : encoded.split("&", -1)) {
            if (field.isEmpty()) {
                continue;
            }
            int equals = field.indexOf('=');
            String name = decoded(equals < 0 ? field : field.substring(0, equals));
            String value = equals < 0 ? "" : decoded(field.substring(equals + 1));
            if (values.putIfAbsent(name, value) != null) {
                throw new IllegalArgumentException("A parameter is there twice.");
            }
        }
        return new Parameters(values);
    }

    /** @throws IllegalArgumentException as {@link #parse(String)} */
    public static Parameters parse(byte[] form) {
        return parse(new String(form, StandardCharsets.US_ASCII));
    }

    /** The value; null where it is absent, or empty, which RFC 6749 3.1 takes for absent. */
    public @Nullable String get(String name) {
        String value = values.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    /** The value; empty where it is absent. */
    public String text(String name) {
        return values.getOrDefault(name, "");
    }

    /** Whether it is there, with or without a value. */
    public boolean has(String name) {
        return values.containsKey(name);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8); // throws IllegalArgumentException
    }

    @Override
    public String toString() {
        return "Parameters[***]";
    }
}

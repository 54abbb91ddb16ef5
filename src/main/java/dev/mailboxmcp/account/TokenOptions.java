// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a token is to be for, as words of a command line: {@code --permissions read,draft}, {@code --domains a.org,b.org},
 * {@code --hours 8}.
 *
 * @param permissions null where it is not said, as the others
 */
record TokenOptions(
        @Nullable Set<Permission> permissions,
        @Nullable List<String> domains,
        @Nullable Duration lifetime) {
    /** Null if the words are none of these, or wrong. */
    static @Nullable TokenOptions parse(List<String> words) {
        Set<Permission> permissions = null;
        List<String> domains = null;
        Duration lifetime = null;
        if (words.size() % 2 != 0) {
            return null;
        }
        try {
            for (int i = 0; i < words.size(); i += 2) {
                String value = words.get(i + 1);
                switch (words.get(i)) {
                    case "--permissions" -> permissions = permissions(value);
                    case "--domains" -> domains = List.of(value.split(",", -1));
                    case "--hours" -> lifetime = Duration.ofHours(Integer.parseUnsignedInt(value));
                    default -> {
                        return null;
                    }
                }
            }
        } catch (IllegalArgumentException e) {
            return null;
        }
        return new TokenOptions(permissions, domains, lifetime);
    }

    /** What credentials are granted that have no grant yet. */
    Grant grant() {
        return Grant.of(permissions == null ? Permission.usual(EnumSet.allOf(Permission.class)) : permissions, domains);
    }

    private static Set<Permission> permissions(String names) {
        return Arrays.stream(names.split(",", -1))
                .map(name -> Permission.valueOf(name.toUpperCase(Locale.ROOT)))
                .collect(Collectors.toUnmodifiableSet());
    }
}

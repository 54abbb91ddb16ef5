// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a token is to be for, as words of a command line: {@code --scope read}, {@code --domains a.org,b.org},
 * {@code --hours 8}.
 *
 * @param scope null where it is not said, as the others
 */
record TokenOptions(
        @Nullable Scope scope,
        @Nullable List<String> domains,
        @Nullable Duration lifetime) {
    /** Null if the words are none of these, or wrong. */
    static @Nullable TokenOptions parse(List<String> words) {
        Scope scope = null;
        List<String> domains = null;
        Duration lifetime = null;
        if (words.size() % 2 != 0) {
            return null;
        }
        try {
            for (int i = 0; i < words.size(); i += 2) {
                String value = words.get(i + 1);
                switch (words.get(i)) {
                    case "--scope" -> scope = Scope.valueOf(value.toUpperCase(Locale.ROOT));
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
        return new TokenOptions(scope, domains, lifetime);
    }

    /** What credentials are granted that have no grant yet. */
    Grant grant() {
        return Grant.of(scope == null ? Scope.SEND : scope, domains);
    }
}

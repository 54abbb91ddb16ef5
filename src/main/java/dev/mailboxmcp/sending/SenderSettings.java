// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sending;

import dev.mailboxmcp.settings.Settings;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Whom to believe about where mail comes from.
 *
 * @param authServers authserv-ids of the operator's own mail servers, in lower case; what others say does not count
 */
public record SenderSettings(Set<String> authServers) {
    public SenderSettings {
        authServers = Set.copyOf(authServers);
    }

    /** Reads {@code AUTH_RESULTS_ID}. */
    public static SenderSettings read(Settings settings) {
        Set<String> servers = new HashSet<>();
        for (String text : settings.list("AUTH_RESULTS_ID")) {
            String server = text.toLowerCase(Locale.ROOT);
            if (server.matches("[a-z0-9._-]{1,255}")) {
                servers.add(server);
            } else {
                settings.problem("AUTH_RESULTS_ID", text, "names such as mx.example.org, between commas");
            }
        }
        return new SenderSettings(servers);
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import java.util.ArrayList;
import java.util.List;

/**
 * Whose connections may be used by whom: the same server, user and login, and nobody else. Made by a keyed hash under
 * a random key of this process, so that a dump of the memory gives nothing to guess passwords with.
 *
 * @param login of server, user and {@link Login#identity}
 * @param user of server and user alone
 */
public record PoolKey(String login, String user) {
    /** Makes keys; thread-safe. */
    public static final class Maker {
        private final ProcessHash hash = new ProcessHash();
        private final String server;

        /** @param server what the connections lead to: host, port and whatever else tells two of them apart */
        public Maker(String server) {
            this.server = server;
        }

        public PoolKey of(Credentials credentials) {
            List<String> fields = new ArrayList<>(List.of(server, credentials.user(), credentials.loginName()));
            fields.addAll(credentials.login().identity());
            return new PoolKey(hash.of(fields), ofUser(credentials.user()));
        }

        public String ofUser(String user) {
            return hash.of(server, user);
        }
    }
}

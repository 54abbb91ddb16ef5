// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Whose connections may be used by whom: the same server, user and secret, and nobody else. Made by a keyed hash under
 * a random key of this process, so that a dump of the memory gives nothing to guess passwords with.
 *
 * @param login of server, user and secret
 * @param user of server and user alone
 */
public record PoolKey(String login, String user) {
    /** Makes keys; thread-safe. */
    public static final class Maker {
        private static final String ALGORITHM = "HmacSHA256";
        private static final String MECHANISM = "PASSWORD";

        private final SecretKeySpec processKey;
        private final String server;

        /** @param server what the connections lead to: host, port and whatever else tells two of them apart */
        public Maker(String server) {
            byte[] random = new byte[32];
            new SecureRandom().nextBytes(random);
            this.processKey = new SecretKeySpec(random, ALGORITHM);
            this.server = server;
        }

        public PoolKey of(Credentials credentials) {
            return new PoolKey(
                    hash(
                            server,
                            MECHANISM,
                            credentials.user(),
                            credentials.password().reveal()),
                    ofUser(credentials.user()));
        }

        public String ofUser(String user) {
            return hash(server, user);
        }

        /** Each field behind its length, so that no two lists of fields hash the same bytes. */
        private String hash(String... fields) {
            try {
                Mac mac = Mac.getInstance(ALGORITHM);
                mac.init(processKey);
                for (String field : fields) {
                    byte[] bytes = field.getBytes(StandardCharsets.UTF_8);
                    mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
                    mac.update(bytes);
                }
                return Base64.getEncoder().encodeToString(mac.doFinal());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e); // every Java platform has HmacSHA256
            }
        }
    }
}

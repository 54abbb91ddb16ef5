// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;

/**
 * What a user decided when a client asked to be let in (OAuth 2.1). The permissions that were given stand in the
 * {@link Grant} of the credentials. Immutable.
 *
 * @param grant names the decision in logs and in {@code TOKENS_REVOKED_FILE}; the same in all tokens that follow from it
 * @param client as {@code TOKENS_REVOKED_FILE} names it
 * @param asked the permissions that the client asked for; what the user did not give of these was declined
 */
public record Authorization(UUID grant, String client, Set<Permission> asked) {
    public Authorization {
        asked = Collections.unmodifiableSet(asked.isEmpty() ? EnumSet.noneOf(Permission.class) : EnumSet.copyOf(asked));
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sites;

import dev.mailboxmcp.account.Credentials;

/** Which provider has the mailbox that credentials open. Thread-safe; asks nobody. */
@FunctionalInterface
public interface Sites {
    Site of(Credentials credentials);

    /** A deployment for one provider, which has the mailboxes of all. */
    static Sites one(Site site) {
        return credentials -> site;
    }
}

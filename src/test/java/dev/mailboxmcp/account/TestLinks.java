// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import java.time.Duration;
import java.time.InstantSource;

/** Links for tests. */
public final class TestLinks {
    private TestLinks() {}

    /** Where none are made. */
    public static FileLinks none(EncryptionKeys keys) {
        return new FileLinks(
                keys,
                new LinkSettings(null, false),
                new TokenSettings("test", Duration.ofDays(1), null),
                new RevokedTokens(null, InstantSource.system()),
                InstantSource.system());
    }

    /** The same of links to pages. */
    public static ConfirmLinks noPages(EncryptionKeys keys) {
        return new ConfirmLinks(
                keys,
                new LinkSettings(null, false),
                new TokenSettings("test", Duration.ofDays(1), null),
                new RevokedTokens(null, InstantSource.system()),
                InstantSource.system());
    }
}

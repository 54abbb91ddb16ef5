// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import java.security.SecureRandom;

/** Counts upwards, so that what was sealed can be compared with what another implementation sealed. */
final class FixedRandom extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private byte next;

    @Override
    public void nextBytes(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = next++;
        }
    }
}

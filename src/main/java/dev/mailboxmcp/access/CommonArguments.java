// SPDX-License-Identifier: MIT
package dev.mailboxmcp.access;

import org.jspecify.annotations.Nullable;

/**
 * The arguments of every {@link MailTool}, which the {@link Door} reads.
 *
 * @param credentials a token, which wins over the request's headers; null for those
 */
record CommonArguments(@Nullable String credentials) {
    @Override
    public String toString() {
        return "CommonArguments[***]";
    }
}

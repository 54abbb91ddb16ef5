// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sending;

/** Who puts the copy of a sent mail into the Sent folder: {@code SENT_COPY}. */
public enum SentCopy {
    /** We do, unless the provider is known to do it by itself. */
    AUTO,
    /** We do, always. */
    APPEND,
    /** The submission server does. */
    SERVER
}

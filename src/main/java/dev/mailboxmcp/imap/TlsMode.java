// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

/** How a connection is encrypted. */
public enum TlsMode {
    /** TLS from the first byte on (RFC 8314 3). */
    IMPLICIT,
    /** TLS by STARTTLS, which must succeed (RFC 9051 6.2.1). */
    STARTTLS,
    /** Not at all: by configuration only. */
    NONE
}

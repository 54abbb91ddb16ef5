// SPDX-License-Identifier: MIT
package dev.mailboxmcp.extract.wire;

/** Why a child gives nothing of a file. Its ordinal stands for it on the wire. */
public enum ExtractRefusal {
    /** It wants a password. */
    ENCRYPTED,
    /** It is not what it seemed to be, or too broken to be read. */
    BROKEN,
    /** It is of a kind that is not known. */
    UNKNOWN,
    /** Reading it takes more memory than there is. */
    TOO_LARGE
}

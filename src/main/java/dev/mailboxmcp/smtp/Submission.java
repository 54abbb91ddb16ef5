// SPDX-License-Identifier: MIT
package dev.mailboxmcp.smtp;

/**
 * What became of a mail after its last byte left. A mail that was certainly not sent is a
 * {@link dev.mailboxmcp.mail.MailException} instead.
 */
public enum Submission {
    /** The server took responsibility for the mail, for every recipient. */
    ACCEPTED,
    /**
     * The connection was lost after the mail had ended and before the server answered (RFC 1047): it may have been sent
     * or not. Sending again could make it two.
     */
    UNKNOWN
}

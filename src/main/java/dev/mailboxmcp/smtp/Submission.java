// SPDX-License-Identifier: MIT
package dev.mailboxmcp.smtp;

import java.util.List;

/**
 * What became of a mail after its last byte left. A mail that was certainly not sent is a
 * {@link dev.mailboxmcp.mail.MailException} instead.
 */
public sealed interface Submission {
    /** The recipients of the envelope exactly as they were on the wire. */
    List<String> recipients();

    /**
     * The server took responsibility for the mail, for every recipient.
     *
     * @param reply the server's words, cleaned and bounded
     */
    record Accepted(List<String> recipients, String reply) implements Submission {
        public Accepted {
            recipients = List.copyOf(recipients);
        }
    }

    /**
     * The connection was lost after the mail had ended and before the server answered (RFC 1047): it may have been sent
     * or not. Sending again could make it two.
     */
    record Unknown(List<String> recipients, String reason) implements Submission {
        public Unknown {
            recipients = List.copyOf(recipients);
        }
    }
}

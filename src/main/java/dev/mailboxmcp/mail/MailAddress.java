// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

/**
 * An address as it stands in a mail. A stranger wrote it: it may be incomplete, and nobody may write to it before it was
 * checked.
 *
 * @param name decoded and cleaned; empty for none
 * @param localPart decoded, not cleaned; in quotes where they were needed; empty where the mail names nobody's mailbox
 * @param domain decoded, not cleaned; empty where the mail gives none
 */
public record MailAddress(String name, String localPart, String domain) {
    /** Whether both halves of an address are there. */
    public boolean isComplete() {
        return !localPart.isEmpty() && !domain.isEmpty();
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

import java.util.List;

/**
 * Who was found in the mailbox.
 *
 * @param contacts those most written to lately first
 * @param lookedAt how many mails were looked at
 */
public record Contacts(List<Contact> contacts, int lookedAt) {
    public Contacts {
        contacts = List.copyOf(contacts);
    }
}

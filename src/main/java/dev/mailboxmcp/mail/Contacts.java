// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

import java.util.List;

/**
 * Who was found in the mailbox.
 *
 * @param contacts those most written to lately first
 * @param omitted how many more were found
 * @param lookedAt how many mails were looked at
 * @param notSearched folders that were not looked into, or not wholly
 */
public record Contacts(List<Contact> contacts, int omitted, int lookedAt, List<NotSearched> notSearched) {
    public Contacts {
        contacts = List.copyOf(contacts);
        notSearched = List.copyOf(notSearched);
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

/** Descriptions that several tools share. */
final class Words {
    static final String CREDENTIALS = "Token of imap_encrypt_credentials; default: the request's headers";
    static final String FOLDER = "Path as imap_list_folders gives it";
    static final String CURSOR = "next_cursor of the page before";
    static final String UIDVALIDITY = "As listed; guards against a recreated folder";
    static final String IDEMPOTENCY_KEY = "Repeat the same key when retrying: the mail is sent once";

    private Words() {}
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.DovecotServer;

class ContactsOnDovecotIT extends ContactsContract {
    ContactsOnDovecotIT() {
        super(DovecotServer.shared());
    }
}

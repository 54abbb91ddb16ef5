// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.CyrusServer;

class ContactsOnCyrusIT extends ContactsContract {
    ContactsOnCyrusIT() {
        super(CyrusServer.shared());
    }
}

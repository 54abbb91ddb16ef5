// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.CourierServer;

class ContactsOnCourierIT extends ContactsContract {
    ContactsOnCourierIT() {
        super(CourierServer.shared());
    }
}

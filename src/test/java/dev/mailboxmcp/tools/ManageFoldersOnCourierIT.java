// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.CourierServer;

class ManageFoldersOnCourierIT extends ManageFoldersContract {
    ManageFoldersOnCourierIT() {
        super(CourierServer.shared());
    }
}

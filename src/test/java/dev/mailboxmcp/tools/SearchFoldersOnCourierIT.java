// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.CourierServer;

class SearchFoldersOnCourierIT extends SearchFoldersContract {
    SearchFoldersOnCourierIT() {
        super(CourierServer.shared());
    }
}

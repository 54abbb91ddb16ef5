// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.CyrusServer;

class SearchFoldersOnCyrusIT extends SearchFoldersContract {
    SearchFoldersOnCyrusIT() {
        super(CyrusServer.shared());
    }
}

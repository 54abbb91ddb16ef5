// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.CyrusServer;

class ManageFoldersOnCyrusIT extends ManageFoldersContract {
    ManageFoldersOnCyrusIT() {
        super(CyrusServer.shared());
    }
}

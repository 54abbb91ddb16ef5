// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.DovecotServer;

class ManageFoldersOnDovecotIT extends ManageFoldersContract {
    ManageFoldersOnDovecotIT() {
        super(DovecotServer.shared());
    }
}

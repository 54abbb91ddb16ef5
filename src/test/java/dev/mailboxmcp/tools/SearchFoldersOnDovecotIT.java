// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.DovecotServer;

class SearchFoldersOnDovecotIT extends SearchFoldersContract {
    SearchFoldersOnDovecotIT() {
        super(DovecotServer.shared());
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.DovecotServer;

class ToolsOnDovecotIT extends ToolsOnRealServersContract {
    ToolsOnDovecotIT() {
        super(DovecotServer.shared());
    }
}

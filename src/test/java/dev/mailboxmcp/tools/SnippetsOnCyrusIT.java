// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.CyrusServer;

class SnippetsOnCyrusIT extends SnippetsContract {
    SnippetsOnCyrusIT() {
        super(CyrusServer.shared());
    }
}

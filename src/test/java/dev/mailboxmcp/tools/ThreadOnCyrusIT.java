// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.CyrusServer;

class ThreadOnCyrusIT extends ThreadContract {
    ThreadOnCyrusIT() {
        super(CyrusServer.shared());
    }
}

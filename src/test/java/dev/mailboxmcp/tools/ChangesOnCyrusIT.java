// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.CyrusServer;

class ChangesOnCyrusIT extends ChangesContract {
    ChangesOnCyrusIT() {
        super(CyrusServer.shared(), true);
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.CyrusServer;

class BulkOnCyrusIT extends BulkContract {
    BulkOnCyrusIT() {
        super(CyrusServer.shared());
    }
}

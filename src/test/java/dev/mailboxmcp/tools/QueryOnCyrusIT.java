// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.CyrusServer;

class QueryOnCyrusIT extends QueryContract {
    QueryOnCyrusIT() {
        super(CyrusServer.shared());
    }
}

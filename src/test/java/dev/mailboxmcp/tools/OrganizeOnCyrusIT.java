// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.CyrusServer;

class OrganizeOnCyrusIT extends OrganizeContract {
    OrganizeOnCyrusIT() {
        super(CyrusServer.shared());
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.resources;

import dev.mailboxmcp.mailserver.CyrusServer;

class ResourcesOnCyrusIT extends ResourcesContract {
    ResourcesOnCyrusIT() {
        super(CyrusServer.shared());
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.resources;

import dev.mailboxmcp.mailserver.DovecotServer;

class ResourcesOnDovecotIT extends ResourcesContract {
    ResourcesOnDovecotIT() {
        super(DovecotServer.shared());
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.DovecotServer;

class OrganizeOnDovecotIT extends OrganizeContract {
    OrganizeOnDovecotIT() {
        super(DovecotServer.shared());
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.DovecotServer;

class LinkOnDovecotIT extends LinkContract {
    LinkOnDovecotIT() {
        super(DovecotServer.shared());
    }
}

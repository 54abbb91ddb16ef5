// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.DovecotServer;

class AttachOnDovecotIT extends AttachContract {
    AttachOnDovecotIT() {
        super(DovecotServer.shared());
    }
}

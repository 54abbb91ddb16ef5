// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.DovecotServer;

class ForwardOnDovecotIT extends ForwardContract {
    ForwardOnDovecotIT() {
        super(DovecotServer.shared());
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.DovecotServer;

class ThreadOnDovecotIT extends ThreadContract {
    ThreadOnDovecotIT() {
        super(DovecotServer.shared());
    }
}

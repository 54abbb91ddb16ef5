// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.DovecotServer;

class ChangesOnDovecotIT extends ChangesContract {
    ChangesOnDovecotIT() {
        super(DovecotServer.shared(), true);
    }
}

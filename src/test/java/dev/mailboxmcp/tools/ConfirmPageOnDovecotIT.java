// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.DovecotServer;

class ConfirmPageOnDovecotIT extends ConfirmPageContract {
    ConfirmPageOnDovecotIT() {
        super(DovecotServer.shared());
    }
}

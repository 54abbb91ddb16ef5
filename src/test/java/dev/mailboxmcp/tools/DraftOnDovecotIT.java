// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.DovecotServer;

class DraftOnDovecotIT extends DraftContract {
    DraftOnDovecotIT() {
        super(DovecotServer.shared());
    }
}

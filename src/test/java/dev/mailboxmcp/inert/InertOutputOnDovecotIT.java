// SPDX-License-Identifier: MIT
package dev.mailboxmcp.inert;

import dev.mailboxmcp.mailserver.DovecotServer;

class InertOutputOnDovecotIT extends InertOutputContract {
    InertOutputOnDovecotIT() {
        super(DovecotServer.shared());
    }
}

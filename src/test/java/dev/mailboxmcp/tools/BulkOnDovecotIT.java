// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.DovecotServer;

class BulkOnDovecotIT extends BulkContract {
    BulkOnDovecotIT() {
        super(DovecotServer.shared());
    }
}

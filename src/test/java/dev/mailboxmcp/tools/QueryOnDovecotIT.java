// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.DovecotServer;

class QueryOnDovecotIT extends QueryContract {
    QueryOnDovecotIT() {
        super(DovecotServer.shared());
    }
}

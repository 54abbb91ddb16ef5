// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.CourierServer;

class QueryOnCourierIT extends QueryContract {
    QueryOnCourierIT() {
        super(CourierServer.shared());
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.CourierServer;

class BulkOnCourierIT extends BulkContract {
    BulkOnCourierIT() {
        super(CourierServer.shared());
    }
}

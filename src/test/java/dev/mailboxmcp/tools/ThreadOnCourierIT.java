// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.CourierServer;

class ThreadOnCourierIT extends ThreadContract {
    ThreadOnCourierIT() {
        super(CourierServer.shared());
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.CourierServer;

class ChangesOnCourierIT extends ChangesContract {
    ChangesOnCourierIT() {
        super(CourierServer.shared(), false);
    }
}

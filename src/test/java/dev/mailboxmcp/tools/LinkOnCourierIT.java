// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.CourierServer;

class LinkOnCourierIT extends LinkContract {
    LinkOnCourierIT() {
        super(CourierServer.shared());
    }
}

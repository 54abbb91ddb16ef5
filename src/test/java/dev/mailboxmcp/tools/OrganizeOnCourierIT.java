// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.CourierServer;

class OrganizeOnCourierIT extends OrganizeContract {
    OrganizeOnCourierIT() {
        super(CourierServer.shared());
    }
}

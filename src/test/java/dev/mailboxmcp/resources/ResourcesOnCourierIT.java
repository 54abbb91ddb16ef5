// SPDX-License-Identifier: MIT
package dev.mailboxmcp.resources;

import dev.mailboxmcp.mailserver.CourierServer;

class ResourcesOnCourierIT extends ResourcesContract {
    ResourcesOnCourierIT() {
        super(CourierServer.shared());
    }
}

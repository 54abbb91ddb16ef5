// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.CourierServer;

class FollowUpsOnCourierIT extends FollowUpsContract {
    FollowUpsOnCourierIT() {
        super(CourierServer.shared());
    }
}

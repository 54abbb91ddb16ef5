// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.CyrusServer;

class FollowUpsOnCyrusIT extends FollowUpsContract {
    FollowUpsOnCyrusIT() {
        super(CyrusServer.shared());
    }
}

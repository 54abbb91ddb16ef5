// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.DovecotServer;

class FollowUpsOnDovecotIT extends FollowUpsContract {
    FollowUpsOnDovecotIT() {
        super(DovecotServer.shared());
    }
}

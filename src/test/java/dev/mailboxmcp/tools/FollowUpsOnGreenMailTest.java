// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.GreenMailServer;
import org.junit.jupiter.api.AfterAll;

class FollowUpsOnGreenMailTest extends FollowUpsContract {
    private static final GreenMailServer SERVER = GreenMailServer.start();

    FollowUpsOnGreenMailTest() {
        super(SERVER);
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.GreenMailServer;
import org.junit.jupiter.api.AfterAll;

class AttachOnGreenMailTest extends AttachContract {
    private static final GreenMailServer SERVER = GreenMailServer.start();

    AttachOnGreenMailTest() {
        super(SERVER);
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }
}

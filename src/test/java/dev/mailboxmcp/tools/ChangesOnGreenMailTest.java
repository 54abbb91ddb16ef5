// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.GreenMailServer;
import org.junit.jupiter.api.AfterAll;

class ChangesOnGreenMailTest extends ChangesContract {
    private static final GreenMailServer SERVER = GreenMailServer.start();

    ChangesOnGreenMailTest() {
        super(SERVER, false);
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }
}

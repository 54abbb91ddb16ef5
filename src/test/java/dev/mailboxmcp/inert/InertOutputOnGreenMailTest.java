// SPDX-License-Identifier: MIT
package dev.mailboxmcp.inert;

import dev.mailboxmcp.mailserver.GreenMailServer;
import org.junit.jupiter.api.AfterAll;

class InertOutputOnGreenMailTest extends InertOutputContract {
    private static final GreenMailServer SERVER = GreenMailServer.start();

    InertOutputOnGreenMailTest() {
        super(SERVER);
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.GreenMailServer;
import org.junit.jupiter.api.AfterAll;

class ConfirmPageOnGreenMailTest extends ConfirmPageContract {
    private static final GreenMailServer SERVER = GreenMailServer.start();

    ConfirmPageOnGreenMailTest() {
        super(SERVER);
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }
}

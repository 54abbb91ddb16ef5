// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.GreenMailServer;
import org.junit.jupiter.api.AfterAll;

class ManageFoldersOnGreenMailTest extends ManageFoldersContract {
    private static final GreenMailServer SERVER = GreenMailServer.start();

    ManageFoldersOnGreenMailTest() {
        super(SERVER);
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }
}

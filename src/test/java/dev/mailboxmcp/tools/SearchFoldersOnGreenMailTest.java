// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.GreenMailServer;
import org.junit.jupiter.api.AfterAll;

class SearchFoldersOnGreenMailTest extends SearchFoldersContract {
    private static final GreenMailServer SERVER = GreenMailServer.start();

    SearchFoldersOnGreenMailTest() {
        super(SERVER);
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }
}

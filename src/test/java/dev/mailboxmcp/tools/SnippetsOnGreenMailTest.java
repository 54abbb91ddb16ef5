// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.GreenMailServer;
import org.junit.jupiter.api.AfterAll;

class SnippetsOnGreenMailTest extends SnippetsContract {
    private static final GreenMailServer SERVER = GreenMailServer.start();

    SnippetsOnGreenMailTest() {
        super(SERVER);
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }
}

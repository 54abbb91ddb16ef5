// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.GreenMailServer;
import org.junit.jupiter.api.AfterAll;

class SendDraftOnGreenMailTest extends SendDraftContract {
    private static final GreenMailServer SERVER = GreenMailServer.start();

    SendDraftOnGreenMailTest() {
        super(SERVER);
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }
}

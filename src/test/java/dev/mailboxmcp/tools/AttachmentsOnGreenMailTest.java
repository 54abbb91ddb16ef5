// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.GreenMailServer;
import org.junit.jupiter.api.AfterAll;

class AttachmentsOnGreenMailTest extends AttachmentsContract {
    private static final GreenMailServer SERVER = GreenMailServer.start();

    AttachmentsOnGreenMailTest() {
        super(SERVER);
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }
}

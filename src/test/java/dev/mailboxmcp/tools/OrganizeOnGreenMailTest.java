// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.GreenMailServer;
import org.junit.jupiter.api.AfterAll;

class OrganizeOnGreenMailTest extends OrganizeContract {
    private static final GreenMailServer SERVER = GreenMailServer.start();

    OrganizeOnGreenMailTest() {
        super(SERVER);
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }
}

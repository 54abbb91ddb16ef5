// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailserver;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GreenMailServerTest extends MailServerContract {
    private final GreenMailServer server = GreenMailServer.start();

    @Override
    MailServer server() {
        return server;
    }

    @AfterAll
    void stop() {
        server.close();
    }
}

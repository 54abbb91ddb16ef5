// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.GreenMailServer;
import org.junit.jupiter.api.AfterAll;

class QueryOnGreenMailTest extends QueryContract {
    private static final GreenMailServer SERVER = GreenMailServer.start();

    QueryOnGreenMailTest() {
        super(SERVER);
    }

    /** Its parser loses count of the operands of OR within parentheses. */
    @Override
    int depth() {
        return 0;
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }
}

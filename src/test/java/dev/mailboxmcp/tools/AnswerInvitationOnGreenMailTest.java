// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.GreenMailServer;
import org.junit.jupiter.api.AfterAll;

class AnswerInvitationOnGreenMailTest extends AnswerInvitationContract {
    private static final GreenMailServer SERVER = GreenMailServer.start();

    AnswerInvitationOnGreenMailTest() {
        super(SERVER);
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }
}

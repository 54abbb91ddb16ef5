// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.DovecotServer;

class AnswerInvitationOnDovecotIT extends AnswerInvitationContract {
    AnswerInvitationOnDovecotIT() {
        super(DovecotServer.shared());
    }
}

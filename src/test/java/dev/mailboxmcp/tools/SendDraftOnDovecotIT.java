// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.DovecotServer;

class SendDraftOnDovecotIT extends SendDraftContract {
    SendDraftOnDovecotIT() {
        super(DovecotServer.shared());
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.DovecotServer;

class SendDraftCutsOnDovecotIT extends SendDraftCutsContract {
    SendDraftCutsOnDovecotIT() {
        super(DovecotServer.shared(), 197);
    }
}

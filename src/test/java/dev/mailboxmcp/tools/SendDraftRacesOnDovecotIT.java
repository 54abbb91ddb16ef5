// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.DovecotServer;

class SendDraftRacesOnDovecotIT extends SendDraftRacesContract {
    SendDraftRacesOnDovecotIT() {
        super(DovecotServer.shared(), 50);
    }
}

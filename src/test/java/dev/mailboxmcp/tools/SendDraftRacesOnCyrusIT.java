// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.CyrusServer;

class SendDraftRacesOnCyrusIT extends SendDraftRacesContract {
    SendDraftRacesOnCyrusIT() {
        super(CyrusServer.shared(), 15);
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.CyrusServer;

class SendDraftOnCyrusIT extends SendDraftContract {
    SendDraftOnCyrusIT() {
        super(CyrusServer.shared());
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.CyrusServer;

class AttachmentsOnCyrusIT extends AttachmentsContract {
    AttachmentsOnCyrusIT() {
        super(CyrusServer.shared());
    }
}

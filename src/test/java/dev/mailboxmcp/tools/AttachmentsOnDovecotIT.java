// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.DovecotServer;

class AttachmentsOnDovecotIT extends AttachmentsContract {
    AttachmentsOnDovecotIT() {
        super(DovecotServer.shared());
    }
}

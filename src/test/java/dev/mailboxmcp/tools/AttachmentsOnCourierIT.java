// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.CourierServer;

class AttachmentsOnCourierIT extends AttachmentsContract {
    AttachmentsOnCourierIT() {
        super(CourierServer.shared());
    }
}

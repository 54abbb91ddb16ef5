// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.CourierServer;

class SendDraftOnCourierIT extends SendDraftContract {
    SendDraftOnCourierIT() {
        super(CourierServer.shared());
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.CourierServer;

class SendDraftCutsOnCourierIT extends SendDraftCutsContract {
    SendDraftCutsOnCourierIT() {
        super(CourierServer.shared(), 173);
    }
}

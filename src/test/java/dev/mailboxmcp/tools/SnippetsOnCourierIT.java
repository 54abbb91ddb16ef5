// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.CourierServer;

class SnippetsOnCourierIT extends SnippetsContract {
    SnippetsOnCourierIT() {
        super(CourierServer.shared());
    }
}

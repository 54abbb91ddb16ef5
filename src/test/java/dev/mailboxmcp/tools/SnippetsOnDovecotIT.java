// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.DovecotServer;

class SnippetsOnDovecotIT extends SnippetsContract {
    SnippetsOnDovecotIT() {
        super(DovecotServer.shared());
    }
}

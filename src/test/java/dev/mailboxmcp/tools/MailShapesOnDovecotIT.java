// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.DovecotServer;
import java.io.IOException;

class MailShapesOnDovecotIT extends MailShapesContract {
    MailShapesOnDovecotIT() throws IOException {
        super(DovecotServer.shared());
    }

    @Override
    boolean isTold(String shape) {
        return true;
    }
}

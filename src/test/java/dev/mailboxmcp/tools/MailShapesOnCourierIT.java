// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.CourierServer;
import java.io.IOException;

class MailShapesOnCourierIT extends MailShapesContract {
    MailShapesOnCourierIT() throws IOException {
        super(CourierServer.shared());
    }

    @Override
    boolean isTold(String shape) {
        return true;
    }

    @Override
    String ownFolder() {
        return "courier";
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.CourierServer;
import java.io.IOException;
import java.util.Set;

class MailShapesOnCourierIT extends MailShapesContract {
    MailShapesOnCourierIT() throws IOException {
        super(CourierServer.shared());
    }

    /** It does not search in encoded words. */
    @Override
    Set<String> notFound() {
        return Set.of("addresses-in-encoded-words");
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

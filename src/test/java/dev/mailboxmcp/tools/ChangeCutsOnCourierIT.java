// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.CourierServer;
import java.util.stream.Stream;

class ChangeCutsOnCourierIT extends ChangeCutsContract {
    ChangeCutsOnCourierIT() {
        super(CourierServer.shared(), 7);
    }

    @Override
    Stream<String> moving() {
        return Stream.of("UID COPY", "UID STORE", "UID EXPUNGE");
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.DovecotServer;
import java.util.stream.Stream;

class ChangeCutsOnDovecotIT extends ChangeCutsContract {
    ChangeCutsOnDovecotIT() {
        super(DovecotServer.shared(), 7);
    }

    @Override
    Stream<String> moving() {
        return Stream.of("UID MOVE");
    }
}

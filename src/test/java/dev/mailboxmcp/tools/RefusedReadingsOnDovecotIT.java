// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.DovecotServer;
import java.util.List;

class RefusedReadingsOnDovecotIT extends RefusedReadingsContract {
    RefusedReadingsOnDovecotIT() {
        super(DovecotServer.shared(), List.of("NO [UNAVAILABLE] later", "NO it cannot be done"));
    }
}

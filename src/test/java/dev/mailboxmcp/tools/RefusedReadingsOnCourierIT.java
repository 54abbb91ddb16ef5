// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.CourierServer;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** Where there is no LIST-STATUS and no CONDSTORE, each folder is asked for by a command of its own. */
@Tag("nightly")
class RefusedReadingsOnCourierIT extends RefusedReadingsContract {
    RefusedReadingsOnCourierIT() {
        super(
                CourierServer.shared(),
                List.of("NO [UNAVAILABLE] later", "NO [SERVERBUG] oops", "NO it cannot be done", "BAD what"));
    }
}

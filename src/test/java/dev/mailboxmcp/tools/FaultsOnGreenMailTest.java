// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.FaultProxy.Stage;
import dev.mailboxmcp.mailserver.GreenMailServer;
import java.util.Set;

/** Two stages only: GreenMail takes its time, and Dovecot has them all. */
class FaultsOnGreenMailTest extends FaultsContract {
    FaultsOnGreenMailTest() {
        super(GreenMailServer.start(), Set.of(Stage.GREETING, Stage.FETCH), 97);
    }
}

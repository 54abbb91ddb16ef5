// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.CyrusServer;
import dev.mailboxmcp.mailserver.FaultProxy.Stage;
import java.util.Set;
import org.junit.jupiter.api.Tag;

/** A test by night, of two stages only: by day Dovecot has them all. */
@Tag("nightly")
class FaultsOnCyrusIT extends FaultsContract {
    FaultsOnCyrusIT() {
        super(CyrusServer.shared(), Set.of(Stage.SELECT, Stage.FETCH), 97);
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.DovecotServer;
import dev.mailboxmcp.mailserver.FaultProxy.Stage;
import java.util.EnumSet;

class FaultsOnDovecotIT extends FaultsContract {
    FaultsOnDovecotIT() {
        super(DovecotServer.shared(), EnumSet.complementOf(EnumSet.of(Stage.LOGOUT)), 7);
    }
}

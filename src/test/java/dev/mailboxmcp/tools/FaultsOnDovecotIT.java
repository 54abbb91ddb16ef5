// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.DovecotServer;
import dev.mailboxmcp.mailserver.FaultProxy.Stage;
import java.util.EnumSet;

class FaultsOnDovecotIT extends FaultsContract {
    FaultsOnDovecotIT() {
        super(DovecotServer.shared(), EnumSet.range(Stage.CONNECT, Stage.LIST), 7);
    }
}

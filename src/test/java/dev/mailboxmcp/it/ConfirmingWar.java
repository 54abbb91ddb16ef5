// SPDX-License-Identifier: MIT
package dev.mailboxmcp.it;

import dev.mailboxmcp.mailserver.GreenMailServer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.extension.ExtendWith;

/** The WAR as it is shipped, where users confirm what they send. */
@ExtendWith(ArquillianExtension.class)
public abstract class ConfirmingWar {
    @Deployment(testable = false)
    public static WebArchive war() {
        return configured("SEND_MODE=confirm");
    }

    /** The WAR with these lines of configuration besides the environment of the server. */
    static WebArchive configured(String lines) {
        return DeployedWar.war().addAsResource(new StringAsset(lines), "META-INF/microprofile-config.properties");
    }

    /** The mail server that the deployed application uses. */
    protected static GreenMailServer mail() {
        return DeployedWar.mail();
    }

    /** The endpoint of MCP. */
    protected static String endpoint() {
        return DeployedWar.endpoint();
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.it;

import dev.mailboxmcp.mailserver.GreenMailServer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.extension.ExtendWith;

/** The WAR as it is shipped, where clients sign users in at {@code /oauth/mcp}. */
@ExtendWith(ArquillianExtension.class)
public abstract class SigningInWar {
    @Deployment(testable = false)
    public static WebArchive war() {
        return ConfirmingWar.configured("OAUTH_URL=" + server() + "/oauth/mcp");
    }

    /** Ends without a slash. */
    protected static String server() {
        return ServerEnvironment.url();
    }

    /** The mail server that the deployed application uses. */
    protected static GreenMailServer mail() {
        return DeployedWar.mail();
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.conformance;

import dev.mailboxmcp.it.DeployedWar;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.extension.ExtendWith;

/** The product's WAR with the fixtures in it, in a real server. */
@ExtendWith(ArquillianExtension.class)
abstract class FixtureWar {
    @Deployment(testable = false)
    public static WebArchive war() {
        return DeployedWar.war()
                .addClasses(
                        FixtureWiring.class,
                        FixtureTools.class,
                        FixtureTool.class,
                        FixtureContent.class,
                        FixtureResources.class,
                        FixturePrompts.class,
                        AskingTools.class,
                        ProbeTools.class);
    }

    static String endpoint() {
        return DeployedWar.endpoint();
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.conformance;

import dev.mailboxmcp.it.DeployedWar;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.extension.ExtendWith;

/** The product's WAR with the fixtures in it, in a real server. Its clients have no login, and may hold what users may. */
@ExtendWith(ArquillianExtension.class)
abstract class FixtureWar {
    private static final String SETTINGS = """
            STREAMS_PER_CLIENT=1000
            STATE_BYTES_PER_CLIENT=134217728
            STATE_BYTES_WITHOUT_LOGIN=134217728
            """;

    @Deployment(testable = false)
    public static WebArchive war() {
        return DeployedWar.war()
                .addAsResource(new StringAsset(SETTINGS), "META-INF/microprofile-config.properties")
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

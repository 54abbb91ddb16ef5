// SPDX-License-Identifier: MIT
package dev.mailboxmcp.it;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.jboss.arquillian.container.spi.event.container.BeforeDeploy;
import org.jboss.arquillian.core.api.annotation.Observes;
import org.jboss.arquillian.core.spi.LoadableExtension;

/**
 * Waits, before a deployment that starts a server, until the one of the deployment before it has let go of its port. Payara's
 * adapter tells a server to end and does not wait until it has; the next one would find the port taken, listen at another
 * one, and refuse every connection of the tests.
 */
public final class FormerServer implements LoadableExtension {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Override
    public void register(ExtensionBuilder builder) {
        builder.observer(End.class);
    }

    /** Observes what Arquillian deploys. */
    public static final class End {
        /** Returns once the port of the server under test is free, and fails after a minute. */
        public void await(@Observes BeforeDeploy event) {
            if (ServerEnvironment.tested().startsForEachDeployment()) {
                int port = Integer.parseInt(System.getProperty("mailboxmcp.port"));
                Awaitility.await("the end of the former server at port " + port)
                        .atMost(PATIENCE)
                        .until(() -> isFree(port));
            }
        }

        private static boolean isFree(int port) {
            try (ServerSocket probe = new ServerSocket(port)) {
                return probe.isBound();
            } catch (IOException e) {
                return false;
            }
        }
    }
}

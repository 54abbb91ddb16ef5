// SPDX-License-Identifier: MIT
package dev.mailboxmcp.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mailserver.MailUser;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Changing the keys, step by step as {@code docs/security.md} has it; each restart is another deployment here. The keys are the
 * application's alone, so it is asked in one server.
 */
@ExtendWith(ArquillianExtension.class)
class KeyRotationIT {
    private static final String K1 = key("k1");
    private static final String K2 = key("k2");
    private static final String AFTER_ALL_TOKENS = "2099-01-01T00:00:00Z";

    @ArquillianResource
    @SuppressWarnings("NullAway.Init")
    private Deployer deployer;

    private final MailUser alice = DeployedWar.mail().alice();

    @BeforeAll
    static void inOneServer() {
        Assumptions.assumeTrue(
                ServerEnvironment.tested() == TestedServer.LIBERTY, "the keys are the application's alone");
    }

    @Deployment(name = "old", managed = false, testable = false)
    static WebArchive old() {
        return with("old", "ENCRYPTION_KEYS=" + K1);
    }

    @Deployment(name = "behind", managed = false, testable = false)
    static WebArchive behind() {
        return with("behind", "ENCRYPTION_KEYS=" + K1 + "," + K2);
    }

    @Deployment(name = "both", managed = false, testable = false)
    static WebArchive both() {
        return with("both", "ENCRYPTION_KEYS=" + K2 + "," + K1);
    }

    @Deployment(name = "new", managed = false, testable = false)
    static WebArchive onlyNew() {
        return with("new", "ENCRYPTION_KEYS=" + K2);
    }

    @Deployment(name = "revoked", managed = false, testable = false)
    static WebArchive revoked() {
        return with("revoked", "ENCRYPTION_KEYS=" + K2 + "\nTOKENS_NOT_BEFORE=" + AFTER_ALL_TOKENS);
    }

    /** The WAR with lines that stand above the environment, which names one key too. */
    private static WebArchive with(String name, String lines) {
        return ShrinkWrap.create(WebArchive.class, name + ".war")
                .merge(ConfirmingWar.configured("config_ordinal=500\n" + lines));
    }

    @Test
    void tokensWorkThroughoutUntilTheirKeyIsGone() throws Exception {
        String first = deployed("old", () -> DeployedWar.client().token(alice));
        assertThat(first).startsWith("mbx1.k1.");

        String second = deployed("both", () -> {
            assertThat(opens(first)).isTrue();
            String token = DeployedWar.client().token(alice);
            assertThat(token).startsWith("mbx1.k2.");
            assertThat(opens(token)).isTrue();
            assertThat(started()).contains("\"keys\":\"k2, k1\"", "k1: 1");
            return token;
        });

        // of several servers one is a step behind
        assertThat(deployed("behind", () -> opens(second) && opens(first))).isTrue();

        boolean refused = deployed("new", () -> {
            assertThat(opens(second)).isTrue();
            boolean none = !opens(first);
            assertThat(started()).contains("\"keys\":\"k2\"", "\"tokens\":\"k2: 1\"");
            return none;
        });
        assertThat(refused).isTrue();
    }

    @Test
    void whenAKeyWasStolenTokensOfBeforeAreRefused() throws Exception {
        String before = deployed("new", () -> DeployedWar.client().token(alice));

        assertThat(deployed("revoked", () -> opens(before))).isFalse();
    }

    /** Whatever becomes of the test: what stayed deployed would answer the next classes. */
    private <T> T deployed(String name, Callable<T> test) throws Exception {
        deployer.deploy(name);
        try {
            return test.call();
        } finally {
            deployer.undeploy(name);
        }
    }

    /** A key made by the command that operators use. */
    private static String key(String id) {
        try {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-jar",
                            System.getProperty("mailboxmcp.war"),
                            "key",
                            id)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            assertThat(printed).matches(id + ":[0-9a-f]{64}");
            return printed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean opens(String token) throws Exception {
        JsonObject result = DeployedWar.client()
                .with("Authorization", "Bearer " + token)
                .call("imap_list_folders", Json.createObjectBuilder());
        if (result.getBoolean("isError")) {
            assertThat(result.toString()).contains("BAD_TOKEN");
        }
        return !result.getBoolean("isError");
    }

    private static String started() throws Exception {
        return new McpClient(URI.create(ServerEnvironment.operationsUrl()))
                .get("/health/started")
                .body();
    }
}

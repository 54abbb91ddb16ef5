// SPDX-License-Identifier: MIT
package dev.mailboxmcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.mailserver.GreenMailServer;
import dev.mailboxmcp.mailserver.MailUser;
import dev.mailboxmcp.tools.ToolStack;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoggingTest {
    private static final Logger ROOT = Logger.getLogger("");
    private static final Logger MAIL = Logger.getLogger("org.eclipse.angus.mail.imap.protocol");
    private static final System.Logger OURS = System.getLogger("dev.mailboxmcp.imap.ImapPool");

    /** Shows info and more, as the console of a server does. */
    private final Handler console = new Handler() {
        @Override
        public void publish(LogRecord line) {
            if (isLoggable(line)) {
                lines.add(new SimpleFormatter().formatMessage(line));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private final List<String> lines = new ArrayList<>();

    @BeforeEach
    void listen() {
        console.setLevel(Level.INFO);
        ROOT.addHandler(console);
    }

    @AfterEach
    void leave() {
        ROOT.removeHandler(console);
        Logging.reset();
        MAIL.setLevel(null);
    }

    @Test
    void debugLinesReachAConsoleThatShowsInfo() {
        Logging.apply(LogThreshold.DEBUG);

        OURS.log(System.Logger.Level.DEBUG, "borrowed {0}", "a connection");
        OURS.log(System.Logger.Level.INFO, "started");

        assertThat(lines).containsExactly("[debug] borrowed a connection", "started");
    }

    @Test
    void eachLevelHidesWhatIsLessImportant() {
        for (LogThreshold level : LogThreshold.values()) {
            Logging.apply(level);
            OURS.log(System.Logger.Level.DEBUG, level + " debug");
            OURS.log(System.Logger.Level.INFO, level + " info");
            OURS.log(System.Logger.Level.WARNING, level + " warn");
            OURS.log(System.Logger.Level.ERROR, level + " error");
        }

        assertThat(lines)
                .containsExactly(
                        "[debug] DEBUG debug",
                        "DEBUG info",
                        "DEBUG warn",
                        "DEBUG error",
                        "INFO info",
                        "INFO warn",
                        "INFO error",
                        "WARN warn",
                        "WARN error",
                        "ERROR error");
    }

    @Test
    void jakartaMailSaysNothingEvenIfAServerTurnsItsTraceOn() {
        Logging.apply(LogThreshold.DEBUG);
        MAIL.setLevel(Level.ALL);

        MAIL.severe("A1 LOGIN alice secret");

        assertThat(lines).isEmpty();
    }

    /** Open Liberty sets the level of every logger that a pattern of its trace specification matches. */
    @Test
    void noTraceHoldsWhatMailServersAreTold() throws Exception {
        List<Logger> traced = Stream.of("dev.mailboxmcp.imap", "dev.mailboxmcp.smtp", "org.eclipse.angus.mail.smtp")
                .flatMap(name -> Stream.of(name, name + ".protocol"))
                .map(Logger::getLogger)
                .toList();
        console.setLevel(Level.ALL);
        Logging.apply(LogThreshold.DEBUG);
        traced.forEach(logger -> logger.setLevel(Level.ALL));
        try (GreenMailServer server = GreenMailServer.start();
                ToolStack tools = ToolStack.on(server)) {
            MailUser alice = server.alice();
            JsonObject mail = Json.createObjectBuilder()
                    .add("to", Json.createArrayBuilder().add(alice.address()))
                    .add("subject", "canary-subject")
                    .add("text", "canary-text")
                    .build();

            JsonObject sent = tools.features(Duration.ofSeconds(1))
                    .callTool(
                            Json.createObjectBuilder()
                                    .add("name", "smtp_send_email")
                                    .add("arguments", mail)
                                    .build(),
                            CallContext.of(new Caller(ToolStack.credentials(alice), "127.0.0.1")));

            assertThat(sent.getBoolean("isError")).as("%s", sent).isFalse();
            assertThat(lines)
                    .noneMatch(line -> line.contains(alice.password()) || line.contains("canary"))
                    .noneMatch(line -> line.contains(
                            Base64.getEncoder().encodeToString(alice.password().getBytes(StandardCharsets.UTF_8))));
        } finally {
            traced.forEach(logger -> logger.setLevel(null));
        }
    }

    @Test
    void afterResetNothingIsLeftBehind() {
        Logging.apply(LogThreshold.DEBUG);
        Logging.reset();

        OURS.log(System.Logger.Level.DEBUG, "not seen");
        MAIL.severe("seen");

        assertThat(lines).containsExactly("seen");
        assertThat(Logger.getLogger("dev.mailboxmcp").getHandlers()).isEmpty();
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RevokedTokensTest {
    private static final Logger LOG = Logger.getLogger(RevokedTokens.class.getName());

    private final List<String> lines = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-29T00:00:00Z");

    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord line) {
            lines.add(line.getLevel() + " " + new SimpleFormatter().formatMessage(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        LOG.addHandler(listener);
    }

    @AfterEach
    void leave() {
        LOG.removeHandler(listener);
    }

    /** It would revoke nobody, and look as if it did. */
    @Test
    void aPseudonymOfTheLogIsRefusedWithItsLine(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("revoked"), "user:anna@example.org\n");
        RevokedTokens revoked = new RevokedTokens(file, () -> now);

        Files.writeString(file, "# left\nuser:u-lhyzlssx4i\n");
        look(revoked);

        assertThat(lines)
                .singleElement()
                .asString()
                .endsWith(": " + file + ": line 2 is a pseudonym of the log; user: needs the name of the login");
    }

    /** Nobody asks for a token here: who watches the server looks, and the log has the line. */
    @Test
    void aFileThatGoesAwayIsToldOnceAndSoIsItsReturn(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("revoked"), "user:anna@example.org\n");
        RevokedTokens revoked = new RevokedTokens(file, () -> now);

        Files.delete(file);
        look(revoked);
        look(revoked);
        assertThat(lines)
                .singleElement()
                .asString()
                .isEqualTo("SEVERE TOKENS_REVOKED_FILE is not taken over, what it said before still holds: " + file
                        + ": java.nio.file.NoSuchFileException: " + file);

        Files.writeString(file, "");
        look(revoked);
        look(revoked);
        assertThat(lines).hasSize(2).last().isEqualTo("INFO TOKENS_REVOKED_FILE is taken over again");
    }

    /** A network file system may not answer; a pipe that nobody writes into is such a file. */
    @Test
    void whileAFileHangsWhatItSaidBeforeHoldsAndNobodyElseWaits(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("revoked"), "user:anna@example.org\n");
        RevokedTokens revoked = new RevokedTokens(file, () -> now);
        Files.delete(file);
        assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor())
                .isZero();
        now = now.plusSeconds(10);
        Thread reader = Thread.ofPlatform().daemon().start(revoked::refresh);
        await().until(revoked::isBeingRead);

        now = now.plusSeconds(10);
        CompletableFuture<Boolean> answer =
                CompletableFuture.supplyAsync(() -> revoked.isRevoked(token("anna@example.org")));

        assertThat(answer.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(lines).singleElement().asString().contains("reading it takes longer than 10 seconds");
        Files.writeString(file, "user:berta@example.org\n", StandardOpenOption.WRITE);
        reader.join();
        assertThat(lines).hasSize(2).last().isEqualTo("INFO TOKENS_REVOKED_FILE is taken over again");
    }

    @Test
    void aClockThatIsPutBackDoesNotKeepTheFileFromBeingRead(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("revoked"), "");
        RevokedTokens revoked = new RevokedTokens(file, () -> now);
        look(revoked);

        now = now.minusSeconds(7200);
        Files.delete(file);
        revoked.refresh();

        assertThat(lines).singleElement().asString().contains("is not taken over");
    }

    private TokenLife token(String user) {
        return new TokenLife(UUID.randomUUID(), now, now.plusSeconds(60), user, null);
    }

    private void look(RevokedTokens revoked) {
        now = now.plusSeconds(10);
        revoked.refresh();
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.account.KeyedHash;
import dev.mailboxmcp.account.TestKeys;
import dev.mailboxmcp.account.UserNames;
import dev.mailboxmcp.call.McpMethod;
import dev.mailboxmcp.observe.EndedCall.Outcome;
import dev.mailboxmcp.observe.EndedTransfer.Direction;
import dev.mailboxmcp.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditLogTest {
    @TempDir
    private Path folder;

    private Path file;
    private AuditLog log;

    @BeforeEach
    void open() {
        file = folder.resolve("audit.jsonl");
        log = new AuditLog(file, UserNames.hidden(), new KeyedHash(TestKeys.single(TestKeys.FIRST), "log-texts"));
    }

    @Test
    void aCallIsALine() throws IOException {
        log.ended(SampleCalls.read(new Outcome.Succeeded()));

        assertThat(Files.readString(file))
                .isEqualTo(
                        "{\"time\":\"2026-11-25T10:00:00.123Z\",\"method\":\"tools/call\",\"tool\":\"imap_read_email\","
                                + "\"user\":\"***\",\"address\":\"192.0.2.7\",\"client\":\"a-client/1.0\",\"version\":\"2026-07-28\","
                                + "\"ms\":42,\"outcome\":\"ok\",\"trace\":\"" + SampleCalls.TRACE + "\"}\n");
    }

    @Test
    void ofAMailThatWentOutTheDomainsAreThereAndNoAddress() throws IOException {
        log.ended(SampleCalls.sent(false));

        assertThat(Files.readString(file))
                .contains("\"sent\":{\"status\":\"SENT\",\"messageId\":\"<1@example.org>\",\"recipients\":3,"
                        + "\"domains\":[\"one.example\",\"two.example\"],\"repeated\":false}")
                .doesNotContain("b@two.example");
    }

    @Test
    void ofAMailThatWasNotAllowedTheRefusedDomainsAreThere() throws IOException {
        log.ended(SampleCalls.refused());

        assertThat(Files.readString(file))
                .contains("\"outcome\":\"NOT_ALLOWED\",\"refusedDomains\":[\"one.example\",\"two.example\"]}");
    }

    @Test
    void ofMailsThatWereChangedTheCountsAreThereAndNoNameOfAFolderOrQuery() throws IOException {
        log.ended(SampleCalls.changed());

        assertThat(Files.readString(file))
                .contains(
                        "\"changed\":{\"action\":\"archive\",\"status\":\"partial\",\"done\":5,\"missing\":1,\"left\":2,")
                .containsPattern("\"folder\":\"f-[a-z2-7]{10}\",\"query\":\"q-[a-z2-7]{10}\"")
                .doesNotContain("Secret project", "from:boss");
    }

    @Test
    void ofAFileThatWentByALinkTheWayTheOutcomeAndTheSizeAreThere() throws IOException {
        log.transferred(new EndedTransfer(
                Direction.UPLOAD,
                "alice@example.org",
                "work",
                "192.0.2.7",
                Instant.parse("2026-11-20T10:00:00.123456Z"),
                Duration.ofMillis(42),
                "ok",
                1234));

        assertThat(Files.readString(file))
                .matches(
                        "\\{\"time\":\"2026-11-20T10:00:00.123Z\",\"event\":\"upload\",\"user\":\"[^\"]+\",\"profile\":\"work\","
                                + "\"address\":\"192.0.2.7\",\"ms\":42,\"outcome\":\"ok\",\"bytes\":1234}\n");
    }

    /** An upload that broke off has an answer all the same, which nobody may read any more. */
    @Test
    void aFileThatBrokeOffIsCutWhateverItsClientWasAnswered() {
        assertThat(EndedTransfer.outcome(true, false, 201)).isEqualTo("ok");
        assertThat(EndedTransfer.outcome(false, true, 408)).isEqualTo("cut");
        assertThat(EndedTransfer.outcome(false, false, 200)).isEqualTo("cut");
        assertThat(EndedTransfer.outcome(false, false, 400)).isEqualTo("400");
    }

    @Test
    void aFailureHasItsCode() throws IOException {
        log.ended(SampleCalls.read(new Outcome.ToolFailed("LOGIN_FAILED")));
        log.ended(SampleCalls.read(new Outcome.RpcFailed(-32602)));

        assertThat(Files.readAllLines(file))
                .satisfiesExactly(
                        line -> assertThat(line).contains("\"outcome\":\"LOGIN_FAILED\""),
                        line -> assertThat(line).contains("\"outcome\":\"-32602\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ping", "initialize", "server/discover", "tools/list", "prompts/list", "unknown"})
    void whatReachesForNoMailboxIsNotThere(String method) {
        log.ended(SampleCalls.of(McpMethod.of(method)));

        assertThat(file).doesNotExist();
    }

    @Test
    void theFileCanBeMovedAwayBetweenLines() throws IOException {
        log.ended(SampleCalls.of(McpMethod.READ_RESOURCE));
        Files.move(file, folder.resolve("audit.1"));
        log.ended(SampleCalls.of(McpMethod.GET_PROMPT));

        assertThat(Files.readString(file)).contains("prompts/get").doesNotContain("resources/read");
    }

    @Test
    void linesOfManyThreadsStayWhole() throws IOException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 500; i++) {
                threads.execute(() -> log.ended(SampleCalls.read(new Outcome.Succeeded())));
            }
        }

        assertThat(Files.readAllLines(file)).hasSize(500).allMatch(line -> line.startsWith("{") && line.endsWith("}"));
    }

    /** The thread of a call is interrupted when its client has left. */
    @Test
    void aCallThatWasInterruptedHasItsLine() throws IOException {
        Thread.currentThread().interrupt();

        log.ended(SampleCalls.sent(false));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(Files.readAllLines(file)).hasSize(1);
    }

    @Test
    void aLineThatCannotBeWrittenCostsTheCallNothing() throws IOException {
        Files.createDirectory(file);

        log.ended(SampleCalls.read(new Outcome.Succeeded()));

        assertThat(file).isEmptyDirectory();
    }

    @Test
    void aFolderAndAFileThatCannotBeThereAreProblemsAtTheStart() {
        assertThat(problems(folder.toString())).singleElement().asString().contains("AUDIT_LOG", "not of a folder");
        assertThat(problems(folder.resolve("none/audit.jsonl").toString()))
                .singleElement()
                .asString()
                .contains("AUDIT_LOG", "a folder that is there");
        assertThat(problems(file.toString())).isEmpty();
    }

    private static List<String> problems(String value) {
        Settings settings = new Settings(
                name -> Optional.ofNullable(Map.of("AUDIT_LOG", value).get(name)));
        AuditLog.file(settings);
        return settings.problems();
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.extract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpareTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    @Test
    void aSpareProcessThatSaysNonsenseAndRunsOnIsEndedWhereItIsNotTaken() throws Exception {
        Path pids = folder.resolve("pids");
        Path script = Files.write(
                folder.resolve("child.sh"),
                ("echo $$ >> " + pids + "; printf nonsense; exec sleep 60\n").getBytes(UTF_8));
        try (ChildCommand command = new ChildCommand(List.of("/bin/sh", script.toString()), new StandIn(folder));
                Spare spare = new Spare(LONG)) {
            spare.prepare(command);
            await().atMost(LONG).until(() -> isKept() && Files.exists(pids) && Files.size(pids) > 1);
            long first = Long.parseLong(Files.readString(pids).strip());
            await().atMost(LONG).until(() -> !isListenedTo());

            Child next = spare.take(command);

            await().atMost(LONG).until(() -> ProcessHandle.of(first).isEmpty());
            next.kill();
        }
    }

    private static boolean isKept() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread ->
                        thread.getName().equals("extract-spare") && thread.getState() == Thread.State.TIMED_WAITING);
    }

    private static boolean isListenedTo() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("extract-answer"));
    }

    private record StandIn(Path directory) implements ChildProgram {
        @Override
        public String classPath() {
            return "none.jar";
        }

        @Override
        public void close() {
            // nothing was written
        }
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Fuzzes every target of ours for a while. A finding fails the test, and its input stands in the folder of inputs of its
 * target under {@code src/test/resources}, from where every later run of the unit tests replays it.
 */
@Tag("nightly")
class FuzzingNightlyTest {
    private static final String SECONDS = System.getProperty("fuzzing.seconds", "120");
    private static final List<String> CLASSES = List.of(
            "dev.mailboxmcp.account.TokenFuzzTest",
            "dev.mailboxmcp.extract.AnswerReaderTest",
            "dev.mailboxmcp.http.HttpFuzzTest",
            "dev.mailboxmcp.imap.ImapFuzzTest",
            "dev.mailboxmcp.sending.HostileMailFuzzTest",
            "dev.mailboxmcp.mime.MimeFuzzTest",
            "dev.mailboxmcp.office.OfficeFuzzTest",
            "dev.mailboxmcp.protocol.stateless.HeaderFuzzTest",
            "dev.mailboxmcp.resources.MailUriFuzzTest",
            "dev.mailboxmcp.rpc.JsonRpcFuzzTest",
            "dev.mailboxmcp.smtp.SmtpReplyFuzzTest");

    @ParameterizedTest
    @MethodSource
    void nothingIsFound(String target) throws IOException, InterruptedException {
        Path log = Path.of("target", "fuzzing", target.replaceAll("[^\\w.#]", "_") + ".log");
        Files.createDirectories(log.getParent());
        ProcessBuilder fuzzer = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+EnableDynamicAgentLoading",
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx512m",
                "-Djazzer.max_duration=" + SECONDS + "s",
                "-classpath",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                FuzzOne.class.getName(),
                target);
        fuzzer.environment().put("JAZZER_FUZZ", "1");
        int exit = fuzzer.redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();

        assertThat(exit).as(Files.readString(log)).isZero();
    }

    static Stream<String> nothingIsFound() throws ClassNotFoundException {
        Stream.Builder<String> targets = Stream.builder();
        for (String name : CLASSES) {
            Arrays.stream(Class.forName(name).getDeclaredMethods())
                    .filter(method -> method.isAnnotationPresent(FuzzTest.class))
                    .sorted(Comparator.comparing(Method::getName))
                    .forEach(method -> targets.add(
                            name + "#" + method.getName() + "(" + method.getParameterTypes()[0].getName() + ")"));
        }
        return targets.build();
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    static Stream<String> nothingIsFound() {
        return new ClassFileImporter()
                .withImportOption(new ImportOption.OnlyIncludeTests()).importPackages("dev.mailboxmcp").stream()
                        .flatMap(type -> type.getMethods().stream())
                        .filter(method -> method.isAnnotatedWith(FuzzTest.class))
                        .map(method -> method.getOwner().getName() + "#" + method.getName() + "("
                                + method.getRawParameterTypes().getFirst().getName() + ")")
                        .sorted();
    }
}

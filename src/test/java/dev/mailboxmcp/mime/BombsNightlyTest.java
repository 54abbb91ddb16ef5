// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The bombs of {@link HostileInputTest}, each as large as anything that is read, in a process with little memory. */
@Tag("nightly")
class BombsNightlyTest {
    private static final long MOST_MILLIS = 2000;

    /** 64 MB to read one, and 48 for all the bombs themselves. */
    private static final String HEAP = "-Xmx112m";

    @Test
    void eachIsAnsweredInTwoSecondsOfProcessorTimeAndLittleMemory() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        HEAP,
                        "-XX:+UseSerialGC",
                        "-classpath",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Bombs.class.getName())
                .redirectErrorStream(true)
                .start();
        List<String> lines = process.inputReader(StandardCharsets.UTF_8).lines().toList();

        assertThat(process.waitFor()).as(String.join("\n", lines)).isZero();
        assertThat(lines)
                .hasSizeGreaterThan(40)
                .allSatisfy(line -> assertThat(Long.parseLong(line.substring(0, line.indexOf('\t'))))
                        .as(line)
                        .isLessThan(MOST_MILLIS));
    }
}

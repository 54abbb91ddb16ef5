// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.params.provider.Arguments;

/** Reads each bomb of {@link HostileInputTest} twice, and prints for the second time what it cost the processor. */
final class Bombs {
    private Bombs() {}

    public static void main(String[] args) {
        List<Arguments> bombs = HostileInputTest.hugeHtmlIsAnsweredInTime().toList();
        for (int round = 0; round < 2; round++) {
            for (Arguments bomb : bombs) {
                byte[] bytes = String.valueOf(bomb.get()[1]).getBytes(UTF_8);
                long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
                BodyText.html(bytes, "", "utf-8");
                long nanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
                if (round > 0) {
                    System.out.println(nanos / 1_000_000 + "\t" + bomb.get()[0]);
                }
            }
        }
    }
}

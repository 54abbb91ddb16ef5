// SPDX-License-Identifier: MIT
package dev.mailboxmcp.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mailserver.GreenMailServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class DemoLauncherTest {
    private final Queue<String> told = new ConcurrentLinkedQueue<>();
    private final Queue<String> ended = new ConcurrentLinkedQueue<>();

    @Test
    void whatEndsAThreadOfGreenMailIsNotToldAndAnythingElseIs() throws Exception {
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.UncaughtExceptionHandler handler =
                DemoLauncher.butThoseOfGreenMail((thread, e) -> told.add(thread.getName()));
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> {
            handler.uncaughtException(thread, e);
            ended.add(thread.getName());
        });
        try (GreenMailServer server = GreenMailServer.start()) {
            leaveInTheMiddleOfACommand(server.imapPort());
            Awaitility.await()
                    .until(() -> ended.stream().anyMatch(name -> name.contains(":" + server.imapPort() + "<")));
            Thread other = new Thread(
                    () -> {
                        throw new IllegalStateException("told");
                    },
                    "other");
            other.start();
            other.join();
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }

        assertThat(told).containsExactly("other");
    }

    private static void leaveInTheMiddleOfACommand(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getInputStream().read();
            socket.getOutputStream().write("a NOOP".getBytes(StandardCharsets.US_ASCII));
        }
    }
}

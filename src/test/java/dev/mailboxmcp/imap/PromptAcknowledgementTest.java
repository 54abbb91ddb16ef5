// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static jdk.net.ExtendedSocketOptions.TCP_QUICKACK;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class PromptAcknowledgementTest {
    @Test
    @EnabledOnOs(OS.LINUX)
    void whatComesIsAcknowledgedAtOnce() throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket tcp = new Socket(listener.getInetAddress(), listener.getLocalPort())) {
            tcp.setOption(TCP_QUICKACK, false);

            new PromptAcknowledgement(tcp).ask();

            assertThat(tcp.getOption(TCP_QUICKACK)).isTrue();
        }
    }
}

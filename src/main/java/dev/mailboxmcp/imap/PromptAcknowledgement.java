// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketOption;
import org.jspecify.annotations.Nullable;

/**
 * Acknowledges at once what a server sent. Linux waits up to 40 ms before it does; a server that leaves Nagle's algorithm on
 * (Courier) waits just as long with the second half of an answer, each time. Does nothing on other systems. Not
 * thread-safe.
 */
final class PromptAcknowledgement {
    private final Socket tcp;
    private final @Nullable SocketOption<Boolean> option;

    PromptAcknowledgement(Socket tcp) {
        this.tcp = tcp;
        this.option = tcp.isConnected() ? option(tcp) : null;
    }

    /** Asks for it anew; must be called before each read, since the system falls back to waiting when it likes. */
    void ask() throws IOException {
        if (option != null) {
            tcp.setOption(option, true);
        }
    }

    /** The option, found by its name: an application server need not show us the module jdk.net. */
    @SuppressWarnings("unchecked")
    private static @Nullable SocketOption<Boolean> option(Socket tcp) {
        for (SocketOption<?> option : tcp.supportedOptions()) {
            if (option.name().equals("TCP_QUICKACK") && option.type() == Boolean.class) {
                return (SocketOption<Boolean>) option;
            }
        }
        return null;
    }
}

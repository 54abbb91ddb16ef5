// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailserver;

import java.io.FilterInputStream;
import java.io.IOException;
import java.net.Socket;
import jdk.net.ExtendedSocketOptions;

/**
 * Acknowledges at once what a server sent. GreenMail and Courier write an answer in pieces and leave Nagle's algorithm on, so that
 * each command would take the 40 ms that Linux waits with an acknowledgement.
 */
final class PromptInput extends FilterInputStream {
    private final Socket socket;

    PromptInput(Socket socket) throws IOException {
        super(socket.getInputStream());
        this.socket = socket;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (socket.supportedOptions().contains(ExtendedSocketOptions.TCP_QUICKACK)) {
            socket.setOption(
                    ExtendedSocketOptions.TCP_QUICKACK, true); // the system falls back to waiting when it likes
        }
        return super.read(buffer, offset, length);
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The few lines before TLS (RFC 9051 6.2.1). Nothing of what is said here is believed later, and a server that sends
 * more than its answer is refused: those bytes would come from whoever sits in between.
 */
final class StartTls {
    private static final int MAX_LINE_BYTES = 8 * 1024;
    private static final int MAX_LINES = 20;
    private static final String TAG = "S1";

    private StartTls() {}

    /**
     * Ends with the server waiting for the TLS handshake.
     *
     * @param prefix of the settings, as in {@link ImapSettings}
     */
    static void ask(Socket socket, Deadline greetingDeadline, String prefix) throws IOException {
        InputStream in = socket.getInputStream();
        String greeting = readLine(socket, in, greetingDeadline);
        String word = secondWord(greeting);
        if (!greeting.startsWith("* ") || !word.equals("OK")) {
            throw switch (word) {
                case "PREAUTH" -> new ProtocolViolation("PREAUTH before TLS, a login that is not ours");
                case "BYE" -> new ByeException(codeAlone(greeting));
                default -> ProtocolViolation.noGreeting(greeting);
            };
        }
        socket.getOutputStream().write((TAG + " STARTTLS\r\n").getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        for (int i = 0; i < MAX_LINES; i++) {
            String line = readLine(socket, in, greetingDeadline);
            if (line.startsWith("* ") && secondWord(line).equals("BYE")) {
                throw new ByeException(codeAlone(line));
            }
            if (line.startsWith(TAG + " ")) {
                requireOk(line, prefix);
                if (in.available() > 0) {
                    throw new ProtocolViolation("unencrypted data behind the answer to STARTTLS");
                }
                return;
            }
        }
        throw new ProtocolViolation("no answer to STARTTLS");
    }

    private static void requireOk(String line, String prefix) {
        if (secondWord(line).equals("OK")) {
            return;
        }
        StatusText status = codeAlone(line);
        status.requireServed("STARTTLS");
        throw new MailException(new MailFailure.ServerUnavailable(
                "IMAP",
                "it refused STARTTLS, which is required: " + prefix + "IMAP_PORT, " + prefix + "IMAP_TLS",
                true));
    }

    /**
     * The code without its words, which may be anybody's before TLS; a code says no more than that there is no
     * connection now.
     */
    private static StatusText codeAlone(String line) {
        String[] words = line.split(" ", 3);
        return new StatusText(StatusText.parse(words.length < 3 ? "" : words[2]).code(), "", "");
    }

    private static String secondWord(String line) {
        String[] words = line.split(" ", 3);
        return words.length < 2 ? "" : words[1].toUpperCase(Locale.ROOT);
    }

    /** Byte by byte: nothing behind the line end may be taken from the socket. */
    private static String readLine(Socket socket, InputStream in, Deadline deadline) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (line.size() < MAX_LINE_BYTES) {
            int left = Math.toIntExact(deadline.remaining().toMillis());
            if (left == 0) {
                throw new SocketTimeoutException("deadline passed");
            }
            socket.setSoTimeout(left);
            int b = in.read();
            if (b < 0) {
                throw new IOException("connection closed");
            }
            if (b == '\n') {
                return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
            }
            line.write(b);
        }
        throw new ProtocolViolation("a line of more than " + MAX_LINE_BYTES + " bytes");
    }
}

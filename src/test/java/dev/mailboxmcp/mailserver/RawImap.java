// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailserver;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.angus.mail.imap.protocol.BASE64MailboxEncoder;

/**
 * A plain IMAP connection for preparing and inspecting mailboxes without the code under test. Appends messages as they
 * are, broken ones too. Not thread-safe.
 */
public final class RawImap implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Pattern LITERAL = Pattern.compile("\\{(\\d+)}$");
    private static final Pattern LISTED =
            Pattern.compile("\\* LIST \\(([^)]*)\\) (?:\"[^\"]*\"|NIL) (?:\"((?:[^\"\\\\]|\\\\.)*)\"|(\\S+))");

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final String prefix;
    private int lastTag;

    /** One line of an answer, with the literal that it ended in, if any. */
    private record Answer(String line, byte[] literal) {}

    RawImap(int port, MailUser user) throws IOException {
        this(port, user, "");
    }

    /** @param prefix of every folder but INBOX */
    RawImap(int port, MailUser user, String prefix) throws IOException {
        this.prefix = prefix;
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        try {
            socket.setSoTimeout(Math.toIntExact(TIMEOUT.toMillis()));
            socket.setTcpNoDelay(true); // the end of an APPEND would wait for an acknowledgement
            in = new BufferedInputStream(new PromptInput(socket));
            out = socket.getOutputStream();
            readAnswer();
            command("LOGIN " + quoted(user.address()) + " " + quoted(user.password()));
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /** Sends a command and gives the lines of its answer, literals left out; throws unless the server says OK. */
    public List<String> command(String command) throws IOException {
        return exchange(command).stream().map(Answer::line).toList();
    }

    /** Sends a command; whether the server says OK. */
    public boolean isDone(String command) throws IOException {
        try {
            exchange(command);
            return true;
        } catch (Refused e) {
            return false;
        }
    }

    /** Makes a folder where there is none of that name. */
    public void create(String folder) throws IOException {
        if (!exists(folder)) {
            command("CREATE " + name(folder));
        }
    }

    void append(String folder, byte[] message, String... flags) throws IOException {
        append(folder, "(" + String.join(" ", flags) + ")", message);
    }

    /**
     * Appends a message.
     *
     * @param properties flags, and the moment it was received where that matters, as RFC 9051 6.3.12 writes them
     */
    public void append(String folder, String properties, byte[] message) throws IOException {
        String tag = "a" + ++lastTag;
        send(tag + " APPEND " + name(folder) + " " + properties + " {" + message.length + "}\r\n");
        String go = readAnswer().line();
        if (!go.startsWith("+")) {
            throw new IOException("APPEND refused: " + go);
        }
        out.write(message);
        send("\r\n");
        readUntil(tag);
    }

    /** All messages of a folder as the server has them, in the order of their UIDs; none where there is no such folder. */
    public List<byte[]> messages(String folder) throws IOException {
        if (!exists(folder)) {
            return List.of();
        }
        command("EXAMINE " + name(folder));
        return exchange("UID FETCH 1:* (BODY.PEEK[])").stream()
                .map(Answer::literal)
                .filter(literal -> literal.length > 0)
                .toList();
    }

    void removeEverything() throws IOException {
        command("SELECT INBOX"); // a folder that is selected cannot be deleted everywhere
        for (String line : command("LIST \"\" \"*\"").reversed()) { // those that lie in others first
            Matcher listed = LISTED.matcher(line);
            if (!listed.find()) {
                continue;
            }
            String wireName =
                    quoted(listed.group(2) != null ? listed.group(2).replaceAll("\\\\(.)", "$1") : listed.group(3));
            boolean inbox = wireName.equalsIgnoreCase("\"INBOX\"");
            if (!listed.group(1).contains("\\Noselect")) {
                emptyAt(wireName);
            }
            if (!inbox && !isSpecial(listed.group(1))) {
                command("SELECT INBOX");
                command("DELETE " + wireName);
            }
        }
    }

    @Override
    public void close() throws IOException {
        try (socket) {
            send("z LOGOUT\r\n");
        }
    }

    /** Deletes all mails of a folder, which is open afterwards. */
    public void empty(String folder) throws IOException {
        emptyAt(name(folder));
    }

    private void emptyAt(String wireName) throws IOException {
        boolean any = command("SELECT " + wireName).stream().anyMatch(line -> line.matches("\\* [1-9]\\d* EXISTS"));
        if (any) {
            command("STORE 1:* +FLAGS.SILENT (\\Deleted)");
            command("EXPUNGE");
        }
    }

    private static boolean isSpecial(String attributes) {
        return Pattern.compile("(?i)\\\\(Sent|Drafts|Trash|Junk|Archive)")
                .matcher(attributes)
                .find();
    }

    /** Whether there is a folder of that name. */
    public boolean exists(String folder) throws IOException {
        return command("LIST \"\" " + name(folder)).stream().anyMatch(line -> line.startsWith("* LIST"));
    }

    private List<Answer> exchange(String command) throws IOException {
        String tag = "a" + ++lastTag;
        send(tag + " " + command + "\r\n");
        return readUntil(tag);
    }

    private List<Answer> readUntil(String tag) throws IOException {
        List<Answer> answers = new ArrayList<>();
        while (true) {
            Answer answer = readAnswer();
            if (!answer.line().startsWith(tag + " ")) {
                answers.add(answer);
            } else if (answer.line().startsWith(tag + " OK")) {
                return answers;
            } else {
                throw new Refused(answer.line());
            }
        }
    }

    /** The server did not say OK. */
    private static final class Refused extends IOException {
        private static final long serialVersionUID = 1L;

        Refused(String answer) {
            super("the IMAP server said: " + answer);
        }
    }

    private Answer readAnswer() throws IOException {
        String line = readLine();
        Matcher literal = LITERAL.matcher(line);
        if (!literal.find()) {
            return new Answer(line, new byte[0]);
        }
        byte[] bytes = in.readNBytes(Integer.parseInt(literal.group(1)));
        return new Answer(line + readLine(), bytes);
    }

    private String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the IMAP server closed the connection");
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.UTF_8).stripTrailing();
    }

    private void send(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private String name(String folder) {
        return quoted(BASE64MailboxEncoder.encode(folder.equals("INBOX") ? folder : prefix + folder));
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.FolderPath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.angus.mail.iap.Argument;
import org.eclipse.angus.mail.iap.Protocol;
import org.eclipse.angus.mail.iap.ProtocolException;
import org.jspecify.annotations.Nullable;

/**
 * One command with its arguments. Whatever came from outside goes in by {@link #string} or {@link #mailbox}, which
 * quote it or make it a literal; {@link #raw} takes our own words only and refuses what could end a command. Never
 * printed: it may hold a password.
 */
final class ImapCommand extends Argument {
    private static final int MAX_QUOTED = 1000;

    private final String name;
    private final List<byte[]> texts = new ArrayList<>(); // between them, the literals
    private final List<byte[]> literals = new ArrayList<>();
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();
    private final @Nullable OpenFolder opens;
    private boolean holdsContent;

    ImapCommand(String name) {
        this(name, null);
    }

    private ImapCommand(String name, @Nullable OpenFolder opens) {
        this.name = name;
        this.opens = opens;
    }

    /** Opens a folder for reading only, so that nothing becomes read or old by it (RFC 9051 6.3.3). */
    static ImapCommand examine(FolderPath folder) {
        return new ImapCommand("EXAMINE", OpenFolder.opening(folder, OpenFolder.Mode.READING)).mailbox(folder);
    }

    /** Opens a folder for changing what is in it (RFC 9051 6.3.2). */
    static ImapCommand select(FolderPath folder) {
        return new ImapCommand("SELECT", OpenFolder.opening(folder, OpenFolder.Mode.SELECTED)).mailbox(folder);
    }

    static ImapCommand of(String name, String arguments) {
        return new ImapCommand(name).raw(arguments);
    }

    String name() {
        return name;
    }

    /** The folder this opens, of which nothing is known yet; null for every other command. */
    @Nullable
    OpenFolder opens() {
        return opens;
    }

    /** Whether the server may have to look into every mail for it. */
    boolean mayTakeLong() {
        return name.equals("UID SEARCH");
    }

    boolean hasArguments() {
        return text.size() > 0 || !literals.isEmpty();
    }

    /**
     * Syntax and numbers, as they stand.
     *
     * @throws IllegalArgumentException if it is not printable ASCII
     */
    ImapCommand raw(String words) {
        for (int i = 0; i < words.length(); i++) {
            if (words.charAt(i) < ' ' || words.charAt(i) > '~') {
                throw new IllegalArgumentException("not printable ASCII");
            }
        }
        separate();
        text.writeBytes(words.getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    /** Any text: quoted where that is enough, else a literal in UTF-8 (RFC 9051 4.3). */
    ImapCommand string(String value) {
        if (!isQuotable(value)) {
            return literal(value.getBytes(StandardCharsets.UTF_8));
        }
        separate();
        text.write('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.write('\\');
            }
            text.write(c);
        }
        text.write('"');
        return this;
    }

    /** The name of a folder, in modified UTF-7 (RFC 3501 5.1.3). */
    ImapCommand mailbox(FolderPath folder) {
        return string(FolderName.encode(folder));
    }

    ImapCommand literal(byte[] bytes) {
        separate();
        texts.add(text.toByteArray());
        text.reset();
        literals.add(bytes);
        return this;
    }

    /**
     * A mail, or part of one, which always waits for the server's consent: a server that refuses a command before it reads
     * the literal would take the words of a stranger for commands of ours (Dovecot 2.3 does).
     */
    ImapCommand content(byte[] bytes) {
        holdsContent = true;
        return literal(bytes);
    }

    /** Whether a literal of this has to wait for the server's consent (RFC 7888), which costs a round trip. */
    boolean waitsForConsent(ImapConnection connection) {
        return holdsContent || literals.stream().anyMatch(literal -> !connection.takesAtOnce(literal.length));
    }

    @Override
    public void write(Protocol protocol) throws IOException, ProtocolException {
        ImapConnection connection = (ImapConnection) protocol;
        for (int i = 0; i < literals.size(); i++) {
            byte[] literal = literals.get(i);
            boolean atOnce = !holdsContent && connection.takesAtOnce(literal.length);
            String announcement = "{" + literal.length + (atOnce ? "+}\r\n" : "}\r\n");
            connection.out().write(texts.get(i));
            connection.out().write(announcement.getBytes(StandardCharsets.US_ASCII));
            if (!atOnce) {
                connection.awaitConsent();
            }
            connection.out().write(literal);
        }
        connection.out().write(text.toByteArray());
    }

    @Override
    public String toString() {
        return name;
    }

    private void separate() {
        if (hasArguments()) {
            text.write(' ');
        }
    }

    private static boolean isQuotable(String value) {
        return value.length() <= MAX_QUOTED && value.chars().allMatch(c -> c >= ' ' && c <= '~');
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.Query;
import dev.mailboxmcp.mail.WireContent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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

    private static final Part OPEN = new Written.Parenthesis('(');
    private static final Part CLOSE = new Written.Parenthesis(')');

    private static final Set<String> CHANGING = Set.of(
            "APPEND",
            "CREATE",
            "DELETE",
            "RENAME",
            "REPLACE",
            "SUBSCRIBE",
            "UID COPY",
            "UID EXPUNGE",
            "UID MOVE",
            "UID REPLACE",
            "UID STORE",
            "UNSUBSCRIBE");

    private final String name;
    private final List<Part> arguments = new ArrayList<>();
    private final @Nullable OpenFolder opens;
    private boolean holdsContent;

    /** One argument. */
    private sealed interface Part {
        /** What is written to that connection. */
        Written on(ImapConnection connection);
    }

    /** An argument that depends on the server of the connection. */
    private sealed interface Chosen extends Part {
        record Name(FolderPath folder) implements Chosen {
            @Override
            public Written on(ImapConnection connection) {
                byte[] spelled = connection.spelling(folder);
                // QUIRK: Exchange refuses names that are quoted with escapes
                boolean escaped = contains(spelled, '"') || contains(spelled, '\\');
                return isQuotable(spelled) && !(escaped && connection.takesAtOnce(spelled.length))
                        ? quoted(spelled)
                        : new Written.Literal(spelled);
            }
        }

        record Label(String label) implements Chosen {
            @Override
            public Written on(ImapConnection connection) {
                boolean gmail = connection.has(GmailLabels.EXTENSION) && GmailLabels.isLabel(label);
                return words((gmail ? "X-GM-LABELS " : "KEYWORD ") + label);
            }
        }

        record People(Query.Place field) implements Chosen {
            @Override
            public Written on(ImapConnection connection) {
                return words((connection.comparesWholeAddresses() ? "HEADER " : "") + field);
            }
        }
    }

    /** An argument that is the same for every server. */
    private sealed interface Written extends Part {
        @Override
        default Written on(ImapConnection connection) {
            return this;
        }

        record Words(byte[] bytes) implements Written {}

        record Literal(byte[] bytes) implements Written {
            /**
             * Whether it goes without the server's consent. What holds a line break waits: a server that refuses the command
             * before it reads the literal takes its lines for commands (Dovecot 2.3 does).
             */
            boolean goesAtOnce(ImapConnection connection) {
                return connection.takesAtOnce(bytes.length) && !contains(bytes, '\r') && !contains(bytes, '\n');
            }
        }

        record Parenthesis(char which) implements Written {}

        record Content(WireContent message) implements Written {}
    }

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

    /** Whether it changes something on the server that lasts longer than the connection. */
    boolean changes() {
        return CHANGING.contains(name);
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

    boolean logsIn() {
        return name.equals("LOGIN") || name.equals("AUTHENTICATE");
    }

    boolean hasArguments() {
        return !arguments.isEmpty();
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
        arguments.add(words(words));
        return this;
    }

    /** Begins a group of arguments in parentheses. */
    ImapCommand open() {
        arguments.add(OPEN);
        return this;
    }

    /** Ends it. */
    ImapCommand close() {
        arguments.add(CLOSE);
        return this;
    }

    /** Any text: quoted where that is enough, else a literal in UTF-8 (RFC 9051 4.3). */
    ImapCommand string(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        arguments.add(isQuotable(bytes) ? quoted(bytes) : new Written.Literal(bytes));
        return this;
    }

    /** The name of a folder as the server spells it, which is mostly modified UTF-7 (RFC 3501 5.1.3). */
    ImapCommand mailbox(FolderPath folder) {
        arguments.add(new Chosen.Name(folder));
        return this;
    }

    /** A search key for mails with that label, of letters that need no quotes; it depends on the server. */
    ImapCommand labelled(String label) {
        arguments.add(new Chosen.Label(label));
        return this;
    }

    /** A search key for people whose name or address, in that field, holds what comes next; it depends on the server. */
    ImapCommand people(Query.Place field) {
        arguments.add(new Chosen.People(field));
        return this;
    }

    /**
     * A mail, or part of one, which always waits for the server's consent: a server that refuses a command before it reads
     * the literal would take the words of a stranger for commands of ours (Dovecot 2.3 does).
     */
    ImapCommand content(WireContent message) {
        holdsContent = true;
        arguments.add(new Written.Content(message));
        return this;
    }

    /** Whether a literal of this has to wait for the server's consent (RFC 7888), which costs a round trip. */
    boolean waitsForConsent(ImapConnection connection) {
        return holdsContent
                || arguments.stream()
                        .map(part -> part.on(connection))
                        .anyMatch(part -> part instanceof Written.Literal literal && !literal.goesAtOnce(connection));
    }

    @Override
    public void write(Protocol protocol) throws IOException, ProtocolException {
        ImapConnection connection = (ImapConnection) protocol;
        OutputStream out = connection.out();
        for (int i = 0; i < arguments.size(); i++) {
            if (i > 0 && !arguments.get(i - 1).equals(OPEN) && !arguments.get(i).equals(CLOSE)) {
                out.write(' ');
            }
            switch (arguments.get(i).on(connection)) {
                case Written.Words words -> out.write(words.bytes());
                case Written.Parenthesis parenthesis -> out.write(parenthesis.which());
                case Written.Literal literal -> {
                    int length = literal.bytes().length;
                    boolean atOnce = literal.goesAtOnce(connection);
                    out.write(("{" + length + (atOnce ? "+}\r\n" : "}\r\n")).getBytes(StandardCharsets.US_ASCII));
                    if (!atOnce) {
                        connection.awaitConsent();
                    }
                    out.write(literal.bytes());
                }
                case Written.Content(WireContent message) -> {
                    out.write(("{" + message.size() + "}\r\n").getBytes(StandardCharsets.US_ASCII));
                    connection.awaitConsent();
                    message.writeTo(out);
                }
            }
        }
    }

    private static Written words(String words) {
        return new Written.Words(words.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public String toString() {
        return name;
    }

    private static Written quoted(byte[] value) {
        ByteArrayOutputStream text = new ByteArrayOutputStream(value.length + 2);
        text.write('"');
        for (byte b : value) {
            if (b == '"' || b == '\\') {
                text.write('\\');
            }
            text.write(b);
        }
        text.write('"');
        return new Written.Words(text.toByteArray());
    }

    private static boolean isQuotable(byte[] value) {
        for (byte b : value) {
            if (b < ' ' || b > '~') {
                return false;
            }
        }
        return value.length <= MAX_QUOTED;
    }

    private static boolean contains(byte[] value, char c) {
        for (byte b : value) {
            if (b == c) {
                return true;
            }
        }
        return false;
    }
}

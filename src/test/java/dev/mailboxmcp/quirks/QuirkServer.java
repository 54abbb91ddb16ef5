// SPDX-License-Identifier: MIT
package dev.mailboxmcp.quirks;

import dev.mailboxmcp.imap.ScriptedImapServer;
import dev.mailboxmcp.imap.ScriptedMail;
import dev.mailboxmcp.quirks.QuirkScript.Exchange;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Plays the transcript of a script to the client, and notes where the client says something else. */
final class QuirkServer implements AutoCloseable {
    private static final Pattern NAME_OF_FOLDER = Pattern.compile("STATUS (\\S+|\"[^\"]*\") \\((.*)\\)");

    private final QuirkScript script;
    private final Deque<List<Exchange>> connections;
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final ScriptedImapServer server;

    QuirkServer(QuirkScript script) {
        this.script = script;
        this.connections = new ConcurrentLinkedDeque<>(script.connections());
        this.server = new ScriptedImapServer(this::play);
    }

    int port() {
        return server.port();
    }

    int flights() {
        return server.flights.get();
    }

    /** What the client said that is not in the transcript, or did not say that is in it. */
    List<String> complaints() {
        return complaints;
    }

    /** Takes note of connections that were never opened. */
    void end() {
        if (!connections.isEmpty()) {
            complaints.add(connections.size() + " further connections were never opened");
        }
    }

    @Override
    public void close() {
        server.close();
    }

    private void play(ScriptedImapServer.Peer client) throws IOException {
        List<Exchange> connection = connections.poll();
        if (connection == null) {
            complaints.add("a connection too many");
            return;
        }
        Deque<Exchange> left = new ArrayDeque<>(connection);
        Exchange first = left.peek();
        if (first != null && first.command() == null) {
            left.remove();
            if (!say(client, "", first.answer())) {
                return;
            }
        } else {
            client.say("* OK [CAPABILITY IMAP4rev1 " + script.capabilities() + "] ready");
        }
        try {
            while (true) {
                String command = client.command();
                Exchange next = left.peek();
                if (script.longest() > 0 && command.length() + client.tag().length() + 1 > script.longest()) {
                    client.end(client.tag() + " BAD Argument exceeds maximum length");
                } else if (next != null && next.matches(command)) {
                    left.remove();
                    if (!say(client, command, next.answer())) {
                        return;
                    }
                } else if (command.startsWith("LOGOUT")) {
                    return;
                } else if (!answerAsUsual(client, command)) {
                    complaints.add("the client said " + command + "\n  where the script has "
                            + (next == null ? "nothing" : next.command()));
                    client.say("* BYE not in the script");
                    return;
                }
            }
        } finally {
            left.forEach(exchange -> complaints.add("the client never said " + exchange.command()));
        }
    }

    /** @return whether the connection goes on */
    private static boolean say(ScriptedImapServer.Peer client, String command, List<String> lines) throws IOException {
        for (String line : lines) {
            if (line.equals("close")) {
                return false;
            }
            String text = expanded(line, command).replace("$TAG", client.tag());
            if (text.startsWith(client.tag() + " ")) {
                client.end(text);
            } else {
                client.say(text);
            }
        }
        return true;
    }

    private boolean answerAsUsual(ScriptedImapServer.Peer client, String command) throws IOException {
        Matcher status = NAME_OF_FOLDER.matcher(command);
        if (command.startsWith("LOGIN") || command.startsWith("CAPABILITY")) {
            client.say("* CAPABILITY IMAP4rev1 " + script.capabilities());
        } else if (command.startsWith("EXAMINE")) {
            client.say("* " + script.exists() + " EXISTS", "* OK [UIDVALIDITY 7] valid");
        } else if (status.matches()) {
            client.say("* STATUS " + status.group(1) + " (" + status.group(2).replaceAll("(\\w+)", "$1 0") + ")");
        } else if (!command.matches("NOOP|CLOSE|ID .*")) {
            return false;
        }
        client.end(client.tag() + " OK done");
        return true;
    }

    private static String expanded(String line, String command) {
        String row = inParentheses(line, "$ROW");
        if (row != null) {
            String[] parts = row.split("; ?", -1);
            ScriptedMail mail = new ScriptedMail(Long.parseLong(parts[0].strip()));
            for (int i = 1; i < parts.length; i++) {
                String[] item = parts[i].split("=", 2);
                switch (item[0]) {
                    case "from" -> mail.field("From", item[1]);
                    case "date" -> mail.field("Date", item[1]);
                    case "subject" -> mail.field("Subject", item[1]);
                    default -> mail.with(item[0], item[1].isEmpty() ? null : expanded(item[1], command));
                }
            }
            return expanded(line.replace("$ROW(" + row + ")", String.join(" ", mail.items(command))), command);
        }
        String odd = inParentheses(line, "$ODD");
        if (odd != null) {
            String[] ends = odd.split(":", 2);
            String numbers = LongStream.iterate(Long.parseLong(ends[0]), n -> n <= Long.parseLong(ends[1]), n -> n + 2)
                    .mapToObj(String::valueOf)
                    .collect(Collectors.joining(","));
            return line.replace("$ODD(" + odd + ")", numbers);
        }
        String literal = inParentheses(line, "$LITERAL");
        if (literal != null) {
            return expanded(
                    line.replace("$LITERAL(" + literal + ")", ScriptedMail.literal(literal.replace("\\r\\n", "\r\n"))),
                    command);
        }
        return line;
    }

    private static @Nullable String inParentheses(String line, String macro) {
        int start = line.indexOf(macro + "(");
        int depth = 0;
        for (int i = start + macro.length(); start >= 0 && i < line.length(); i++) {
            depth += line.charAt(i) == '(' ? 1 : line.charAt(i) == ')' ? -1 : 0;
            if (depth == 0) {
                return line.substring(start + macro.length() + 1, i);
            }
        }
        return null;
    }
}

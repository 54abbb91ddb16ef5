// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A mail of a scripted server, whose every word follows from its UID. It answers the items that a FETCH asks for, so that a
 * script need not know which ones these are.
 */
public final class ScriptedMail {
    private final long uid;
    private final String header;
    private final String text;
    private final Map<String, @Nullable String> odd = new HashMap<>();

    public ScriptedMail(long uid) {
        this.uid = uid;
        this.header = "From: Sender " + uid + " <sender" + uid + "@example.test>\r\n"
                + "To: user@example.test\r\n"
                + "Subject: mail " + uid + "\r\n"
                + "Date: Mon, 1 Jun 2026 10:00:00 +0000\r\n"
                + "Message-ID: <m" + uid + "@example.test>\r\n"
                + "Content-Type: text/plain; charset=us-ascii\r\n\r\n";
        this.text = "text of " + uid + "\r\n";
    }

    /**
     * Answers an item otherwise.
     *
     * @param item as it stands in the answer, such as {@code FLAGS} or {@code BODY[1]}
     * @param value null to leave it out
     */
    public ScriptedMail with(String item, @Nullable String value) {
        odd.put(item, value);
        return this;
    }

    /** What a response holds between its parentheses, one string for each item that the command asks for. */
    public List<String> items(String command) {
        List<String> items = new ArrayList<>();
        for (String asked : asked(command)) {
            String name = asked.replace(".PEEK[", "[");
            String plain = name.replaceAll("<.*", "");
            String value = odd.containsKey(plain) ? odd.get(plain) : value(plain);
            if (value != null) {
                items.add((name.contains("<") ? plain + "<0>" : plain) + " " + value);
            }
        }
        return items;
    }

    /** A string of any length as a server sends it. */
    public static String literal(String value) {
        return "{" + value.getBytes(StandardCharsets.UTF_8).length + "}\r\n" + value;
    }

    private @Nullable String value(String item) {
        return switch (item) {
            case "UID" -> String.valueOf(uid);
            case "FLAGS" -> "()";
            case "INTERNALDATE" -> "\"01-Jun-2026 10:00:00 +0000\"";
            case "RFC822.SIZE" -> String.valueOf(uid);
            case "ENVELOPE" -> envelope();
            case "BODYSTRUCTURE" ->
                "(\"TEXT\" \"PLAIN\" (\"CHARSET\" \"us-ascii\") NIL NIL \"7BIT\" " + text.length()
                        + " 1 NIL NIL NIL NIL)";
            case "BODY[]" -> literal(header + text);
            case "BODY[1]", "BODY[TEXT]", "BINARY[1]" -> literal(text);
            default -> item.startsWith("BODY[HEADER") ? literal(fields(item)) : null;
        };
    }

    private String envelope() {
        String from = "((\"Sender " + uid + "\" NIL \"sender" + uid + "\" \"example.test\"))";
        return "(\"Mon, 1 Jun 2026 10:00:00 +0000\" \"mail " + uid + "\" " + from + " " + from + " " + from
                + " ((NIL NIL \"user\" \"example.test\")) NIL NIL NIL \"<m" + uid + "@example.test>\")";
    }

    /** Those that are asked for, or all of them. */
    private String fields(String item) {
        int open = item.indexOf('(');
        if (open < 0) {
            return header;
        }
        List<String> names = List.of(item.substring(open + 1, item.indexOf(')'))
                .strip()
                .toUpperCase(Locale.ROOT)
                .split("\\s+"));
        StringBuilder fields = new StringBuilder();
        for (String line : header.split("\r\n", -1)) {
            if (line.contains(":")
                    && names.contains(line.substring(0, line.indexOf(':')).toUpperCase(Locale.ROOT))) {
                fields.append(line).append("\r\n");
            }
        }
        return fields.append("\r\n").toString();
    }

    private static List<String> asked(String command) {
        List<String> asked = new ArrayList<>();
        StringBuilder item = new StringBuilder();
        int depth = 0;
        for (char c : command.substring(command.indexOf('(') + 1, command.lastIndexOf(')') + 1)
                .toCharArray()) {
            depth += c == '[' || c == '(' ? 1 : c == ']' || c == ')' ? -1 : 0;
            if (depth == 0 && c == ' ' || depth < 0) {
                asked.add(item.toString());
                item.setLength(0);
            } else {
                item.append(c);
            }
        }
        return asked;
    }
}

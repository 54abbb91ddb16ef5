// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
    private final Map<String, String> header = new LinkedHashMap<>();
    private final String text;
    private final Map<String, @Nullable String> odd = new HashMap<>();

    public ScriptedMail(long uid) {
        this.uid = uid;
        header.put("From", "Sender " + uid + " <sender" + uid + "@example.test>");
        header.put("To", "user@example.test");
        header.put("Subject", "mail " + uid);
        header.put("Date", "Mon, 1 Jun 2026 10:00:00 +0000");
        header.put("Message-ID", "<m" + uid + "@example.test>");
        header.put("Content-Type", "text/plain; charset=us-ascii");
        this.text = "text of " + uid + "\r\n";
    }

    /** Has another value in a field; an address is a name and an address in brackets. */
    public ScriptedMail field(String name, String value) {
        header.put(name, value);
        return this;
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
            case "BODYSTRUCTURE" ->
                "(\"TEXT\" \"PLAIN\" (\"CHARSET\" \"us-ascii\") NIL NIL \"7BIT\" " + text.length()
                        + " 1 NIL NIL NIL NIL)";
            case "BODY[]" -> literal(fields("BODY[HEADER]") + text);
            case "BODY[1]", "BODY[TEXT]", "BINARY[1]" -> literal(text);
            default -> item.startsWith("BODY[HEADER") ? literal(fields(item)) : null;
        };
    }

    /** Those that are asked for, or all of them. */
    private String fields(String item) {
        int open = item.indexOf('(');
        List<String> names = open < 0
                ? List.of()
                : List.of(item.substring(open + 1, item.indexOf(')'))
                        .strip()
                        .toUpperCase(Locale.ROOT)
                        .split("\\s+"));
        StringBuilder fields = new StringBuilder();
        header.forEach((name, value) -> {
            if (open < 0 || names.contains(name.toUpperCase(Locale.ROOT))) {
                fields.append(name).append(": ").append(value).append("\r\n");
            }
        });
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

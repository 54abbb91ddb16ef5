// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sending;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a submission server heard of one mail, read by the letter of the standards and with nothing of the code under test:
 * the commands, the envelope, the headers and the text. Throws {@link AssertionError} for every byte that is not as it
 * should be.
 *
 * @param commands of the whole dialogue but for the greeting and the login
 * @param headers in their order, unfolded
 */
record HeardMail(
        List<String> commands,
        String from,
        List<String> recipients,
        boolean utf8,
        Map<String, String> headers,
        String text,
        String html) {
    private static final Pattern MAIL =
            Pattern.compile("MAIL FROM:<([^<>\\s]+)>( SIZE=\\d+)?( BODY=8BITMIME)?( SMTPUTF8)?");
    /** A quoted local part may hold blanks and brackets. */
    private static final Pattern QUOTED_MAIL = Pattern.compile(
            "MAIL FROM:<(\"(?:[^\"\\\\]|\\\\.)*\"@[a-z0-9.-]+)>( SIZE=\\d+)?( BODY=8BITMIME)?( SMTPUTF8)?");

    private static final Pattern RCPT =
            Pattern.compile("RCPT TO:<([^<>\\s\"]+@[a-z0-9.-]+|\"(?:[^\"\\\\]|\\\\.)*\"@[a-z0-9.-]+)>");
    private static final Pattern FIELD = Pattern.compile("([A-Za-z-]+): ?(.*)", Pattern.DOTALL);
    private static final Pattern ENCODED_WORD = Pattern.compile("=\\?UTF-8\\?B\\?([A-Za-z0-9+/=]*)\\?=");
    private static final int MAX_LINE = 998;

    static HeardMail read(byte[] heard) {
        String all = new String(heard, StandardCharsets.ISO_8859_1);
        List<String> commands = new ArrayList<>();
        int at = 0;
        String content = null;
        while (at < all.length()) {
            int end = all.indexOf("\r\n", at);
            check(end >= 0, "an open line");
            String line = utf8(all.substring(at, end));
            check(line.indexOf('\r') < 0 && line.indexOf('\n') < 0, "a bare line break in a command");
            commands.add(line);
            at = end + 2;
            if (line.equals("DATA")) {
                check(content == null, "a second DATA");
                int dot = all.indexOf("\r\n.\r\n", at - 2);
                check(dot >= 0, "no end of the content");
                content = all.substring(at, Math.max(at, dot + 2));
                at = dot + 5;
            }
        }
        check(content != null, "no DATA");
        commands.removeIf(command -> command.startsWith("EHLO ") || command.startsWith("AUTH PLAIN "));
        return of(commands, String.valueOf(content).replaceAll("(?m)^\\.\\.", "."));
    }

    private static HeardMail of(List<String> commands, String content) {
        Matcher mail = MAIL.matcher(commands.getFirst());
        if (!mail.matches()) {
            mail = QUOTED_MAIL.matcher(commands.getFirst());
            check(mail.matches(), "first is MAIL: " + commands.getFirst());
        }
        check(commands.getLast().equals("DATA"), "last is DATA: " + commands.getLast());
        List<String> recipients = new ArrayList<>();
        for (String command : commands.subList(1, commands.size() - 1)) {
            Matcher rcpt = RCPT.matcher(command);
            check(rcpt.matches(), "between them are RCPT only: " + command);
            recipients.add(rcpt.group(1));
        }
        boolean utf8 = mail.group(4) != null;
        int end = content.startsWith("\r\n") ? 0 : content.indexOf("\r\n\r\n");
        check(end > 0, "no end of the headers");
        checkLines(content, utf8);
        Map<String, String> headers = headers(content.substring(0, end));
        String[] parts = bodies(headers, content.substring(end + 4));
        return new HeardMail(commands, mail.group(1), recipients, utf8, headers, parts[0], parts[1]);
    }

    private static void checkLines(String content, boolean utf8) {
        for (String line : content.split("\r\n", -1)) {
            check(line.length() <= MAX_LINE, "a line of " + line.length());
            check(line.indexOf('\r') < 0 && line.indexOf('\n') < 0, "a bare line break");
            check(line.chars().allMatch(c -> c == '\t' || (c >= ' ' && c < 0x7F) || (utf8 && c >= 0x80)), "a control");
        }
    }

    private static Map<String, String> headers(String block) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String raw : block.split("\r\n(?![ \t])", -1)) {
            for (String line : raw.split("\r\n", -1)) {
                check(!line.isBlank(), "a blank line in the headers");
            }
            Matcher field = FIELD.matcher(raw.replace("\r\n", ""));
            check(field.matches(), "not a header: " + raw);
            check(headers.put(field.group(1), utf8(field.group(2))) == null, "twice: " + field.group(1));
        }
        return headers;
    }

    private static String[] bodies(Map<String, String> headers, String body) {
        String type = headers.getOrDefault("Content-Type", "");
        if (type.startsWith("text/plain")) {
            return new String[] {decoded(headers.getOrDefault("Content-Transfer-Encoding", ""), body), ""};
        }
        Matcher boundary = Pattern.compile("multipart/alternative;\\s*boundary=\"([^\"]+)\"")
                .matcher(type);
        check(boundary.find(), "a type that nobody asked for: " + type);
        String[] parts = ("\r\n" + body).split(Pattern.quote("\r\n--" + boundary.group(1)), -1);
        check(parts.length == 4 && parts[3].strip().equals("--"), "parts: " + parts.length);
        return new String[] {part(parts[1], "text/plain"), part(parts[2], "text/html")};
    }

    private static String part(String part, String type) {
        int end = part.indexOf("\r\n\r\n");
        Map<String, String> headers = headers(part.substring(2, end));
        check(
                headers.keySet().equals(java.util.Set.of("Content-Type", "Content-Transfer-Encoding")),
                "headers of a part");
        check(String.valueOf(headers.get("Content-Type")).startsWith(type), "type of a part");
        return decoded(headers.getOrDefault("Content-Transfer-Encoding", ""), part.substring(end + 4));
    }

    private static String decoded(String encoding, String body) {
        return switch (encoding) {
            case "7bit" -> body;
            case "base64" -> new String(Base64.getMimeDecoder().decode(body), StandardCharsets.UTF_8);
            case "quoted-printable" -> quotedPrintable(body);
            default -> throw new AssertionError("an encoding that nobody asked for: " + encoding);
        };
    }

    private static String quotedPrintable(String body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String joined = body.replace("=\r\n", "");
        for (int i = 0; i < joined.length(); i++) {
            if (joined.charAt(i) == '=') {
                out.write(Integer.parseInt(joined.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                out.write(joined.charAt(i));
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /** A header as a reader shows it. */
    String decodedHeader(String name) {
        String value = headers.getOrDefault(name, "");
        String joined = value.replaceAll("\\?=[ \t]+=\\?", "?==?");
        Matcher word = ENCODED_WORD.matcher(joined);
        return word.replaceAll(found -> Matcher.quoteReplacement(
                new String(Base64.getDecoder().decode(found.group(1)), StandardCharsets.UTF_8)));
    }

    /** The addresses of a header, without their names. */
    List<String> addresses(String name) {
        List<String> items = new ArrayList<>();
        StringBuilder item = new StringBuilder();
        boolean quoted = false;
        String value = headers.getOrDefault(name, "");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (quoted && c == '\\') {
                item.append(c).append(value.charAt(++i));
                continue;
            }
            quoted ^= c == '"';
            if (c == ',' && !quoted) {
                items.add(item.toString());
                item.setLength(0);
            } else {
                item.append(c);
            }
        }
        check(!quoted, "an open quote in " + name);
        if (!item.isEmpty()) {
            items.add(item.toString());
        }
        return items.stream().map(String::strip).map(HeardMail::bare).toList();
    }

    private static String bare(String item) {
        boolean quoted = false;
        int open = -1;
        for (int i = 0; i < item.length(); i++) {
            char c = item.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == '<' && !quoted) {
                check(open < 0, "two brackets: " + item);
                open = i;
            }
        }
        check(open < 0 || item.endsWith(">"), "an open bracket: " + item);
        return open < 0 ? item : item.substring(open + 1, item.length() - 1);
    }

    /** The text with soft breaks undone (RFC 3676 4.2), by lines, without blanks at their ends. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        StringBuilder paragraph = new StringBuilder();
        for (String line : (text.endsWith("\r\n") ? text.substring(0, text.length() - 2) : text).split("\r\n", -1)) {
            int depth = 0;
            while (depth < line.length() && line.charAt(depth) == '>') {
                depth++;
            }
            String content = line.substring(depth);
            content = content.startsWith(" ") ? content.substring(1) : content;
            paragraph.append(paragraph.isEmpty() ? line.substring(0, depth) + (depth > 0 ? " " : "") : "");
            paragraph.append(content);
            if (!content.endsWith(" ") || content.equals("-- ")) {
                lines.add(paragraph.toString().stripTrailing());
                paragraph.setLength(0);
            }
        }
        if (!paragraph.isEmpty()) {
            lines.add(paragraph.toString().stripTrailing());
        }
        return lines;
    }

    private static String utf8(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    @Override
    public String toString() {
        return commands + "\n"
                + headers.entrySet().stream().map(Object::toString).collect(Collectors.joining("\n"));
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import dev.mailboxmcp.html.HtmlText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The text of a message that breaks the rules so that a mail server found nothing in it: boundaries other than the
 * declared one, headers that no empty line ends. Parts are found by what they look like. The bytes may be cut off
 * anywhere. Never throws; bounded by {@link MimeLimits}.
 *
 * @param text of its plain parts where they say what people see, else of its HTML parts
 * @param hiddenCharacters see {@link HtmlText}
 * @param uncertain see {@link HtmlText}
 * @param seen whether people see it so
 * @param files how many parts are no text of the message: files, and messages inside it
 */
public record BrokenMessage(
        String text, boolean isHtml, int hiddenCharacters, boolean uncertain, Seen seen, int files) {
    /** What people see of the text. */
    public enum Seen {
        /** The text, as far as nothing else is told. */
        THIS,
        /** The text, which is the HTML form; the plain form says something else. */
        NOT_THE_PLAIN_FORM,
        /** No word of it: it is the plain form, and the HTML form shows none. */
        NOTHING
    }

    private static final Pattern FIELD = Pattern.compile("[!-9;-~]{1,100}[ \\t]*:");
    private static final Pattern COLON = Pattern.compile("[ \\t]+:"); // of a name on the line before
    private static final Pattern PART_FIELD =
            Pattern.compile("Content-[A-Za-z-]{1,40}[ \\t]*:", Pattern.CASE_INSENSITIVE);

    /** Reads what starts with the header of a message. */
    public static BrokenMessage read(byte[] message) {
        Reading reading = new Reading();
        List<String> lines =
                new String(message, StandardCharsets.ISO_8859_1).lines().toList();
        reading.read(lines, 0);
        String plain = joined(reading.plain);
        String html = joined(reading.html);
        if (plain.isBlank() || reading.html.isEmpty() || !reading.alternative) {
            return reading.result(joined(List.of(plain, html)), plain.isBlank(), Seen.THIS);
        }
        return switch (PlainForm.of(plain, html)) {
            case FAIR -> new BrokenMessage(plain, false, 0, false, Seen.THIS, reading.files);
            case POOR -> reading.result(html, true, Seen.THIS);
            case DIFFERENT -> reading.result(html, true, Seen.NOT_THE_PLAIN_FORM);
            case ALONE ->
                reading.pictures > 0 || HtmlText.isBlank(html)
                        ? reading.result(plain, false, Seen.NOTHING)
                        : reading.result(html, true, Seen.NOT_THE_PLAIN_FORM);
        };
    }

    private static String joined(List<String> texts) {
        return texts.stream().filter(text -> !text.isBlank()).collect(Collectors.joining("\n\n"));
    }

    private static final class Reading {
        private final List<String> plain = new ArrayList<>();
        private final List<String> html = new ArrayList<>();
        private int hiddenCharacters;
        private int pictures;
        private boolean uncertain;
        private boolean alternative;
        private int parts;
        private int files;

        BrokenMessage result(String text, boolean isHtml, Seen seen) {
            return new BrokenMessage(text, isHtml, hiddenCharacters, uncertain, seen, files);
        }

        /** @param lines one char a byte, without line ends: a header, then what it describes */
        void read(List<String> lines, int depth) {
            if (++parts > MimeLimits.MAX_PARTS || depth > MimeLimits.MAX_PART_DEPTH) {
                return;
            }
            int body = headerEnd(lines);
            Header header = new Header(lines.subList(0, body));
            alternative |= header.type().equals("multipart/alternative");
            List<String> content = lines.subList(body, lines.size());
            String delimiter = delimiter(content, header);
            if (delimiter == null) {
                single(header, String.join("\n", content));
            } else {
                for (List<String> part : split(content, delimiter)) {
                    read(part, depth + 1);
                }
            }
        }

        private void single(Header header, String content) {
            byte[] bytes = content.getBytes(StandardCharsets.ISO_8859_1);
            String type = header.type();
            if (header.isAttachment()) {
                files++;
            } else if (type.equals("text/html")) {
                HtmlText read = BodyText.html(bytes, header.encoding(), header.charset());
                html.add(read.text());
                hiddenCharacters += read.hiddenCharacters();
                pictures += read.pictures();
                uncertain |= read.uncertain();
            } else if (type.startsWith("text/")) {
                plain.add(BodyText.plain(bytes, header.encoding(), header.charset(), false, false));
            } else if (type.startsWith("multipart/")) {
                plain.add(BodyText.plain(bytes, "8bit", null, false, false));
            } else {
                files++;
            }
        }
    }

    /** Where the first line is that cannot belong to a header; an empty one is still taken. */
    private static int headerEnd(List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.isBlank()) {
                return i + 1;
            }
            boolean continued = i > 0 && (line.startsWith(" ") || line.startsWith("\t"));
            boolean ofMbox = i == 0 && line.startsWith("From ");
            boolean named = FIELD.matcher(line).lookingAt()
                    || i + 1 < lines.size() && COLON.matcher(lines.get(i + 1)).lookingAt();
            if (!continued && !ofMbox && !named) {
                return i;
            }
        }
        return lines.size();
    }

    /** The declared one if it occurs, else the first line that looks like one; null where nothing does. */
    private static @Nullable String delimiter(List<String> content, Header header) {
        if (!header.type().startsWith("multipart/")) {
            return null;
        }
        String declared = "--" + header.boundary();
        for (String line : content) {
            if (declared.length() > 2 && line.stripTrailing().equals(declared)) {
                return declared;
            }
        }
        for (int i = 0; i + 1 < content.size(); i++) {
            String line = content.get(i).stripTrailing();
            if (line.length() > 2
                    && line.startsWith("--")
                    && PART_FIELD.matcher(content.get(i + 1)).lookingAt()) {
                return line;
            }
        }
        return null;
    }

    private static List<List<String>> split(List<String> content, String delimiter) {
        List<List<String>> parts = new ArrayList<>();
        int start = -1;
        for (int i = 0; i < content.size(); i++) {
            String line = content.get(i).stripTrailing();
            boolean end = line.equals(delimiter + "--");
            if (!end && !line.equals(delimiter)) {
                continue;
            }
            if (start >= 0) {
                parts.add(content.subList(start, i));
            }
            start = end ? -1 : i + 1;
        }
        if (start >= 0) {
            parts.add(content.subList(start, content.size()));
        }
        return parts;
    }

    /** The fields that say what a part is; the first of a name counts. */
    private static final class Header {
        private static final Pattern PARAMETER = Pattern.compile(
                "(?<=;[;\\s]{0,20})([a-z0-9*-]{1,60}+)\\s*=\\s*(?:\"([^\"]*)\"?|([^;\\s]*))", Pattern.CASE_INSENSITIVE);

        private static final int MAX_FIELD = 2048;

        private final Map<String, String> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

        Header(List<String> lines) {
            String name = "";
            for (String line : lines) {
                int colon = line.indexOf(':');
                if (!line.startsWith(" ") && !line.startsWith("\t") && colon > 0) {
                    name = fields.containsKey(line.substring(0, colon).strip())
                            ? ""
                            : line.substring(0, colon).strip();
                    line = line.substring(colon + 1);
                }
                if (PART_FIELD.matcher(name + ":").matches()) {
                    fields.merge(name, shortened(line), Header::joined);
                }
            }
        }

        String type() {
            String value = fields.getOrDefault("Content-Type", "").strip();
            String type = value.split("[;\\s]", 2)[0].toLowerCase(Locale.ROOT);
            return type.isEmpty() ? "text/plain" : type;
        }

        String encoding() {
            return fields.getOrDefault("Content-Transfer-Encoding", "").strip().toLowerCase(Locale.ROOT);
        }

        @Nullable
        String charset() {
            return ParameterText.value(parameters("Content-Type"), "charset");
        }

        String boundary() {
            String boundary = ParameterText.value(parameters("Content-Type"), "boundary");
            return boundary == null ? "" : boundary;
        }

        boolean isAttachment() {
            return fields.getOrDefault("Content-Disposition", "")
                            .strip()
                            .toLowerCase(Locale.ROOT)
                            .startsWith("attachment")
                    || ParameterText.value(parameters("Content-Type"), "name") != null;
        }

        private Map<String, byte[]> parameters(String field) {
            Map<String, byte[]> parameters = new TreeMap<>();
            PARAMETER.matcher(fields.getOrDefault(field, "")).results().forEach(match -> {
                String value = match.group(2) == null ? match.group(3) : match.group(2);
                parameters.putIfAbsent(
                        match.group(1).toLowerCase(Locale.ROOT), value.getBytes(StandardCharsets.ISO_8859_1));
            });
            return parameters;
        }

        private static String joined(String value, String more) {
            return value.length() < MAX_FIELD ? shortened(value + " " + more.strip()) : value;
        }

        private static String shortened(String value) {
            return value.length() > MAX_FIELD ? value.substring(0, MAX_FIELD) : value;
        }
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Cuts out of a message the header fields that its recipients must not see: Bcc, which the sender's own copy of a mail has, and
 * what this server writes for itself. Messages inside the message, at any depth, lose theirs too; one that is encoded is encoded
 * anew where it had some, up to 10 of these inside each other. A part is a message by its type, or as a file whose name ends in
 * {@code .eml} and which begins with a field of a header. Nothing else is looked into: no archive, no {@code .msg} of Outlook, no
 * file of another name, none that is written into a text. All other bytes stay as they are. Never throws; linear in the size of
 * the message.
 */
final class HiddenFields {
    private static final Set<String> NAMES = Set.of("bcc", "resent-bcc");
    private static final String OWN = "x-mailbox-";
    private static final String TYPE = "content-type";
    private static final String ENCODING = "content-transfer-encoding";
    private static final String DISPOSITION = "content-disposition";
    private static final Set<String> COUNTING = Set.of(TYPE, ENCODING, DISPOSITION);
    private static final Pattern MAIL_NAME = Pattern.compile("(?is).*\\.eml[\\s.]*");
    private static final Pattern FIELD = Pattern.compile("(?s)(?:[!-9;-~]{1,100}[ \\t]*:|From ).*");
    private static final int MAX_DEPTH = 100;
    private static final int MAX_ENCODED_DEPTH = 10;
    private static final int MAX_QUOTED_LINE = 72;
    private static final int MAX_TYPE_CHARS = 4096;
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final byte[] LINE_END = {'\r', '\n'};

    /** A boundary without a semicolon in front of it, or behind a comment. */
    private static final Pattern BOUNDARY =
            Pattern.compile("(?i)[;\\s]boundary\\s*=\\s*(?:\"([^\"]{1,200})\"|([^\\s;\"]{1,200}))");

    private static final Pattern MESSAGE =
            Pattern.compile("(?i)\\s*message/(?:rfc822|global|news)\\b.*", Pattern.DOTALL);
    private static final Pattern DIGEST = Pattern.compile("(?i)\\s*multipart/digest\\b.*", Pattern.DOTALL);
    private static final Pattern MULTIPART = Pattern.compile("(?i)\\s*multipart/.*", Pattern.DOTALL);

    private final byte[] message;
    private final int depth;
    private final ByteArrayOutputStream out;
    private final List<Multipart> open = new ArrayList<>();

    /**
     * @param boundaries as programs read them that know, or do not know, RFC 2231
     * @param digest whether its parts are messages where they do not say otherwise (RFC 2046 5.1.5)
     */
    private record Multipart(Set<String> boundaries, boolean digest) {}

    private HiddenFields(byte[] message, int depth) {
        this.message = message;
        this.depth = depth;
        this.out = new ByteArrayOutputStream(message.length);
    }

    /** The message without them. */
    static byte[] cut(byte[] message) {
        return cut(message, 0);
    }

    private static byte[] cut(byte[] message, int depth) {
        HiddenFields cutting = new HiddenFields(message, depth);
        cutting.run();
        return cutting.out.toByteArray();
    }

    /** The file without them, where it is a mail by its name and its first line; else the file as it is. */
    static byte[] cutFile(String name, byte[] file) {
        return isMailName(name) && new HiddenFields(file, 0).beginsWithField(0) ? cut(file) : file;
    }

    private static boolean isMailName(@Nullable String name) {
        return name != null && MAIL_NAME.matcher(name).matches();
    }

    private boolean beginsWithField(int at) {
        return FIELD.matcher(text(at, endOfLine(at))).matches();
    }

    /** Whether the field is one of them; {@code name} in lower case. */
    static boolean isHidden(String name) {
        return NAMES.contains(name) || name.startsWith(OWN);
    }

    private void run() {
        boolean inHeader = true;
        PartHeader header = new PartHeader("");
        int at = 0;
        while (at < message.length) {
            int end = endOfLine(at);
            Multipart next = open.isEmpty() || !isDelimiter(at, end) ? null : delimited(at, end);
            if (next != null) {
                inHeader = !next.boundaries.isEmpty();
                header = new PartHeader(next.digest ? "message/rfc822" : "");
            } else if (inHeader) {
                String line = text(at, end);
                if (line.isBlank() && !PartHeader.isFolded(line)) {
                    boolean message = begins(header.value(TYPE));
                    boolean file = !message && header.isMailFile();
                    String encoding = header.value(ENCODING);
                    header = new PartHeader("");
                    inHeader = message || file && beginsWithField(end);
                    if ((message || file) && TransferEncoding.kind(encoding) != TransferEncoding.Kind.NONE) {
                        inHeader = false;
                        out.write(this.message, at, end - at);
                        at = encoded(end, encoding, file);
                        continue;
                    }
                } else if (isHidden(header.take(line))) {
                    at = end;
                    continue;
                }
            }
            out.write(message, at, end - at);
            at = end;
        }
    }

    /** What the header of a part says, as far as it counts here. */
    private static final class PartHeader {
        private final Map<String, StringBuilder> values = new HashMap<>();
        private String field = "";

        PartHeader(String type) {
            values.put(TYPE, new StringBuilder(type));
        }

        static boolean isFolded(String line) {
            return line.startsWith(" ") || line.startsWith("\t");
        }

        /** The name of the field that the line belongs to, in lower case. */
        String take(String line) {
            boolean folded = isFolded(line);
            field = folded ? field : name(line);
            if (COUNTING.contains(field)) {
                StringBuilder value = folded ? values.get(field) : null;
                if (value == null) {
                    values.put(field, new StringBuilder(line.substring(line.indexOf(':') + 1)));
                } else if (value.length() < MAX_TYPE_CHARS) {
                    value.append(line);
                }
            }
            return field;
        }

        String value(String name) {
            StringBuilder value = values.get(name);
            return value == null ? "" : value.toString();
        }

        /** Whether it is a file that is called as mails are. */
        boolean isMailFile() {
            return !MULTIPART.matcher(value(TYPE)).matches()
                    && (isMailName(ParameterText.value(parameters(value(DISPOSITION)), "filename"))
                            || isMailName(ParameterText.value(parameters(value(TYPE)), "name")));
        }
    }

    /**
     * Writes a message that is encoded, from where its text begins; returns where it ends.
     *
     * @param file whether it need not be a message
     */
    private int encoded(int from, String encoding, boolean file) {
        int end = from;
        while (end < message.length) {
            int next = endOfLine(end);
            if (isDelimiter(end, next) && delimited(end, next) != null) {
                break;
            }
            end = next;
        }
        byte[] inner = TransferEncoding.decode(Arrays.copyOfRange(message, from, end), encoding);
        boolean looksSo = !file || new HiddenFields(inner, depth).beginsWithField(0);
        byte[] cut = looksSo && depth < MAX_ENCODED_DEPTH ? cut(inner, depth + 1) : inner;
        if (Arrays.equals(inner, cut)) {
            out.write(message, from, end - from);
            return end;
        }
        switch (TransferEncoding.kind(encoding)) {
            case BASE64 -> {
                out.writeBytes(Base64.getMimeEncoder().encode(cut));
                out.writeBytes(LINE_END);
            }
            case UUENCODE -> out.writeBytes(TransferEncoding.encodeUu(cut));
            case QUOTED_PRINTABLE, NONE -> writeQuoted(cut);
        }
        return end;
    }

    /** Quoted-printable (RFC 2045 6.7); line ends stay. */
    private void writeQuoted(byte[] bytes) {
        int column = 0;
        for (int i = 0; i < bytes.length; i++) {
            byte b = bytes[i];
            boolean ends = b == '\n' || b == '\r' && i + 1 < bytes.length && bytes[i + 1] == '\n';
            if (!ends && column >= MAX_QUOTED_LINE) {
                out.write('=');
                out.writeBytes(LINE_END);
                column = 0;
            }
            if (ends || b > ' ' && b < 0x7F && b != '=') {
                out.write(b);
                column = ends ? 0 : column + 1;
            } else {
                out.write('=');
                out.write(HEX.toHighHexDigit(b));
                out.write(HEX.toLowHexDigit(b));
                column += 3;
            }
        }
    }

    /** What follows a header of that type; whether it is another header. */
    private boolean begins(String type) {
        if (MULTIPART.matcher(type).matches() && open.size() < MAX_DEPTH) {
            Set<String> boundaries = boundaries(type);
            if (!boundaries.isEmpty()) {
                open.add(new Multipart(boundaries, DIGEST.matcher(type).matches()));
                return false;
            }
        }
        return MESSAGE.matcher(type).matches();
    }

    private static Set<String> boundaries(String type) {
        Set<String> boundaries = new HashSet<>();
        Map<String, byte[]> parameters = parameters(type);
        byte[] plain = parameters.get("boundary");
        if (plain != null) {
            boundaries.add(new String(plain, StandardCharsets.ISO_8859_1).stripTrailing());
        }
        String read = ParameterText.value(parameters, "boundary");
        if (read != null) {
            boundaries.add(read.stripTrailing());
        }
        Matcher bare = BOUNDARY.matcher(type);
        if (boundaries.isEmpty() && bare.find()) {
            boundaries.add((bare.group(1) == null ? bare.group(2) : bare.group(1)).stripTrailing());
        }
        boundaries.remove("");
        return boundaries;
    }

    /** The parameters as they stand, without quotes; the first of each name. */
    private static Map<String, byte[]> parameters(String type) {
        Map<String, byte[]> parameters = new HashMap<>();
        StringBuilder part = new StringBuilder();
        boolean quoted = false;
        int equals = -1;
        String all = type.replaceAll("[\r\n]", "") + ';';
        for (int i = 0; i < all.length(); i++) {
            char c = all.charAt(i);
            if (c == ';' && !quoted || i == all.length() - 1) {
                if (equals > 0) {
                    parameters.putIfAbsent(
                            part.substring(0, equals).strip().toLowerCase(Locale.ROOT),
                            part.substring(equals).strip().getBytes(StandardCharsets.ISO_8859_1));
                }
                part.setLength(0);
                equals = -1;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == '=' && equals < 0) {
                equals = part.length();
            } else if (c == '\\' && quoted && i + 2 < all.length()) {
                i++;
                part.append(all.charAt(i));
            } else {
                part.append(c);
            }
        }
        return parameters;
    }

    private boolean isDelimiter(int at, int end) {
        return end - at > 2 && message[at] == '-' && message[at + 1] == '-';
    }

    /**
     * Null where the line is no delimiter. Ends what is inside; a multipart without a boundary stands for the text behind the
     * last part, in which programs may see more parts.
     */
    private @Nullable Multipart delimited(int at, int end) {
        String line = text(at, end).stripTrailing().substring(2);
        for (int i = open.size() - 1; i >= 0; i--) {
            Multipart one = open.get(i);
            boolean last = line.endsWith("--") && one.boundaries.contains(line.substring(0, line.length() - 2));
            if (last || one.boundaries.contains(line)) {
                open.subList(i + 1, open.size()).clear();
                return last ? new Multipart(Set.of(), false) : one;
            }
        }
        return null;
    }

    private int endOfLine(int at) {
        int end = at;
        while (end < message.length && message[end] != '\n') {
            end++;
        }
        return Math.min(end + 1, message.length);
    }

    private String text(int at, int end) {
        return new String(message, at, Math.min(end - at, MAX_TYPE_CHARS), StandardCharsets.ISO_8859_1);
    }

    private static String name(String line) {
        return line.substring(0, Math.max(0, line.indexOf(':'))).strip().toLowerCase(Locale.ROOT);
    }
}

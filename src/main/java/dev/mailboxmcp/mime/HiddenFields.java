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
 * what this server writes for itself. Messages inside the message, at any depth, lose theirs too; one in base64 or
 * quoted-printable is encoded anew where it had some, up to 10 of these inside each other. All other bytes stay as they are.
 * Never throws; linear in the size of the message.
 */
final class HiddenFields {
    private static final Set<String> NAMES = Set.of("bcc", "resent-bcc");
    private static final String OWN = "x-mailbox-";
    private static final String TYPE = "content-type";
    private static final String ENCODING = "content-transfer-encoding";
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

    /** Whether the field is one of them; {@code name} in lower case. */
    static boolean isHidden(String name) {
        return NAMES.contains(name) || name.startsWith(OWN);
    }

    private void run() {
        boolean inHeader = true;
        String field = "";
        StringBuilder type = new StringBuilder();
        StringBuilder encoding = new StringBuilder();
        int at = 0;
        while (at < message.length) {
            int end = endOfLine(at);
            Multipart next = open.isEmpty() || !isDelimiter(at, end) ? null : delimited(at, end);
            if (next != null) {
                inHeader = !next.boundaries.isEmpty();
                field = "";
                type = new StringBuilder(next.digest ? "message/rfc822" : "");
                encoding = new StringBuilder();
            } else if (inHeader) {
                String line = text(at, end);
                boolean folded = line.startsWith(" ") || line.startsWith("\t");
                if (line.isBlank() && !folded) {
                    inHeader = begins(type.toString());
                    if (inHeader && TransferEncoding.kind(encoding.toString()) != TransferEncoding.Kind.NONE) {
                        inHeader = false;
                        out.write(message, at, end - at);
                        at = encoded(end, encoding.toString());
                        continue;
                    }
                    field = "";
                    type = new StringBuilder();
                    encoding = new StringBuilder();
                } else {
                    field = folded ? field : name(line);
                    if (isHidden(field)) {
                        at = end;
                        continue;
                    }
                    if (field.equals(TYPE)) {
                        type = appended(type, line, folded);
                    } else if (field.equals(ENCODING)) {
                        encoding = appended(encoding, line, folded);
                    }
                }
            }
            out.write(message, at, end - at);
            at = end;
        }
    }

    private static StringBuilder appended(StringBuilder value, String line, boolean folded) {
        StringBuilder all = folded ? value : new StringBuilder();
        return all.length() < MAX_TYPE_CHARS ? all.append(folded ? line : line.substring(line.indexOf(':') + 1)) : all;
    }

    /** Writes a message that is encoded, from where its text begins; returns where it ends. */
    private int encoded(int from, String encoding) {
        int end = from;
        while (end < message.length) {
            int next = endOfLine(end);
            if (isDelimiter(end, next) && delimited(end, next) != null) {
                break;
            }
            end = next;
        }
        byte[] inner = TransferEncoding.decode(Arrays.copyOfRange(message, from, end), encoding);
        byte[] cut = depth < MAX_ENCODED_DEPTH ? cut(inner, depth + 1) : inner;
        TransferEncoding.Kind kind = TransferEncoding.kind(encoding);
        if (Arrays.equals(inner, cut) || kind == TransferEncoding.Kind.UUENCODE) {
            out.write(message, from, end - from);
        } else if (kind == TransferEncoding.Kind.BASE64) {
            out.writeBytes(Base64.getMimeEncoder().encode(cut));
            out.writeBytes(LINE_END);
        } else {
            writeQuoted(cut);
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

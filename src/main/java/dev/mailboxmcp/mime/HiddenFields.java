// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Cuts out of a message the header fields that its recipients must not see: Bcc, which the sender's own copy of a mail has, and
 * what this server writes for itself. Messages inside the message, at any depth, lose theirs too. All other bytes stay as
 * they are. Never throws; linear in the size of the message.
 */
final class HiddenFields {
    private static final Set<String> NAMES = Set.of("bcc", "resent-bcc");
    private static final String OWN = "x-mailbox-";
    private static final String TYPE = "content-type";
    private static final int MAX_DEPTH = 100;
    private static final int MAX_TYPE_CHARS = 4096;

    private static final Pattern BOUNDARY =
            Pattern.compile("(?i)[;\\s]boundary\\s*=\\s*(?:\"([^\"]{1,200})\"|([^\\s;\"]{1,200}))");
    private static final Pattern MESSAGE =
            Pattern.compile("(?i)\\s*message/(?:rfc822|global|news)\\b.*", Pattern.DOTALL);
    private static final Pattern DIGEST = Pattern.compile("(?i)\\s*multipart/digest\\b.*", Pattern.DOTALL);
    private static final Pattern MULTIPART = Pattern.compile("(?i)\\s*multipart/.*", Pattern.DOTALL);

    private final byte[] message;
    private final ByteArrayOutputStream out;
    private final List<Multipart> open = new ArrayList<>();

    /** @param digest whether its parts are messages where they do not say otherwise (RFC 2046 5.1.5) */
    private record Multipart(String boundary, boolean digest) {}

    private HiddenFields(byte[] message) {
        this.message = message;
        this.out = new ByteArrayOutputStream(message.length);
    }

    /** The message without them. */
    static byte[] cut(byte[] message) {
        HiddenFields cutting = new HiddenFields(message);
        cutting.run();
        return cutting.out.toByteArray();
    }

    /** Whether the field is one of them; {@code name} in lower case. */
    static boolean isHidden(String name) {
        return NAMES.contains(name) || name.startsWith(OWN);
    }

    private void run() {
        boolean inHeader = true;
        boolean hidden = false;
        boolean typed = false;
        StringBuilder type = new StringBuilder();
        int at = 0;
        while (at < message.length) {
            int end = endOfLine(at);
            Multipart next = open.isEmpty() || !isDelimiter(at, end) ? null : delimited(at, end);
            if (next != null) {
                inHeader = !next.boundary.isEmpty();
                hidden = false;
                typed = false;
                type = new StringBuilder(next.digest ? "message/rfc822" : "");
            } else if (inHeader) {
                String line = text(at, end);
                boolean folded = line.startsWith(" ") || line.startsWith("\t");
                if (line.isBlank() && !folded) {
                    inHeader = begins(type.toString());
                    hidden = false;
                    typed = false;
                    type = new StringBuilder();
                } else {
                    String name = folded ? "" : name(line);
                    hidden = folded ? hidden : isHidden(name);
                    typed = folded ? typed : name.equals(TYPE);
                    if (typed && type.length() < MAX_TYPE_CHARS) {
                        type = folded ? type : new StringBuilder();
                        type.append(folded ? line : line.substring(line.indexOf(':') + 1));
                    }
                    if (hidden) {
                        at = end;
                        continue;
                    }
                }
            }
            out.write(message, at, end - at);
            at = end;
        }
    }

    /** What follows a header of that type; whether it is another header. */
    private boolean begins(String type) {
        Matcher boundary = BOUNDARY.matcher(type);
        if (MULTIPART.matcher(type).matches() && boundary.find() && open.size() < MAX_DEPTH) {
            String named = boundary.group(1) == null ? boundary.group(2) : boundary.group(1);
            open.add(new Multipart(named.stripTrailing(), DIGEST.matcher(type).matches()));
            return false;
        }
        return MESSAGE.matcher(type).matches();
    }

    private boolean isDelimiter(int at, int end) {
        return end - at > 2 && message[at] == '-' && message[at + 1] == '-';
    }

    /**
     * Null where the line is no delimiter. Ends what it ends; a multipart without a boundary stands for the text behind the
     * last part.
     */
    private @Nullable Multipart delimited(int at, int end) {
        String line = text(at, end).stripTrailing().substring(2);
        for (int i = open.size() - 1; i >= 0; i--) {
            Multipart one = open.get(i);
            if (line.equals(one.boundary)) {
                open.subList(i + 1, open.size()).clear();
                return one;
            }
            if (line.equals(one.boundary + "--")) {
                open.subList(i, open.size()).clear();
                return new Multipart("", false);
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
        return new String(message, at, Math.min(end - at, 1000), StandardCharsets.ISO_8859_1);
    }

    private static String name(String line) {
        return line.substring(0, Math.max(0, line.indexOf(':'))).strip().toLowerCase(Locale.ROOT);
    }
}

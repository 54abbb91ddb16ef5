// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the receiving mail server found out about the origin of a mail (RFC 8601). Anybody can write such a field into a
 * mail; so of all there are only those count that name a server of the operator's, and of them only the topmost, above
 * whatever another host says it received. Parsed strictly: a field that is not well-formed is none.
 *
 * @param server the authserv-id, in lower case
 */
record AuthenticationResults(String server, List<Result> results) {
    private static final int MAX_CHARS = 8000;
    private static final int MAX_RUN = 10;
    private static final int MAX_COMMENT_DEPTH = 5;
    private static final Pattern SERVER = Pattern.compile("\\s*([^\\s;=\"]{1,255})(?:\\s+\\d{1,4})?\\s*");
    private static final Pattern METHOD =
            Pattern.compile("\\s*([a-z][a-z0-9-]{0,40})(?:\\s*/\\s*\\d{1,4})?\\s*=\\s*([a-z]{1,20})");
    private static final Pattern PROPERTY = Pattern.compile(
            "\\s+([a-z][a-z0-9-]{0,40})(?:\\s*\\.\\s*([\\w-]{1,60}))?\\s*=\\s*(?:\"([^\"]{0,998})\"|([^\\s;\"]{1,998}))");
    private static final Pattern BY = Pattern.compile("(?i)(?:^|\\s)by\\s+([a-z0-9._:\\[\\]-]{1,255})");
    private static final Pattern FROM = Pattern.compile("(?i)^\\s*from\\s");

    /**
     * The result of one method.
     *
     * @param properties such as {@code header.d}, in lower case
     */
    record Result(String method, String outcome, Map<String, String> properties) {}

    /**
     * The topmost results of a trusted server.
     *
     * @param fields all of a mail in their order; only those of interest matter
     * @param trusted authserv-ids, in lower case
     * @return one a field; empty where there are none to be trusted
     */
    static List<AuthenticationResults> topmost(List<HeaderField> fields, Set<String> trusted) {
        List<AuthenticationResults> run = new ArrayList<>();
        for (HeaderField field : fields) {
            switch (field.name()) {
                case "received" -> {
                    if (!run.isEmpty() || isForeign(field.value(), trusted)) {
                        return run;
                    }
                }
                case "authentication-results" -> {
                    AuthenticationResults parsed = parse(field.value());
                    if (parsed != null && trusted.contains(parsed.server) && run.size() < MAX_RUN) {
                        run.add(parsed);
                    }
                }
                default -> {
                    // says nothing about the way of the mail
                }
            }
        }
        return run;
    }

    /** Whether a host outside of the trusted servers' domains took the mail from another one. */
    private static boolean isForeign(String received, Set<String> trusted) {
        String unfolded = unfolded(received);
        if (!FROM.matcher(unfolded).find()) {
            return false; // a step within one system
        }
        String bare = withoutComments(unfolded);
        Matcher by = BY.matcher(bare == null ? "" : bare);
        if (!by.find()) {
            return true;
        }
        String host = by.group(1).toLowerCase(Locale.ROOT);
        return trusted.stream().noneMatch(server -> host.equals(server) || host.endsWith("." + parentOf(server)));
    }

    /** The domain that a server's name lies in; a name of two labels is itself one. */
    private static String parentOf(String server) {
        int dot = server.indexOf('.');
        return dot >= 0 && server.indexOf('.', dot + 1) >= 0 ? server.substring(dot + 1) : server;
    }

    /** @return null for a field that is not well-formed */
    static @Nullable AuthenticationResults parse(String value) {
        String text = value.length() > MAX_CHARS ? null : withoutComments(unfolded(value));
        if (text == null) {
            return null;
        }
        List<String> pieces = pieces(text);
        Matcher server = SERVER.matcher(pieces.get(0));
        if (!server.matches()) {
            return null;
        }
        List<Result> results = new ArrayList<>();
        for (String piece : pieces.subList(1, pieces.size())) {
            String lower = piece.toLowerCase(Locale.ROOT);
            if (lower.isBlank() || lower.strip().equals("none")) {
                continue;
            }
            Result result = result(lower);
            if (result == null) {
                return null;
            }
            results.add(result);
        }
        return new AuthenticationResults(server.group(1).toLowerCase(Locale.ROOT), results);
    }

    private static @Nullable Result result(String piece) {
        Matcher method = METHOD.matcher(piece);
        if (!method.lookingAt()) {
            return null;
        }
        Map<String, String> properties = new HashMap<>();
        Matcher property = PROPERTY.matcher(piece);
        int at = method.end();
        while (!piece.substring(at).isBlank()) {
            if (!property.region(at, piece.length()).lookingAt()) {
                return null;
            }
            String name = property.group(2) == null ? property.group(1) : property.group(1) + "." + property.group(2);
            properties.putIfAbsent(name, property.group(3) == null ? property.group(4) : property.group(3));
            at = property.end();
        }
        return new Result(method.group(1), method.group(2), properties);
    }

    private static String unfolded(String value) {
        return value.replaceAll("(?<![\\r\\n])[\\r\\n]++(?=[ \\t])", "").replaceAll("[\\r\\n\\t]", " ");
    }

    /** The pieces between the semicolons that stand in no quotes. */
    private static List<String> pieces(String text) {
        List<String> pieces = new ArrayList<>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            quoted ^= c == '"';
            if (c == ';' && !quoted) {
                pieces.add(text.substring(start, i));
                start = i + 1;
            }
        }
        pieces.add(text.substring(start));
        return pieces;
    }

    /** A blank for each comment (RFC 5322 3.2.2); null where one does not end. */
    private static @Nullable String withoutComments(String text) {
        StringBuilder out = new StringBuilder(text.length());
        boolean quoted = false;
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && (quoted || depth > 0)) {
                i++;
            } else if (c == '"' && depth == 0) {
                quoted = !quoted;
                out.append(c);
            } else if (c == '(' && !quoted) {
                depth++;
                out.append(depth == 1 ? " " : "");
            } else if (c == ')' && !quoted) {
                depth--;
            } else if (depth == 0) {
                out.append(c);
            }
            if (depth < 0 || depth > MAX_COMMENT_DEPTH) {
                return null;
            }
        }
        return depth == 0 && !quoted ? out.toString() : null;
    }
}

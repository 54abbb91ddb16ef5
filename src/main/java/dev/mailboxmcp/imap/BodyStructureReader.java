// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads a BODYSTRUCTURE (RFC 9051 7.5.2) no deeper than {@link #MAX_DEPTH} and no further than {@link #MAX_PARTS};
 * what lies beyond is skipped and a warning noted. Lenient where servers leave fields out. One use each.
 */
final class BodyStructureReader {
    static final int MAX_DEPTH = 50;
    static final int MAX_PARTS = 1000;
    private static final int MAX_PARAMETERS = 200;
    private static final int MAX_PARAMETER = 8192;

    private final ResponseReader in;
    private final List<String> warnings;
    private int parts;
    /** Whether the response ended before the structure did; what was read until then counts. */
    private boolean cut;

    BodyStructureReader(ResponseReader in, List<String> warnings) {
        this.in = in;
        this.warnings = warnings;
    }

    /** @return null where the server gave none, or something else */
    @Nullable
    BodyStructure read() throws ProtocolViolation {
        if (in.peek() != '(') {
            in.skipValue();
            return null;
        }
        return body("", "1", 0);
    }

    /**
     * @param prefix of the numbers of its parts, should it have some
     * @param number should it have none
     */
    private @Nullable BodyStructure body(String prefix, String number, int depth) throws ProtocolViolation {
        if (depth >= MAX_DEPTH || ++parts > MAX_PARTS) {
            warn(depth >= MAX_DEPTH ? "parts nested too deeply are left out" : "too many parts, the rest is left out");
            in.skipValue();
            return null;
        }
        in.expect('(');
        return in.peek() == '(' ? multipart(prefix, depth) : single(number, depth);
    }

    private BodyStructure multipart(String number, int depth) throws ProtocolViolation {
        List<BodyStructure> children = new ArrayList<>();
        try {
            for (int i = 1; in.peek() == '('; i++) {
                String childNumber = number.isEmpty() ? String.valueOf(i) : number + "." + i;
                BodyStructure child = body(childNumber, childNumber, depth + 1);
                if (child != null) {
                    children.add(child);
                }
                if (cut) {
                    return multipart(number, "", List.of(), Disposition.NONE, children);
                }
            }
            String subtype = lower(in.text());
            List<BodyStructure.Parameter> parameters = parameters();
            Disposition disposition = disposition();
            in.skipToListEnd(); // language, location, extensions
            return multipart(number, subtype, parameters, disposition, children);
        } catch (ProtocolViolation e) {
            if (children.isEmpty()) {
                throw e;
            }
            cut = true;
            warn("too many parts, the rest is left out");
            return multipart(number, "", List.of(), Disposition.NONE, children);
        }
    }

    private static BodyStructure multipart(
            String number,
            String subtype,
            List<BodyStructure.Parameter> parameters,
            Disposition disposition,
            List<BodyStructure> children) {
        return new BodyStructure(
                number,
                "multipart/" + (subtype.isEmpty() ? "mixed" : subtype),
                parameters,
                "",
                "",
                0,
                disposition.name,
                disposition.parameters,
                children,
                null);
    }

    private BodyStructure single(String number, int depth) throws ProtocolViolation {
        String main = lower(in.text());
        if (in.peek() == '(') { // QUIRK: Exchange and others name of a multipart without parts its subtype only
            return withoutParts(number, main);
        }
        String sub = lower(in.text());
        if (main.isEmpty() && !sub.isEmpty()) { // QUIRK: or that behind a NIL
            return withoutParts(number, sub);
        }
        String type = main + "/" + sub;
        List<BodyStructure.Parameter> parameters = parameters();
        String contentId = optionalText();
        optionalText(); // description
        String encoding = lower(optionalText());
        long size = atListEnd() ? 0 : Math.max(0, in.number());
        String subject = null;
        BodyStructure inside = null;
        if (in.peek() == '(' && type.startsWith("message/")) { // the message inside: envelope, structure, lines
            subject = subject();
            if (in.peek() == '(') {
                inside = body(number, number + ".1", depth + 1);
            } else {
                skipOptional();
            }
            if (!cut) {
                skipOptional();
            }
        } else if (isDigit(in.peek())) { // lines of a text
            in.skipValue();
        }
        Disposition disposition = cut ? Disposition.NONE : endOfSingle();
        return new BodyStructure(
                number,
                type.equals("/") ? "text/plain" : type,
                parameters,
                contentId,
                encoding,
                size,
                disposition.name,
                disposition.parameters,
                inside == null ? List.of() : List.of(inside),
                subject);
    }

    /** The subject of an ENVELOPE, whose addresses are nothing to go by. */
    private String subject() throws ProtocolViolation {
        in.expect('(');
        in.skipValue(); // date
        String subject = in.text();
        in.skipToListEnd();
        return subject;
    }

    private BodyStructure withoutParts(String number, String subtype) throws ProtocolViolation {
        List<BodyStructure.Parameter> parameters = parameters();
        Disposition disposition = disposition();
        in.skipToListEnd();
        return multipart(number, subtype, parameters, disposition, List.of());
    }

    private Disposition endOfSingle() throws ProtocolViolation {
        skipOptional(); // MD5
        Disposition disposition = disposition();
        in.skipToListEnd();
        return disposition;
    }

    private record Disposition(String name, List<BodyStructure.Parameter> parameters) {
        static final Disposition NONE = new Disposition("", List.of());
    }

    private Disposition disposition() throws ProtocolViolation {
        if (atListEnd()) {
            return Disposition.NONE;
        }
        if (!in.take('(')) {
            return new Disposition(lower(in.text()), List.of());
        }
        String name = lower(in.text());
        List<BodyStructure.Parameter> parameters = parameters();
        in.skipToListEnd();
        return new Disposition(name, parameters);
    }

    private List<BodyStructure.Parameter> parameters() throws ProtocolViolation {
        if (atListEnd()) {
            return List.of();
        }
        if (!in.take('(')) {
            in.skipValue();
            return List.of();
        }
        List<BodyStructure.Parameter> parameters = new ArrayList<>();
        while (!in.take(')')) {
            String name = lower(in.text());
            String value = atListEnd() ? "" : in.text();
            if (parameters.size() < MAX_PARAMETERS && value.length() <= MAX_PARAMETER) {
                parameters.add(new BodyStructure.Parameter(name, value));
            } else {
                warn("too long parameters of a part are left out");
            }
            if (in.atEnd()) {
                throw new ProtocolViolation("a response that ends within a list");
            }
        }
        return parameters;
    }

    private String optionalText() throws ProtocolViolation {
        return atListEnd() ? "" : in.text();
    }

    private void skipOptional() throws ProtocolViolation {
        if (!atListEnd()) {
            in.skipValue();
        }
    }

    private boolean atListEnd() {
        return in.peek() == ')';
    }

    private void warn(String warning) {
        if (!warnings.contains(warning)) {
            warnings.add(warning);
        }
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT).strip();
    }
}

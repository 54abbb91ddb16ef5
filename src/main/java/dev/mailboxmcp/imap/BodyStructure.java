// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mime.FileName;
import dev.mailboxmcp.mime.HeaderText;
import dev.mailboxmcp.mime.ParameterText;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A part of a message as BODYSTRUCTURE tells (RFC 9051 7.5.2), with the parts in it.
 *
 * @param number by which it is fetched, such as {@code 2.1}; {@code 1} for the only part of a simple message; empty for
 *     a multipart that is the whole message
 * @param type media type in lower case, such as {@code text/plain}
 * @param contentId empty for none
 * @param encoding transfer encoding in lower case
 * @param sizeBytes in its transfer encoding; 0 for a multipart
 * @param disposition in lower case; empty for none
 * @param parts of a multipart; of a message inside this one, its only part
 * @param subject of a message inside this one, not decoded, one char a byte; null for everything else
 */
record BodyStructure(
        String number,
        String type,
        List<Parameter> parameters,
        String contentId,
        String encoding,
        long sizeBytes,
        String disposition,
        List<Parameter> dispositionParameters,
        List<BodyStructure> parts,
        @Nullable String subject) {
    private static final int MAX_TITLE = 500;
    private static final Set<String> USUAL_CHARSETS = Set.of("us-ascii", "utf-8");

    /** The data item that asks for it. */
    static final String ITEM = "BODYSTRUCTURE";

    BodyStructure {
        parameters = List.copyOf(parameters);
        dispositionParameters = List.copyOf(dispositionParameters);
        parts = List.copyOf(parts);
    }

    /**
     * One parameter, its value not yet decoded (RFC 2231, RFC 2047).
     *
     * @param name in lower case
     * @param value one char a byte
     */
    record Parameter(String name, String value) {}

    /** The same part, read as another type of text; it holds no parts. */
    BodyStructure as(String readAs, List<Parameter> withParameters) {
        return new BodyStructure(
                number,
                readAs,
                withParameters,
                contentId,
                encoding,
                sizeBytes,
                disposition,
                dispositionParameters,
                List.of(),
                null);
    }

    boolean isMultipart() {
        return type.startsWith("multipart/");
    }

    /**
     * Whether it is a message of its own, with headers and parts, as what was forwarded whole is; not where it is
     * encoded against RFC 2045 6.4, since no server looks into that.
     */
    boolean isMessage() {
        return subject != null && !parts.isEmpty() && !encoding.equals("base64");
    }

    /** Whether it is a message of its own, were it one that the mail server does not look into. */
    boolean holdsMessage() {
        return isMessage()
                || switch (type) {
                    case "message/rfc822", "message/global", "message/news" -> true;
                    default -> false;
                };
    }

    /** Whether it has a file name, also where that is written in pieces or with a charset (RFC 2231). */
    boolean hasName() {
        return hasParameter(parameters, "name") || hasParameter(dispositionParameters, "filename");
    }

    private static boolean hasParameter(List<Parameter> parameters, String name) {
        return parameters.stream()
                .map(Parameter::name)
                .anyMatch(found -> found.equals(name) || found.startsWith(name + "*"));
    }

    /** The decoded value of a parameter of the media type (RFC 2231); empty where it is absent. */
    String parameter(String name) {
        String value = ParameterText.value(raw(parameters), name);
        return value == null ? "" : value;
    }

    /**
     * The file name (RFC 2183 2.3), fit for a file system; empty where there is none.
     *
     * @param charset of a name without encoding that is not UTF-8; null for unknown
     */
    String fileName(@Nullable String charset) {
        String name = ParameterText.fileName(raw(dispositionParameters), raw(parameters), charset);
        if (name == null && isMessage() && subject != null) {
            String title = HeaderText.decode(subject.getBytes(StandardCharsets.ISO_8859_1), MAX_TITLE);
            return title.isEmpty() ? "" : FileName.safe(title.replaceAll("[/\\\\]", "_") + ".eml");
        }
        return name == null ? "" : name;
    }

    /** The charset of the first text that is in neither ASCII nor UTF-8; null where there is none. */
    @Nullable
    String textCharset() {
        if (type.startsWith("text/")) {
            String charset = parameter("charset");
            return charset.isEmpty() || USUAL_CHARSETS.contains(charset.toLowerCase(Locale.ROOT)) ? null : charset;
        }
        return isMultipart()
                ? parts.stream()
                        .map(BodyStructure::textCharset)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null)
                : null;
    }

    private static Map<String, byte[]> raw(List<Parameter> parameters) {
        Map<String, byte[]> raw = new HashMap<>();
        for (Parameter parameter : parameters) {
            raw.putIfAbsent(parameter.name(), parameter.value().getBytes(StandardCharsets.ISO_8859_1));
        }
        return raw;
    }

    /** The size of the part once decoded, to within a few bytes. */
    long decodedSizeBytes() {
        // base64 in lines of 76 characters and CRLF: 57 bytes make 78
        return encoding.equals("base64") ? sizeBytes * 57 / 78 : sizeBytes;
    }
}

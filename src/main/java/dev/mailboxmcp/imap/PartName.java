// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.imap.BodyStructure.Parameter;
import dev.mailboxmcp.mime.HeaderText;
import dev.mailboxmcp.mime.MimeLimits;
import dev.mailboxmcp.mime.TextCleaner;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The file name of a part: from {@code filename}, else {@code name}; written in pieces or with a charset (RFC 2231), or
 * as an encoded word, which RFC 2047 forbids and everybody does. Never a path.
 */
final class PartName {
    private static final int MAX_NAME = 255;

    private PartName() {}

    /** Empty where the mail gives none. */
    static String of(BodyStructure part) {
        String name = parameter(part.dispositionParameters(), "filename");
        return name.isEmpty() ? parameter(part.parameters(), "name") : name;
    }

    private static String parameter(List<Parameter> parameters, String name) {
        String extended = value(parameters, name + "*");
        if (!extended.isEmpty()) {
            return clean(withCharset(extended));
        }
        String inPieces = pieces(parameters, name);
        if (!inPieces.isEmpty()) {
            return clean(inPieces);
        }
        return clean(HeaderText.decode(bytes(value(parameters, name)), MAX_NAME));
    }

    /** {@code name*0}, {@code name*1*}, … joined (RFC 2231 3 and 4.1). */
    private static String pieces(List<Parameter> parameters, String name) {
        StringBuilder all = new StringBuilder();
        boolean encoded = false;
        for (int i = 0; i < MimeLimits.MAX_PARAMETER_SEGMENTS && all.length() < MimeLimits.MAX_PARAMETER_CHARS; i++) {
            String literal = value(parameters, name + "*" + i);
            String percent = value(parameters, name + "*" + i + "*");
            if (literal.isEmpty() && percent.isEmpty()) {
                break;
            }
            encoded |= !percent.isEmpty();
            all.append(percent.isEmpty() ? literal.replace("%", "%25") : percent);
        }
        if (all.isEmpty()) {
            return "";
        }
        return encoded
                ? withCharset(all.toString())
                : HeaderText.decode(bytes(percentDecoded(all.toString())), MAX_NAME);
    }

    /** {@code charset'language'percent-encoded}; a lenient reader takes it without the first two as well. */
    private static String withCharset(String value) {
        int first = value.indexOf('\'');
        int second = first < 0 ? -1 : value.indexOf('\'', first + 1);
        byte[] bytes = bytes(percentDecoded(second < 0 ? value : value.substring(second + 1)));
        if (second > 0) {
            try {
                return Charset.forName(value.substring(0, first).strip())
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString();
            } catch (IllegalArgumentException | CharacterCodingException e) {
                return HeaderText.decode(bytes, MAX_NAME);
            }
        }
        return HeaderText.decode(bytes, MAX_NAME);
    }

    private static String percentDecoded(String value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            int high = c == '%' && i + 2 < value.length() ? Character.digit(value.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(value.charAt(i + 2), 16);
            if (low >= 0) {
                out.write(high << 4 | low);
                i += 2;
            } else {
                out.write(c);
            }
        }
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    /** The last level of a path, without what file systems take for something else. */
    private static String clean(String name) {
        String line = TextCleaner.line(name, MAX_NAME);
        String last = line.substring(Math.max(line.lastIndexOf('/'), line.lastIndexOf('\\')) + 1)
                .strip();
        return last.equals(".") || last.equals("..") ? "" : last;
    }

    private static String value(List<Parameter> parameters, String name) {
        for (Parameter parameter : parameters) {
            if (parameter.name().equals(name)) {
                return parameter.value();
            }
        }
        return "";
    }

    private static byte[] bytes(String value) {
        return value.getBytes(StandardCharsets.ISO_8859_1);
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import java.util.List;

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
 * @param parts empty unless it is a multipart
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
        List<BodyStructure> parts) {
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

    boolean isMultipart() {
        return type.startsWith("multipart/");
    }

    /** The value of a parameter of the media type; empty where it is absent. */
    String parameter(String name) {
        for (Parameter parameter : parameters) {
            if (parameter.name().equals(name)) {
                return parameter.value();
            }
        }
        return "";
    }

    /** As it will be once decoded, to within a few bytes. */
    long decodedSizeBytes() {
        // base64 in lines of 76 characters and CRLF: 57 bytes make 78
        return encoding.equals("base64") ? sizeBytes * 57 / 78 : sizeBytes;
    }
}

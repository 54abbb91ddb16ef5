// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The headers of a servlet request, which never splits a value at its commas, as JAX-RS may. */
final class RequestHeaders {
    /** Names and values together; of ours, tokens have 8,192 characters at most, and URIs in {@code Mcp-Name} 16,000. */
    static final int MAX_LENGTH = 32 * 1024;

    private RequestHeaders() {}

    /** All headers, found by name in any case. */
    static Map<String, List<String>> of(HttpServletRequest request) {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String name : Collections.list(request.getHeaderNames())) {
            List<String> values = new ArrayList<>();
            for (String value : Collections.list(request.getHeaders(name))) {
                values.add(HeaderValues.utf8(value));
            }
            headers.put(name, values);
        }
        return headers;
    }

    /** The length of all names and values, in characters. */
    static int length(Map<String, List<String>> headers) {
        return headers.entrySet().stream()
                .mapToInt(header -> header.getValue().stream()
                        .mapToInt(value -> header.getKey().length() + value.length())
                        .sum())
                .sum();
    }
}

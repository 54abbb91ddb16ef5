// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What {@code Content-Type} and {@code Accept} say about JSON and event streams. Tolerant with {@code Accept}: clients
 * should list both, yet some list one or none.
 */
final class MediaTypes {
    /** Possessive, since a stranger chooses how many blanks there are. */
    private static final Pattern JSON =
            Pattern.compile("application/json[ \\t]*+(?:;[ \\t]*+charset=\"?utf-8\"?[ \\t]*+)?+;?+[ \\t]*+");

    /** One range; of its parameters only that they hold nothing that ends the header or the list. */
    private static final Pattern RANGE =
            Pattern.compile("[!#$%&'*+.^_`|~\\w-]+/[!#$%&'*+.^_`|~\\w-]+[ \\t]*(?:;[^,\\p{Cntrl}]*)?");

    /** How much a range is liked. RFC 9110 §12.4.2 */
    private static final Pattern WEIGHT = Pattern.compile("0(?:\\.\\d{0,3})?|1(?:\\.0{0,3})?");

    private MediaTypes() {}

    /** Whether a request with these headers of the name Content-Type says at most one thing, and that is a media type. */
    static boolean isContentType(List<String> headers) {
        return headers.size() <= 1
                && headers.stream()
                        .allMatch(header -> RANGE.matcher(header.strip()).matches());
    }

    /** Whether every item of every header of the name Accept is a media range, liked as much as can be; absent and empty ones are. */
    static boolean isAccept(List<String> headers) {
        return headers.stream()
                .filter(header -> !header.isBlank())
                .flatMap(header -> Arrays.stream(header.split(",", -1)))
                .allMatch(range -> RANGE.matcher(range.strip()).matches() && isWeighed(range));
    }

    private static boolean isWeighed(String range) {
        return Arrays.stream(range.split(";", -1))
                .skip(1)
                .map(parameter -> parameter.split("=", 2))
                .filter(parameter -> parameter[0].strip().equalsIgnoreCase("q"))
                .allMatch(parameter -> parameter.length == 2
                        && WEIGHT.matcher(parameter[1].strip()).matches());
    }

    static boolean isJson(@Nullable String contentType) {
        return contentType != null
                && JSON.matcher(contentType.strip().toLowerCase(Locale.ROOT)).matches();
    }

    /** Whether it is what a page's form is sent as, whatever its parameters. */
    static boolean isForm(@Nullable String contentType) {
        return contentType != null
                && contentType.split(";", 2)[0].strip().equalsIgnoreCase("application/x-www-form-urlencoded");
    }

    /** Whether an answer of either form can be read; a stream alone is enough, since most answers are JSON all the same. */
    static boolean acceptsJson(@Nullable String accept) {
        return accept == null || lists(accept, "application/json", "application/*", "*/*") || acceptsEvents(accept);
    }

    /** Whether a person is to see the answer: browsers name HTML when somebody opens an address, and programs do not. */
    static boolean isOfBrowser(@Nullable String accept) {
        return accept != null && lists(accept, "text/html");
    }

    /** Whether the client can read an event stream. A client that names nothing gets none. */
    static boolean acceptsEvents(@Nullable String accept) {
        return accept != null && lists(accept, "text/event-stream", "text/*", "*/*");
    }

    private static boolean lists(String accept, String... types) {
        for (String range : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
            String type = range.split(";", 2)[0].strip();
            for (String candidate : types) {
                if (type.equals(candidate)) {
                    return true;
                }
            }
        }
        return false;
    }
}

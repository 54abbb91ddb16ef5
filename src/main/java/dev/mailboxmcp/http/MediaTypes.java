// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

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

    private MediaTypes() {}

    /** Whether every item of the header is a media range; absent and empty are. */
    static boolean isWellFormed(@Nullable String header) {
        if (header == null || header.isBlank()) {
            return true;
        }
        for (String range : header.split(",", -1)) {
            if (!RANGE.matcher(range.strip()).matches()) {
                return false;
            }
        }
        return true;
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

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A page for a person, and how it is sent.
 *
 * @param status of HTTP
 * @param forms where its form may lead
 * @param retryAfter null where it does not help to wait
 */
record PageAnswer(
        int status,
        String html,
        HtmlPage.Forms forms,
        @Nullable Duration retryAfter) {
    /** A page whose form leads to this server, and which nothing is to be waited for. */
    PageAnswer(int status, String html) {
        this(status, html, HtmlPage.Forms.TO_THIS_SERVER, null);
    }

    Response response() {
        Response.ResponseBuilder response = HtmlPage.response(status, html, forms);
        if (retryAfter != null) {
            response.header(HttpHeaders.RETRY_AFTER, retryAfter.toSeconds());
        }
        return response.build();
    }

    /** Never the page, which may hold a token or a mail. */
    @Override
    public String toString() {
        return "PageAnswer[" + status + "]";
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;

/**
 * What a client goes on to say that nobody listens to any more.
 * QUIRK: WildFly 39.0.1 reads it to its end when the request is over, on a thread of the server that waits for it.
 */
final class UnreadBody {
    private UnreadBody() {}

    /** Lets go of a body that nobody reads, if there is one. */
    static void close(HttpServletRequest request) throws IOException {
        if (request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null) {
            close(request.getInputStream());
        }
    }

    /** Reads what is there without waiting for more, and closes. To be called on the thread that reads. */
    static void close(InputStream stream) {
        boolean interrupted = Thread.interrupted();
        Thread.currentThread().interrupt(); // whoever would wait now fails instead
        try {
            stream.close();
        } catch (IOException e) {
            // there was more to come
        } finally {
            Thread.interrupted();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

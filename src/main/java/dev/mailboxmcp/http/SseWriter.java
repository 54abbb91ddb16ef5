// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.http.TrafficBudget.Holding;
import dev.mailboxmcp.rpc.JsonRpcWriter;
import dev.mailboxmcp.rpc.StreamEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes server-sent events, each with one line of data, and flushes every one at once. Used by one thread. */
final class SseWriter {
    private static final byte[] KEEP_ALIVE = ": keepalive\n\n".getBytes(StandardCharsets.US_ASCII);

    private final OutputStream out;

    /** Commits the response: status and headers go out before the first event is there. */
    SseWriter(OutputStream out) throws IOException {
        this.out = out;
        out.flush(); // QUIRK: Open Liberty 26.0.0.5 lets the first flush only commit, and would hold back the
        // first event
    }

    /** The event as it is written. */
    static Pieces render(StreamEvent event) {
        Pieces rendered = new Pieces();
        if (event.retry() != null) {
            line(rendered, "retry: " + event.retry().toMillis());
        }
        if (event.id() != null) {
            line(rendered, "id: " + event.id());
        }
        if (event.message() == null) {
            line(rendered, "data: "); // without data, browsers forget the id as well
        } else {
            line(rendered, "event: message");
            text(rendered, "data: ");
            JsonRpcWriter.write(event.message(), rendered);
            text(rendered, "\n");
        }
        text(rendered, "\n");
        return rendered;
    }

    /** @param holding as {@link Pieces#writeTo} wants it */
    void event(Pieces event, Holding holding) throws IOException {
        event.writeTo(out, holding);
        out.flush();
    }

    /** A comment, which clients skip: keeps proxies from closing, and finds out whether the client is still there. */
    void keepAlive() throws IOException {
        out.write(KEEP_ALIVE);
        out.flush();
    }

    private static void line(Pieces rendered, String line) {
        text(rendered, line + "\n");
    }

    private static void text(Pieces rendered, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        rendered.write(bytes, 0, bytes.length);
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.rpc.JsonRpcWriter;
import dev.mailboxmcp.rpc.StreamEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes server-sent events, each with one line of data, and flushes every one at once. For one thread. */
final class SseWriter {
    private static final byte[] KEEP_ALIVE = ": keepalive\n\n".getBytes(StandardCharsets.US_ASCII);

    private final OutputStream out;

    /** Commits the response: status and headers go out before the first event is there. */
    SseWriter(OutputStream out) throws IOException {
        this.out = out;
        out.flush(); // QUIRK: Open Liberty 26.0.0.5 lets the first flush only commit, and would hold back the
        // first event
    }

    void event(StreamEvent event) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        if (event.retry() != null) {
            line(bytes, "retry: " + event.retry().toMillis());
        }
        if (event.id() != null) {
            line(bytes, "id: " + event.id());
        }
        if (event.message() == null) {
            line(bytes, "data: "); // without data, browsers forget the id as well
        } else {
            line(bytes, "event: message");
            bytes.writeBytes("data: ".getBytes(StandardCharsets.US_ASCII));
            bytes.writeBytes(JsonRpcWriter.bytes(event.message()));
            bytes.write('\n');
        }
        bytes.write('\n');
        bytes.writeTo(out); // one write: the container would make a chunk of each
        out.flush();
    }

    /** A comment, which clients skip: keeps proxies from closing, and finds out whether the client is still there. */
    void keepAlive() throws IOException {
        out.write(KEEP_ALIVE);
        out.flush();
    }

    private static void line(ByteArrayOutputStream bytes, String line) {
        bytes.writeBytes(line.getBytes(StandardCharsets.US_ASCII));
        bytes.write('\n');
    }
}

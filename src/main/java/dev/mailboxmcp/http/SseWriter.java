// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.rpc.JsonRpcWriter;
import jakarta.json.JsonStructure;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Server-sent events on an output stream, each flushed at once. One thread only. */
final class SseWriter {
    private static final byte[] BEFORE = "event: message\ndata: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] AFTER = "\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] KEEP_ALIVE = ": keepalive\n\n".getBytes(StandardCharsets.US_ASCII);

    private final OutputStream out;

    /** Commits the response: status and headers go out before the first event is there. */
    SseWriter(OutputStream out) throws IOException {
        this.out = out;
        out.flush(); // QUIRK: Open Liberty 26.0.0.5 lets the first flush only commit, and would hold back the
        // first event
    }

    void message(JsonStructure message) throws IOException {
        out.write(BEFORE);
        out.write(JsonRpcWriter.bytes(message));
        out.write(AFTER);
        out.flush();
    }

    /** A comment, which clients skip: keeps proxies from closing, and finds out whether the client is still there. */
    void keepAlive() throws IOException {
        out.write(KEEP_ALIVE);
        out.flush();
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol;

import dev.mailboxmcp.rpc.ReplyStream;
import dev.mailboxmcp.rpc.StreamEvent;
import jakarta.json.JsonObject;
import java.util.List;

/** Keeps the messages that are sent. */
record RecordedStream(List<JsonObject> sent) implements ReplyStream {
    @Override
    public void open() {}

    @Override
    public void send(StreamEvent event) {
        if (event.message() != null) {
            sent.add(event.message().asJsonObject());
        }
    }

    @Override
    public void close() {}
}

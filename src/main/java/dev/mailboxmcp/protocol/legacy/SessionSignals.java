// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol.legacy;

import dev.mailboxmcp.call.Signals;
import dev.mailboxmcp.protocol.RequestSignals;
import jakarta.json.JsonValue;
import org.jspecify.annotations.Nullable;

/** Signals on a stream to which the client can come back. */
record SessionSignals(RequestSignals signals, SessionStream stream) implements Signals {
    @Override
    public void progress(double progress, @Nullable Double total, @Nullable String message) {
        signals.progress(progress, total, message);
    }

    @Override
    public void log(LogLevel level, JsonValue data) {
        signals.log(level, data);
    }

    @Override
    public void disconnect() {
        if (stream.isPrimed()) {
            stream.disconnect();
        }
    }
}

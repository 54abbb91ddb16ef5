// SPDX-License-Identifier: MIT
package dev.mailboxmcp.call;

import jakarta.json.JsonValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What can be told to the client while the call runs. The first signal turns the response into a stream. Thread-safe.
 * What the client did not ask for is not sent.
 */
public interface Signals {
    /** Sends nothing. */
    Signals SILENT = new Signals() {
        @Override
        public void progress(double progress, @Nullable Double total, @Nullable String message) {}

        @Override
        public void log(LogLevel level, JsonValue data) {}

        @Override
        public void disconnect() {}
    };

    /** How severe a log message is (RFC 5424), mildest first. */
    enum LogLevel {
        DEBUG,
        INFO,
        NOTICE,
        WARNING,
        ERROR,
        CRITICAL,
        ALERT,
        EMERGENCY;

        /** The level of that name on the wire, null if there is none. */
        public static @Nullable LogLevel of(String wireName) {
            for (LogLevel level : values()) {
                if (level.wireName().equals(wireName)) {
                    return level;
                }
            }
            return null;
        }

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Tells how far the work is.
     *
     * @param progress must grow from one message to the next
     * @param total null if it is not known
     * @param message in words, never mail content; null for none
     */
    void progress(double progress, @Nullable Double total, @Nullable String message);

    /** Sends a log message; never mail content or credentials. */
    void log(LogLevel level, JsonValue data);

    /**
     * Lets the connection go while the work goes on: the client asks for the rest of the stream later. Only where the
     * client can do that (MCP 2025-11-25 with a session); elsewhere nothing happens.
     */
    void disconnect();
}

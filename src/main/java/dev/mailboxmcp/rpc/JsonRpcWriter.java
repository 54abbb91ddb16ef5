// SPDX-License-Identifier: MIT
package dev.mailboxmcp.rpc;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonStructure;
import jakarta.json.JsonValue;
import jakarta.json.JsonWriter;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** JSON-RPC 2.0 messages as JSON, and JSON as bytes on one line. Thread-safe. */
public final class JsonRpcWriter {
    private static final int USUAL_BYTES = 4096;

    private JsonRpcWriter() {}

    public static JsonObject result(JsonValue id, JsonObject result) {
        return message().add("id", id).add("result", result).build();
    }

    /** @param id null where the request's could not be read: the member is left out then, never null */
    public static JsonObject error(@Nullable JsonValue id, RpcError error) {
        JsonObjectBuilder message = message();
        if (id != null) {
            message.add("id", id);
        }
        JsonObjectBuilder details =
                Json.createObjectBuilder().add("code", error.code()).add("message", error.message());
        if (error.data() != null) {
            details.add("data", error.data());
        }
        return message.add("error", details).build();
    }

    public static JsonObject notification(String method, JsonObject params) {
        return message().add("method", method).add("params", params).build();
    }

    /** A request of the server to the client. */
    public static JsonObject request(JsonValue id, String method, JsonObject params) {
        return message()
                .add("id", id)
                .add("method", method)
                .add("params", params)
                .build();
    }

    /** UTF-8 without a line break: JSON writes those in strings as escapes. */
    public static byte[] bytes(JsonStructure json) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_BYTES);
        write(json, bytes);
        return bytes.toByteArray();
    }

    /** The same into a stream, which is closed. */
    public static void write(JsonStructure json, OutputStream out) {
        try (JsonWriter writer = Json.createWriter(out)) {
            writer.write(json);
        }
    }

    private static JsonObjectBuilder message() {
        return Json.createObjectBuilder().add("jsonrpc", "2.0");
    }
}

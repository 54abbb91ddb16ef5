// SPDX-License-Identifier: MIT
package dev.mailboxmcp.conformance;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Content blocks of tools and prompts. */
final class FixtureContent {
    /** One red pixel. */
    static final String PNG =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";

    private FixtureContent() {}

    static JsonObjectBuilder text(String text) {
        return Json.createObjectBuilder().add("type", "text").add("text", text);
    }

    static JsonObjectBuilder image() {
        return Json.createObjectBuilder().add("type", "image").add("data", PNG).add("mimeType", "image/png");
    }

    static JsonObjectBuilder audio() {
        return Json.createObjectBuilder()
                .add("type", "audio")
                .add("data", Base64.getEncoder().encodeToString(silence()))
                .add("mimeType", "audio/wav");
    }

    static JsonObjectBuilder resource(String uri, String mimeType, String text) {
        return Json.createObjectBuilder()
                .add("type", "resource")
                .add(
                        "resource",
                        Json.createObjectBuilder()
                                .add("uri", uri)
                                .add("mimeType", mimeType)
                                .add("text", text));
    }

    /** A CallToolResult. */
    static JsonObject result(JsonObjectBuilder... blocks) {
        JsonArrayBuilder content = Json.createArrayBuilder();
        for (JsonObjectBuilder block : blocks) {
            content.add(block);
        }
        return Json.createObjectBuilder().add("content", content).build();
    }

    /** A message of a prompt. */
    static JsonObjectBuilder message(JsonObjectBuilder content) {
        return Json.createObjectBuilder().add("role", "user").add("content", content);
    }

    static JsonObject json(String text) {
        try (var reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }

    /** Four samples of silence in a WAV file. */
    private static byte[] silence() {
        return ByteBuffer.allocate(48)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(ascii("RIFF"))
                .putInt(40)
                .put(ascii("WAVEfmt "))
                .putInt(16)
                .putShort((short) 1)
                .putShort((short) 1)
                .putInt(8000)
                .putInt(8000)
                .putShort((short) 1)
                .putShort((short) 8)
                .put(ascii("data"))
                .putInt(4)
                .putInt(0x80808080)
                .array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tool;

import dev.mailboxmcp.rpc.Json;
import jakarta.json.JsonObject;
import java.util.Base64;

/**
 * A picture in a result, for the model to see. It becomes a block of the content, after the text, and no member of the
 * structured result. As a component of a result's record it may be null.
 *
 * @param mimeType such as {@code image/png}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ImageContent(String mimeType, byte[] bytes) {
    JsonObject toJson() {
        return Json.createObjectBuilder()
                .add("type", "image")
                .add("data", Base64.getEncoder().encodeToString(bytes))
                .add("mimeType", mimeType)
                .build();
    }
}

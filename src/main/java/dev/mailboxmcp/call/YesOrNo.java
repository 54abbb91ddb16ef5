// SPDX-License-Identifier: MIT
package dev.mailboxmcp.call;

import dev.mailboxmcp.rpc.Json;
import dev.mailboxmcp.text.InertMarkdown;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A question to the user that is answered by yes or no, in a form without fields: to accept it is to consent. */
public final class YesOrNo {
    private static final String QUESTION = "yes_or_no";
    private static final String SUBJECT = "subject";

    private YesOrNo() {}

    /** Whether the client can show such a form. */
    public static boolean canBeAsked(CallContext context) {
        return question("").isServedBy(context.clientCapabilities());
    }

    /**
     * A question to the user, to be thrown.
     *
     * @param message what the user reads
     * @param subject names what the yes is worth something for; the client can neither read nor change it
     */
    public static InputRequired about(String message, String subject) {
        return new InputRequired(
                Map.of(QUESTION, question(message)),
                Json.createObjectBuilder().add(SUBJECT, subject).build());
    }

    /** What the user said yes to in the round before; null for nothing. */
    public static @Nullable String accepted(CallContext context) {
        JsonObject state = context.state();
        boolean answered = context.answers().containsKey(QUESTION);
        return state == null || !answered || Declined.any(context.answers()) ? null : state.getString(SUBJECT, null);
    }

    private static InputRequest question(String message) {
        JsonObject params = Json.createObjectBuilder()
                .add("mode", "form")
                .add("message", InertMarkdown.of(message))
                .add(
                        "requestedSchema",
                        Json.createObjectBuilder().add("type", "object").add("properties", JsonValue.EMPTY_JSON_OBJECT))
                .build();
        return new InputRequest(InputRequest.ELICITATION, params);
    }
}

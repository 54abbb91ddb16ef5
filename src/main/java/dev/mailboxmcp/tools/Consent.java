// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.call.Declined;
import dev.mailboxmcp.call.InputRequest;
import dev.mailboxmcp.call.InputRequired;
import dev.mailboxmcp.mailbox.Confirmation;
import dev.mailboxmcp.mailbox.ConfirmationNeeded;
import dev.mailboxmcp.tool.ErrorCode;
import dev.mailboxmcp.tool.ToolFailure;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks the user before a mail is sent, where the policy wants that. The yes is bound to one mail by its digest: what would
 * be sent is made anew after the answer, and anything else is asked for again.
 */
final class Consent {
    private static final String QUESTION = "send";
    private static final String DIGEST = "mail";

    /** The work of a tool that sends. */
    @FunctionalInterface
    interface Sending {
        /**
         * @param confirmed digest of the mail that the user confirmed; null for none
         * @throws ConfirmationNeeded if that is not the mail at hand, and one is needed
         */
        SendOutcome send(@Nullable String confirmed);
    }

    private Consent() {}

    /**
     * Sends, or has the user asked first.
     *
     * @throws InputRequired if the client has to ask
     * @throws ToolFailure {@link ErrorCode#NOT_ALLOWED} if the user did not confirm, or the client cannot ask
     */
    static SendOutcome around(CallContext context, Sending sending) {
        if (Declined.any(context.answers())) {
            throw new ToolFailure(
                    ErrorCode.NOT_ALLOWED,
                    "not sent: the user did not confirm. Do not call again unless the user asks for it.");
        }
        try {
            return sending.send(confirmed(context));
        } catch (ConfirmationNeeded needed) {
            InputRequest question = question(needed.confirmation());
            if (!question.isServedBy(context.clientCapabilities())) {
                throw new ToolFailure(
                        ErrorCode.NOT_ALLOWED,
                        "not sent: this server wants the user to confirm this mail, and this MCP client cannot ask (no"
                                + " elicitation). Use one that can, or ask the operator (SEND_MODE, SEND_CONFIRM_NEW).",
                        null,
                        needed);
            }
            throw new InputRequired(Map.of(QUESTION, question), state(needed.confirmation()));
        }
    }

    private static @Nullable String confirmed(CallContext context) {
        JsonObject state = context.state();
        boolean accepted = context.answers().containsKey(QUESTION); // a no was handled before
        return state == null || !accepted ? null : state.getString(DIGEST, null);
    }

    /** A form without fields: to accept it is to consent. */
    private static InputRequest question(Confirmation confirmation) {
        JsonObject params = Json.createObjectBuilder()
                .add("mode", "form")
                .add("message", confirmation.question())
                .add(
                        "requestedSchema",
                        Json.createObjectBuilder().add("type", "object").add("properties", JsonValue.EMPTY_JSON_OBJECT))
                .build();
        return new InputRequest(InputRequest.ELICITATION, params);
    }

    private static JsonObject state(Confirmation confirmation) {
        return Json.createObjectBuilder().add(DIGEST, confirmation.digest()).build();
    }
}

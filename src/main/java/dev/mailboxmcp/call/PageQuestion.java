// SPDX-License-Identifier: MIT
package dev.mailboxmcp.call;

import dev.mailboxmcp.rpc.Json;
import jakarta.json.JsonObject;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks the client to have its user open the page of a draft (elicitation in URL mode). The client answers when the user agreed
 * to open it; what the user does there it does not learn. MCP 2025-11-25 and 2026-07-28 client/elicitation
 */
public final class PageQuestion {
    static final String QUESTION = "page";
    private static final String FOLDER = "folder";
    private static final String VALIDITY = "uidvalidity";
    private static final String UID = "uid";

    private PageQuestion() {}

    /** Which draft. */
    public record AskedDraft(String folder, long uidValidity, long uid) {}

    /** Whether the client can be asked, and was not yet in this call. */
    public static boolean canBeAsked(CallContext context) {
        return !context.answers().containsKey(QUESTION) && question("", "").isServedBy(context.clientCapabilities());
    }

    /**
     * The question, to be thrown.
     *
     * @param message what the user reads; nothing that others wrote
     * @param draft comes back by {@link #asked}
     */
    public static InputRequired about(String message, String url, AskedDraft draft) {
        return new InputRequired(
                Map.of(QUESTION, question(message, url)),
                Json.createObjectBuilder()
                        .add(FOLDER, draft.folder())
                        .add(VALIDITY, draft.uidValidity())
                        .add(UID, draft.uid())
                        .build());
    }

    /** What the user was asked about in the round before; null for nothing. */
    public static @Nullable AskedDraft asked(CallContext context) {
        JsonObject state = context.state();
        return state == null || !context.answers().containsKey(QUESTION)
                ? null
                : new AskedDraft(
                        state.getString(FOLDER),
                        state.getJsonNumber(VALIDITY).longValueExact(),
                        state.getJsonNumber(UID).longValueExact());
    }

    private static InputRequest question(String message, String url) {
        return new InputRequest(
                InputRequest.ELICITATION,
                Json.createObjectBuilder()
                        .add("mode", "url")
                        .add("message", message)
                        .add("url", url)
                        .build());
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.call;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.Map;

/** Reads the user's no out of the answers to questions. */
public final class Declined {
    private Declined() {}

    /**
     * Whether the user declined or cancelled one of them. Then nothing may be asked again: a client without a user
     * cancels every question, and would be asked for ever. A page that nobody opened is no such answer: its user can
     * still be given the link.
     */
    public static boolean any(Map<String, JsonObject> answers) {
        return answers.entrySet().stream()
                .anyMatch(answer -> answer.getValue().get("action") instanceof JsonString action
                        && !action.getString().equals("accept")
                        && !(action.getString().equals("cancel")
                                && answer.getKey().equals(PageQuestion.QUESTION)));
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.prompt;

import dev.mailboxmcp.call.CallContext;
import jakarta.json.JsonArray;
import java.util.List;
import java.util.Map;

/** A prompt that a user picks by name, such as a slash command. Implementations are stateless and thread-safe. */
public interface Prompt {
    /**
     * An argument; its value is a string.
     *
     * @param description for the user
     */
    record Argument(String name, String title, String description, boolean required) {}

    String name();

    String title();

    String description();

    List<Argument> arguments();

    /**
     * The prompt, ready for the model.
     *
     * @param arguments only declared ones, the required ones among them
     * @return entries of {@code messages}
     */
    JsonArray messages(Map<String, String> arguments, CallContext context);

    /**
     * Values of an argument that begin with what was typed.
     *
     * @param others arguments that are already chosen
     * @return best first; empty if nothing can be suggested
     */
    default List<String> complete(String argument, String typed, Map<String, String> others, CallContext context) {
        return List.of();
    }
}

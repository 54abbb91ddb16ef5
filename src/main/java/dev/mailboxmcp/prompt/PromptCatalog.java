// SPDX-License-Identifier: MIT
package dev.mailboxmcp.prompt;

import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.rpc.Json;
import dev.mailboxmcp.rpc.RpcError;
import dev.mailboxmcp.rpc.RpcException;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The prompts of a deployment in their fixed order. Immutable and thread-safe. */
public final class PromptCatalog {
    /** The catalog of a deployment without prompts. */
    public static final PromptCatalog EMPTY = new PromptCatalog(List.of());

    private final Map<String, Prompt> prompts;
    private final JsonArray list;

    /** @param prompts in the order of the list; names must differ */
    public PromptCatalog(List<? extends Prompt> prompts) {
        this.prompts = new LinkedHashMap<>();
        JsonArrayBuilder descriptions = Json.createArrayBuilder();
        for (Prompt prompt : prompts) {
            if (this.prompts.putIfAbsent(prompt.name(), prompt) != null) {
                throw new IllegalArgumentException("two prompts have the name " + prompt.name());
            }
            descriptions.add(description(prompt));
        }
        list = descriptions.build();
    }

    public boolean isEmpty() {
        return prompts.isEmpty();
    }

    /** The entries of {@code prompts/list}. */
    public JsonArray list() {
        return list;
    }

    /** The prompt of that name, or null if there is none. */
    public @Nullable Prompt find(String name) {
        return prompts.get(name);
    }

    /**
     * The prompt, ready for the model.
     *
     * @param arguments as the client sent them
     * @return a GetPromptResult
     * @throws RpcException if there is no such prompt, or the arguments are not the declared ones
     */
    public JsonObject get(String name, JsonObject arguments, CallContext context) throws RpcException {
        Prompt prompt = prompts.get(name);
        if (prompt == null) {
            throw invalid("Unknown prompt. prompts/list gives the names.");
        }
        return Json.createObjectBuilder()
                .add("description", prompt.description())
                .add("messages", prompt.messages(checked(prompt, arguments), context))
                .build();
    }

    private static Map<String, String> checked(Prompt prompt, JsonObject arguments) throws RpcException {
        Map<String, String> values = new HashMap<>();
        for (Prompt.Argument argument : prompt.arguments()) {
            switch (arguments.get(argument.name())) {
                case JsonString text -> values.put(argument.name(), text.getString());
                case null -> {
                    if (argument.required()) {
                        throw invalid("The prompt needs the argument " + argument.name() + ".");
                    }
                }
                default -> throw invalid("The argument " + argument.name() + " must be a string.");
            }
        }
        if (values.size() < arguments.size()) {
            throw invalid("There is an unknown argument; the prompt has: "
                    + String.join(
                            ", ",
                            prompt.arguments().stream()
                                    .map(Prompt.Argument::name)
                                    .toList())
                    + ".");
        }
        return values;
    }

    private static JsonObject description(Prompt prompt) {
        JsonObjectBuilder description = Json.createObjectBuilder()
                .add("name", prompt.name())
                .add("title", prompt.title())
                .add("description", prompt.description());
        if (!prompt.arguments().isEmpty()) {
            JsonArrayBuilder arguments = Json.createArrayBuilder();
            for (Prompt.Argument argument : prompt.arguments()) {
                arguments.add(Json.createObjectBuilder()
                        .add("name", argument.name())
                        .add("title", argument.title())
                        .add("description", argument.description())
                        .add("required", argument.required()));
            }
            description.add("arguments", arguments);
        }
        return description.build();
    }

    private static RpcException invalid(String message) {
        return new RpcException(RpcError.INVALID_PARAMS, message);
    }
}

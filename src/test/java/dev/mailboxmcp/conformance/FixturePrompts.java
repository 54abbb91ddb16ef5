// SPDX-License-Identifier: MIT
package dev.mailboxmcp.conformance;

import static dev.mailboxmcp.conformance.FixtureContent.image;
import static dev.mailboxmcp.conformance.FixtureContent.json;
import static dev.mailboxmcp.conformance.FixtureContent.message;
import static dev.mailboxmcp.conformance.FixtureContent.resource;
import static dev.mailboxmcp.conformance.FixtureContent.text;

import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.call.InputRequest;
import dev.mailboxmcp.call.InputRequired;
import dev.mailboxmcp.prompt.Prompt;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** The prompts. */
final class FixturePrompts {
    private FixturePrompts() {}

    private record Fixture(
            String name, List<Argument> arguments, BiFunction<Map<String, String>, CallContext, JsonArray> behaviour)
            implements Prompt {
        @Override
        public String title() {
            return name;
        }

        @Override
        public String description() {
            return "For tests";
        }

        @Override
        public JsonArray messages(Map<String, String> given, CallContext context) {
            return behaviour.apply(given, context);
        }

        @Override
        public List<String> complete(String argument, String typed, Map<String, String> others, CallContext context) {
            return Stream.of("paris", "park", "party")
                    .filter(value -> value.startsWith(typed))
                    .toList();
        }
    }

    static List<Prompt> all() {
        return List.of(
                prompt(
                        "test_simple_prompt",
                        (given, context) -> messages(text("This is a simple prompt for testing."))),
                prompt(
                        "test_prompt_with_arguments",
                        (given, context) -> messages(text("Prompt with arguments: arg1='" + given.get("arg1")
                                + "', arg2='" + given.get("arg2") + "'")),
                        "arg1",
                        "arg2"),
                prompt(
                        "test_prompt_with_embedded_resource",
                        (given, context) -> messages(
                                resource(
                                        String.valueOf(given.get("resourceUri")),
                                        "text/plain",
                                        "Embedded resource content for testing."),
                                text("Please process the embedded resource above.")),
                        "resourceUri"),
                prompt(
                        "test_prompt_with_image",
                        (given, context) -> messages(image(), text("Please analyze the image above."))),
                prompt("test_input_required_result_prompt", FixturePrompts::asking));
    }

    private static JsonArray asking(Map<String, String> given, CallContext context) {
        if (!context.answers().containsKey("user_context")) {
            throw new InputRequired(
                    Map.of("user_context", new InputRequest(InputRequest.ELICITATION, json("""
                                    {"mode": "form", "message": "What context should the prompt use?",
                                     "requestedSchema": {"type": "object", "required": ["context"],
                                       "properties": {"context": {"type": "string"}}}}"""))), null);
        }
        return messages(text("Use this context: " + context.answers().get("user_context")));
    }

    private static Prompt prompt(
            String name, BiFunction<Map<String, String>, CallContext, JsonArray> behaviour, String... arguments) {
        return new Fixture(
                name,
                Arrays.stream(arguments)
                        .map(argument -> new Prompt.Argument(argument, argument, "For tests", true))
                        .toList(),
                behaviour);
    }

    private static JsonArray messages(JsonObjectBuilder... contents) {
        JsonArrayBuilder messages = Json.createArrayBuilder();
        for (JsonObjectBuilder content : contents) {
            messages.add(message(content));
        }
        return messages.build();
    }
}

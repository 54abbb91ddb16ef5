// SPDX-License-Identifier: MIT
package dev.mailboxmcp.conformance;

import static dev.mailboxmcp.conformance.FixtureContent.json;
import static dev.mailboxmcp.conformance.FixtureContent.result;
import static dev.mailboxmcp.conformance.FixtureContent.text;

import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.call.InputRequest;
import dev.mailboxmcp.call.InputRequired;
import dev.mailboxmcp.tool.ToolHandler;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tools that cannot answer without asking; the same handlers in every revision. */
final class AskingTools {
    private static final String ONE_STRING =
            "{\"type\":\"object\",\"properties\":{\"%1$s\":{\"type\":\"string\"}},\"required\":[\"%1$s\"]}";

    private static final String DEFAULTS = """
            {"type": "object", "required": [], "properties": {
              "name": {"type": "string", "default": "John Doe"},
              "age": {"type": "integer", "default": 30},
              "score": {"type": "number", "default": 95.5},
              "status": {"type": "string", "enum": ["active", "inactive", "pending"], "default": "active"},
              "verified": {"type": "boolean", "default": true}
            }}""";

    private static final String ENUMS = """
            {"type": "object", "required": [], "properties": {
              "untitledSingle": {"type": "string", "enum": ["option1", "option2", "option3"]},
              "titledSingle": {"type": "string", "oneOf": [
                {"const": "value1", "title": "First Option"},
                {"const": "value2", "title": "Second Option"},
                {"const": "value3", "title": "Third Option"}]},
              "legacyEnum": {"type": "string", "enum": ["opt1", "opt2", "opt3"],
                "enumNames": ["Option One", "Option Two", "Option Three"]},
              "untitledMulti": {"type": "array", "items": {"type": "string",
                "enum": ["option1", "option2", "option3"]}},
              "titledMulti": {"type": "array", "items": {"anyOf": [
                {"const": "value1", "title": "First Choice"},
                {"const": "value2", "title": "Second Choice"},
                {"const": "value3", "title": "Third Choice"}]}}
            }}""";

    private static final InputRequest USER_NAME = form("What is your name?", ONE_STRING.formatted("name"));
    private static final InputRequest ROOTS = new InputRequest(InputRequest.ROOTS, JsonValue.EMPTY_JSON_OBJECT);

    private AskingTools() {}

    static List<ToolHandler> all() {
        return List.of(
                FixtureTool.of("test_sampling", "Asks the model.", string("prompt"), AskingTools::sampling),
                FixtureTool.of("test_elicitation", "Asks the user.", string("message"), AskingTools::elicitation),
                FixtureTool.of(
                        "test_elicitation_sep1034_defaults",
                        "Asks with defaults.",
                        (arguments, context) -> filled(context, form("Please check the defaults.", DEFAULTS))),
                FixtureTool.of(
                        "test_elicitation_sep1330_enums",
                        "Asks with choices.",
                        (arguments, context) -> filled(context, form("Please choose.", ENUMS))),
                FixtureTool.of(
                        "test_input_required_result_elicitation",
                        "Asks for a name.",
                        (arguments, context) ->
                                result(text("Hello, " + name(answer(context, "user_name", USER_NAME)) + "!"))),
                FixtureTool.of(
                        "test_input_required_result_sampling",
                        "Asks the model.",
                        (arguments, context) -> result(text(sampled(
                                answer(context, "capital_question", prompt("What is the capital of France?", 100)))))),
                FixtureTool.of(
                        "test_input_required_result_list_roots",
                        "Asks for the roots.",
                        (arguments, context) -> result(text("Roots: "
                                + answer(context, "client_roots", ROOTS).get("roots")))),
                FixtureTool.of("test_input_required_result_request_state", "Asks with a state.", AskingTools::state),
                FixtureTool.of("test_input_required_result_tampered_state", "Asks with a state.", AskingTools::state),
                FixtureTool.of("test_input_required_result_multiple_inputs", "Asks a lot.", AskingTools::several),
                FixtureTool.of("test_input_required_result_multi_round", "Asks twice.", AskingTools::rounds),
                FixtureTool.of(
                        "test_input_required_result_capabilities",
                        "Asks what the client can answer.",
                        AskingTools::capabilities));
    }

    private static JsonObject sampling(JsonObject arguments, CallContext context) {
        JsonObject answer = answer(context, "sample", prompt(arguments.getString("prompt", ""), 100));
        return result(text("LLM response: " + sampled(answer)));
    }

    private static JsonObject elicitation(JsonObject arguments, CallContext context) {
        JsonObject answer = answer(context, "response", form(arguments.getString("message", ""), """
                        {"type": "object", "required": ["username", "email"], "properties": {
                          "username": {"type": "string", "description": "User's response"},
                          "email": {"type": "string", "description": "User's email address"}}}"""));
        return result(
                text("User response: action=" + answer.getString("action") + ", content=" + answer.get("content")));
    }

    private static JsonObject filled(CallContext context, InputRequest form) {
        JsonObject answer = answer(context, "form", form);
        return result(text("Elicitation completed: action=" + answer.getString("action") + ", content="
                + answer.getOrDefault("content", JsonValue.EMPTY_JSON_OBJECT)));
    }

    private static JsonObject state(JsonObject arguments, CallContext context) {
        JsonObject state = context.state();
        if (state == null || !context.answers().containsKey("confirm")) {
            throw new InputRequired(Map.of("confirm", form("Please confirm", """
                                    {"type": "object", "properties": {"ok": {"type": "boolean"}}, "required": ["ok"]}""")), json("{\"step\":\"confirmed\"}"));
        }
        return result(text("state-ok: " + state.getString("step")));
    }

    private static JsonObject several(JsonObject arguments, CallContext context) {
        Map<String, InputRequest> questions = new LinkedHashMap<>();
        questions.put("user_name", USER_NAME);
        questions.put("greeting", prompt("Generate a greeting", 50));
        questions.put("client_roots", ROOTS);
        if (!context.answers().keySet().containsAll(questions.keySet())) {
            throw new InputRequired(questions, json("{\"asked\":\"all\"}"));
        }
        return result(
                text("Answered: " + context.answers().keySet().stream().sorted().toList()));
    }

    private static JsonObject rounds(JsonObject arguments, CallContext context) {
        JsonObject state = context.state();
        if (state == null || !state.containsKey("name")) {
            JsonObject name = context.answers().get("step1");
            InputRequest first = form("Step 1: What is your name?", ONE_STRING.formatted("name"));
            if (name == null) {
                throw new InputRequired(Map.of("step1", first), json("{\"round\":1}"));
            }
            throw new InputRequired(
                    Map.of("step2", form("Step 2: What is your favorite color?", ONE_STRING.formatted("color"))),
                    Json.createObjectBuilder().add("name", name(name)).build());
        }
        return result(
                text(state.getString("name") + " likes " + context.answers().get("step2")));
    }

    private static JsonObject capabilities(JsonObject arguments, CallContext context) {
        Map<String, InputRequest> questions = new LinkedHashMap<>();
        questions.put("user_name", USER_NAME);
        questions.put("greeting", prompt("Generate a greeting", 50));
        questions.put("client_roots", ROOTS);
        questions.values().removeIf(question -> !question.isServedBy(context.clientCapabilities()));
        if (!context.answers().keySet().containsAll(questions.keySet())) {
            throw new InputRequired(questions, null);
        }
        return result(text("Answered " + questions.size() + " questions."));
    }

    private static JsonObject answer(CallContext context, String key, InputRequest question) {
        JsonObject answer = context.answers().get(key);
        if (answer == null) {
            throw InputRequired.values(Map.of(key, question));
        }
        return answer;
    }

    private static String name(@Nullable JsonObject answer) {
        return answer != null
                        && answer.get("content") instanceof JsonObject content
                        && content.get("name") instanceof JsonString name
                ? name.getString()
                : "nobody";
    }

    private static String sampled(JsonObject answer) {
        return answer.get("content") instanceof JsonObject content ? content.getString("text", "") : "";
    }

    private static InputRequest form(String message, String schema) {
        return new InputRequest(
                InputRequest.ELICITATION,
                Json.createObjectBuilder()
                        .add("mode", "form")
                        .add("message", message)
                        .add("requestedSchema", json(schema))
                        .build());
    }

    private static InputRequest prompt(String text, int maxTokens) {
        return new InputRequest(
                InputRequest.SAMPLING,
                Json.createObjectBuilder()
                        .add("messages", Json.createArrayBuilder().add(FixtureContent.message(text(text))))
                        .add("maxTokens", maxTokens)
                        .build());
    }

    private static String string(String name) {
        return ONE_STRING.formatted(name);
    }
}

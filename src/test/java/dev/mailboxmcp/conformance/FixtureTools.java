// SPDX-License-Identifier: MIT
package dev.mailboxmcp.conformance;

import static dev.mailboxmcp.conformance.FixtureContent.audio;
import static dev.mailboxmcp.conformance.FixtureContent.image;
import static dev.mailboxmcp.conformance.FixtureContent.resource;
import static dev.mailboxmcp.conformance.FixtureContent.result;
import static dev.mailboxmcp.conformance.FixtureContent.text;

import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.call.MissingCapability;
import dev.mailboxmcp.call.Signals.LogLevel;
import dev.mailboxmcp.feature.Changes;
import dev.mailboxmcp.tool.ErrorCode;
import dev.mailboxmcp.tool.ToolFailure;
import dev.mailboxmcp.tool.ToolHandler;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The tools that answer without a question. */
final class FixtureTools {
    private static final String DIALECT = """
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "type": "object",
              "$defs": {
                "address": {
                  "$anchor": "addressDef",
                  "type": "object",
                  "properties": {"street": {"type": "string"}, "city": {"type": "string"}}
                }
              },
              "properties": {
                "name": {"type": "string"},
                "address": {"$ref": "#/$defs/address"},
                "contactMethod": {"type": "string", "enum": ["phone", "email"]},
                "phone": {"type": "string"},
                "email": {"type": "string"}
              },
              "allOf": [{"anyOf": [{"required": ["phone"]}, {"required": ["email"]}]}],
              "if": {"properties": {"contactMethod": {"const": "phone"}}, "required": ["contactMethod"]},
              "then": {"required": ["phone"]},
              "else": {"required": ["email"]},
              "additionalProperties": false
            }""";

    private static final String MIRRORED = """
            {
              "type": "object",
              "properties": {
                "region": {"type": "string", "x-mcp-header": "Region"},
                "level": {"type": "integer"}
              }
            }""";

    private final Changes changes;

    FixtureTools(Changes changes) {
        this.changes = changes;
    }

    /** The tools in the order of the list; the first one is called without arguments by a scenario. */
    List<ToolHandler> all() {
        return List.of(
                FixtureTool.of(
                        "test_simple_text",
                        "Returns text.",
                        (arguments, context) -> result(text("This is a simple text response for testing."))),
                FixtureTool.of("test_image_content", "Returns an image.", (arguments, context) -> result(image())),
                FixtureTool.of("test_audio_content", "Returns sound.", (arguments, context) -> result(audio())),
                FixtureTool.of(
                        "test_embedded_resource",
                        "Returns a resource.",
                        (arguments, context) -> result(resource(
                                "test://embedded-resource", "text/plain", "This is an embedded resource content."))),
                FixtureTool.of(
                        "test_multiple_content_types",
                        "Returns a mixture.",
                        (arguments, context) -> result(
                                text("Multiple content types test:"),
                                image(),
                                resource(
                                        "test://mixed-content-resource",
                                        "application/json",
                                        "{\"test\":\"data\",\"value\":123}"))),
                FixtureTool.of("test_error_handling", "Fails.", (arguments, context) -> {
                    throw new ToolFailure(
                            ErrorCode.NOT_ALLOWED, "This tool intentionally returns an error for testing");
                }),
                FixtureTool.of("test_tool_with_logging", "Logs while it works.", FixtureTools::logging),
                FixtureTool.of("test_logging_tool", "Logs while it works.", FixtureTools::logging),
                FixtureTool.of("test_tool_with_progress", "Tells how far it is.", FixtureTools::progress),
                FixtureTool.of("test_streaming_elicitation", "Answers on a stream.", FixtureTools::progress),
                FixtureTool.of("test_reconnection", "Lets the connection go.", FixtureTools::reconnection),
                FixtureTool.of("test_missing_capability", "Needs sampling.", FixtureTools::missingCapability),
                FixtureTool.of(
                        "test_x_mcp_header",
                        "Has a mirrored argument.",
                        MIRRORED,
                        (arguments, context) -> result(text("region: " + arguments.get("region")))),
                FixtureTool.of(
                        "json_schema_2020_12_tool",
                        "Has a rich schema.",
                        DIALECT,
                        (arguments, context) -> result(text("Called with " + arguments))),
                FixtureTool.of(
                        "test_trigger_tool_change",
                        "Changes the list of tools.",
                        (arguments, context) -> publish(Changes.Kind.TOOLS)),
                FixtureTool.of(
                        "test_trigger_prompt_change",
                        "Changes the list of prompts.",
                        (arguments, context) -> publish(Changes.Kind.PROMPTS)));
    }

    private JsonObject publish(Changes.Kind kind) {
        changes.publish(kind);
        return result(text("published"));
    }

    private static JsonObject logging(JsonObject arguments, CallContext context) {
        context.signals().log(LogLevel.INFO, Json.createValue("Tool execution started"));
        pause();
        context.signals().log(LogLevel.INFO, Json.createValue("Tool processing data"));
        pause();
        context.signals().log(LogLevel.INFO, Json.createValue("Tool execution completed"));
        return result(text("Logged three messages."));
    }

    private static JsonObject progress(JsonObject arguments, CallContext context) {
        context.signals().progress(0, 100.0, null);
        pause();
        context.signals().progress(50, 100.0, null);
        pause();
        context.signals().progress(100, 100.0, null);
        return result(text("Worked through 100 of 100."));
    }

    private static JsonObject reconnection(JsonObject arguments, CallContext context) {
        context.signals().disconnect();
        pause();
        return result(text("Reconnection test completed successfully."));
    }

    private static JsonObject missingCapability(JsonObject arguments, CallContext context) {
        if (!context.clientCapabilities().containsKey("sampling")) {
            throw new MissingCapability(FixtureContent.json("{\"sampling\":{}}"));
        }
        return result(text("The client can sample."));
    }

    /** The suite asks for work that takes its time. */
    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

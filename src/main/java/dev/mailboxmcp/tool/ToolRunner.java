// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tool;

import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.call.Declined;
import dev.mailboxmcp.call.InputRequired;
import dev.mailboxmcp.call.MissingCapability;
import dev.mailboxmcp.rpc.Json;
import dev.mailboxmcp.rpc.RpcError;
import dev.mailboxmcp.rpc.RpcException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;

/** Runs a call: finds the tool, lets it work, and puts a failure into words of MCP. Thread-safe. */
public final class ToolRunner {
    private static final String ERROR_META = "dev.mailboxmcp/error";

    private final ToolCatalog catalog;
    private final FailureTranslator failures;

    public ToolRunner(ToolCatalog catalog, FailureTranslator failures) {
        this.catalog = catalog;
        this.failures = failures;
    }

    /**
     * Calls a tool. What the agent or the user can act on is a result with {@code isError}; a defect of ours is thrown
     * as it came.
     *
     * @return a CallToolResult, the same in every revision of the protocol
     * @throws RpcException if there is no tool of that name
     * @throws InputRequired if the client has to be asked first
     * @throws MissingCapability if the client cannot serve the call
     */
    public JsonObject call(String name, JsonObject arguments, CallContext context) throws RpcException {
        ToolHandler handler = catalog.find(name);
        if (handler == null) {
            throw new RpcException(RpcError.INVALID_PARAMS, "Unknown tool. tools/list gives the names.");
        }
        if (!catalog.offers(handler)) {
            return error(
                    new ToolFailure(
                            ErrorCode.NOT_ALLOWED,
                            "this server does not offer the tool: its operator switched it off. tools/list has those that are on."),
                    context);
        }
        if (context.caller().signedIn() && handler.takesPassword()) {
            return error(
                    new ToolFailure(
                            ErrorCode.NOT_ALLOWED,
                            "no password or token is taken here: the user signed in. tools/list has the tools that there are."),
                    context);
        }
        try {
            return handler.call(arguments, context);
        } catch (MissingCapability missing) {
            throw missing; // for the era, which has an error for it
        } catch (InputRequired asked) {
            if (Declined.any(context.answers())) {
                return error(
                        new ToolFailure(
                                ErrorCode.NOT_ALLOWED,
                                "nothing was done: the user did not agree. Do not call again unless the user asks for it."),
                        context);
            }
            throw asked; // for the era, which knows how to ask
        } catch (ToolFailure failure) {
            return error(failure, context);
        } catch (RuntimeException failure) {
            ToolFailure translated = failures.translate(failure);
            if (translated == null) {
                throw failure;
            }
            return error(translated, context);
        }
    }

    private static JsonObject error(ToolFailure failure, CallContext context) {
        context.trail().toolError(failure.code().name());
        JsonObjectBuilder meta =
                Json.createObjectBuilder().add("code", failure.code().name());
        if (failure.retryAfter() != null) {
            meta.add("retryAfterMs", failure.retryAfter().toMillis());
        }
        JsonObjectBuilder text = Json.createObjectBuilder()
                .add("type", "text")
                .add("text", failure.code() + ": " + failure.getMessage());
        return Json.createObjectBuilder()
                .add("content", Json.createArrayBuilder().add(text))
                .add("isError", true)
                .add("_meta", Json.createObjectBuilder().add(ERROR_META, meta))
                .build();
    }
}

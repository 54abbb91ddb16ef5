// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tool;

import dev.mailboxmcp.rpc.RpcError;
import dev.mailboxmcp.rpc.RpcException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;

/**
 * Runs a call: finds the tool, binds and validates the arguments, calls it, and puts the result or the failure into
 * words of MCP. Thread-safe.
 */
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
     */
    public JsonObject call(String name, JsonObject arguments, ToolContext context) throws RpcException {
        ToolCatalog.Entry entry = catalog.find(name);
        if (entry == null) {
            throw new RpcException(RpcError.INVALID_PARAMS, "Unknown tool. tools/list gives the names.");
        }
        try {
            return result(entry, run(entry.tool(), RecordBinder.bind(entry.arguments(), arguments), context));
        } catch (ToolFailure failure) {
            return error(failure);
        } catch (RuntimeException failure) {
            ToolFailure translated = failures.translate(failure);
            if (translated == null) {
                throw failure;
            }
            return error(translated);
        }
    }

    @SuppressWarnings("unchecked") // the catalog read the shape of the arguments from this very tool
    private static <A extends Record> Record run(Tool<A, ?> tool, Record arguments, ToolContext context) {
        return tool.call((A) arguments, context);
    }

    private static JsonObject result(ToolCatalog.Entry entry, Record result) {
        JsonObject structured = RecordWriter.write(entry.result(), result);
        return Json.BUILDERS
                .createObjectBuilder()
                .add("content", Json.BUILDERS.createArrayBuilder().add(text(structured.toString())))
                .add("structuredContent", structured)
                .add("isError", false)
                .build();
    }

    private static JsonObject error(ToolFailure failure) {
        JsonObjectBuilder meta =
                Json.BUILDERS.createObjectBuilder().add("code", failure.code().name());
        if (failure.retryAfter() != null) {
            meta.add("retryAfterMs", failure.retryAfter().toMillis());
        }
        return Json.BUILDERS
                .createObjectBuilder()
                .add(
                        "content",
                        Json.BUILDERS.createArrayBuilder().add(text(failure.code() + ": " + failure.getMessage())))
                .add("isError", true)
                .add("_meta", Json.BUILDERS.createObjectBuilder().add(ERROR_META, meta))
                .build();
    }

    private static JsonObjectBuilder text(String text) {
        return Json.BUILDERS.createObjectBuilder().add("type", "text").add("text", text);
    }
}

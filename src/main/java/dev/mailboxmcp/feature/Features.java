// SPDX-License-Identifier: MIT
package dev.mailboxmcp.feature;

import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.call.InputRequired;
import dev.mailboxmcp.call.MissingCapability;
import dev.mailboxmcp.prompt.Prompt;
import dev.mailboxmcp.prompt.PromptCatalog;
import dev.mailboxmcp.resource.ResourceProvider;
import dev.mailboxmcp.rpc.Json;
import dev.mailboxmcp.rpc.Params;
import dev.mailboxmcp.rpc.RpcError;
import dev.mailboxmcp.rpc.RpcException;
import dev.mailboxmcp.skill.SkillCatalog;
import dev.mailboxmcp.tool.FailureTranslator;
import dev.mailboxmcp.tool.ToolCatalog;
import dev.mailboxmcp.tool.ToolFailure;
import dev.mailboxmcp.tool.ToolRunner;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The tools, resources, prompts and skills of a deployment behind the methods of MCP. Results are as all revisions know them;
 * what an era adds or leaves out is its own business: the methods of skills are in MCP 2026-07-28 alone. Thread-safe.
 */
public final class Features {
    /** Values in one completion. MCP 2025-03-26 server/utilities/completion and later */
    private static final int MAX_COMPLETIONS = 100;

    /** How long clients may keep the file of a skill, which changes with a deployment only. */
    private static final long SKILL_TTL_MILLIS = 3_600_000;

    private final ToolCatalog catalog;
    private final ToolRunner runner;
    private final @Nullable ResourceProvider resources;
    private final PromptCatalog prompts;
    private final SkillCatalog skills;
    private final @Nullable Changes changes;
    private final Function<Credentials, Set<Permission>> allowed;
    private final FailureTranslator failures;

    /**
     * @param resources null if the deployment has none
     * @param changes null if no list changes while the server runs
     * @param failures puts what resources and prompts throw into words
     */
    public Features(
            ToolCatalog catalog,
            ToolRunner runner,
            @Nullable ResourceProvider resources,
            PromptCatalog prompts,
            SkillCatalog skills,
            @Nullable Changes changes,
            Function<Credentials, Set<Permission>> allowed,
            FailureTranslator failures) {
        this.catalog = catalog;
        this.runner = runner;
        this.resources = resources;
        this.prompts = prompts;
        this.skills = skills;
        this.changes = changes;
        this.allowed = allowed;
        this.failures = failures;
    }

    /** A deployment with tools alone. */
    public Features(ToolCatalog catalog, ToolRunner runner) {
        this(
                catalog,
                runner,
                null,
                PromptCatalog.EMPTY,
                SkillCatalog.EMPTY,
                null,
                credentials -> EnumSet.allOf(Permission.class),
                failure -> null);
    }

    /** The ServerCapabilities that hold in every revision. */
    public JsonObject capabilities() {
        JsonObject listChanged = changes == null
                ? JsonValue.EMPTY_JSON_OBJECT
                : Json.createObjectBuilder().add("listChanged", true).build();
        JsonObjectBuilder capabilities = Json.createObjectBuilder()
                .add("logging", Json.createObjectBuilder())
                .add("tools", listChanged);
        if (resources != null) {
            capabilities.add("resources", Json.createObjectBuilder(listChanged).add("subscribe", true));
        }
        if (!prompts.isEmpty()) {
            capabilities.add("prompts", listChanged);
        }
        if (resources != null || !prompts.isEmpty()) {
            capabilities.add("completions", Json.createObjectBuilder());
        }
        return capabilities.build();
    }

    /** The settings of each extension that is supported. They hold where a revision has extensions. */
    public JsonObject extensions() {
        // their files are read as resources
        return skills.isEmpty() || resources == null
                ? JsonValue.EMPTY_JSON_OBJECT
                : Json.createObjectBuilder()
                        .add(SkillCatalog.EXTENSION, JsonValue.EMPTY_JSON_OBJECT)
                        .build();
    }

    /** Null if there are none. */
    public @Nullable ResourceProvider resources() {
        return resources;
    }

    /** Null if no list changes while the server runs. */
    public @Nullable Changes changes() {
        return changes;
    }

    /** The entries of {@code tools/list}. */
    public JsonArray tools() {
        return catalog.list();
    }

    /** {@code tools/list}: one page, of what the caller's authorization allows; all where the request has none. */
    public JsonObject listTools(JsonObject params, Caller caller) throws RpcException {
        Params.noCursor(params);
        return Json.createObjectBuilder().add("tools", toolsOf(caller)).build();
    }

    private JsonArray toolsOf(Caller caller) {
        Credentials credentials = caller.credentials();
        if (credentials == null) {
            return catalog.list();
        }
        Set<Permission> permissions = EnumSet.copyOf(credentials.grant().permissions());
        if (caller.authorization() != null) { // what the user was not asked for yet may still be asked for
            permissions.addAll(
                    EnumSet.complementOf(EnumSet.copyOf(caller.authorization().asked())));
        }
        permissions.retainAll(allowed.apply(credentials));
        return caller.signedIn() ? catalog.listSignedIn(permissions) : catalog.list(permissions);
    }

    /** {@code tools/call} */
    public JsonObject callTool(JsonObject params, CallContext context) throws RpcException {
        return runner.call(Params.text(params, "name"), Params.object(params, "arguments"), context);
    }

    /** {@code resources/list}; the files of skills stand behind the caller's own. */
    public JsonObject listResources(JsonObject params, CallContext context) throws RpcException {
        ResourceProvider provider = provider();
        String cursor = Params.optionalText(params, "cursor");
        ResourceProvider.Page page = translated(() -> provider.list(cursor, context));
        // a client that names no mailbox has no resources, and is told of no skills here either
        boolean last = page.nextCursor() == null && !page.resources().isEmpty();
        JsonArray entries = last
                ? Json.createArrayBuilder(page.resources())
                        .addAll(Json.createArrayBuilder(skills.resources()))
                        .build()
                : page.resources();
        JsonObjectBuilder result = Json.createObjectBuilder().add("resources", entries);
        if (page.nextCursor() != null) {
            result.add("nextCursor", page.nextCursor());
        }
        return result.build();
    }

    /** {@code resources/templates/list}: one page. */
    public JsonObject listTemplates(JsonObject params) throws RpcException {
        Params.noCursor(params);
        return Json.createObjectBuilder()
                .add("resourceTemplates", provider().templates())
                .build();
    }

    /** {@code resources/read}; null if there is no such resource, for which each era has its own error. */
    public ResourceProvider.@Nullable Contents readResource(JsonObject params, CallContext context)
            throws RpcException {
        ResourceProvider provider = provider();
        String uri = Params.text(params, "uri");
        JsonArray skill = skills.read(uri);
        return skill == null
                ? translated(() -> provider.read(uri, context))
                : new ResourceProvider.Contents(skill, SKILL_TTL_MILLIS);
    }

    /** Checks who subscribes to resources: fails as reading would where it is known that nothing could ever be told. */
    public void checkWatcher(CallContext context) throws RpcException {
        ResourceProvider provider = provider();
        translated(() -> {
            provider.checkWatcher(context);
            return context;
        });
    }

    /** Checks a stream that is open: fails once the token with which it was opened is not valid any more. */
    public void checkListener(CallContext context) throws RpcException {
        if (resources != null && context.caller().token() != null) {
            checkWatcher(context);
        }
    }

    /** What a client is told of a watch that failed for this reason. */
    public RpcError watchFailure(RuntimeException reason) {
        RpcError error = error(reason);
        return error == null
                ? new RpcError(
                        RpcError.INTERNAL_ERROR, "A resource cannot be watched any more. Read it and subscribe again.")
                : error;
    }

    /** {@code prompts/list}: one page. */
    public JsonObject listPrompts(JsonObject params) throws RpcException {
        havePrompts();
        Params.noCursor(params);
        return Json.createObjectBuilder().add("prompts", prompts.list()).build();
    }

    /** {@code prompts/get} */
    public JsonObject getPrompt(JsonObject params, CallContext context) throws RpcException {
        havePrompts();
        String name = Params.text(params, "name");
        JsonObject arguments = Params.object(params, "arguments");
        return translated(() -> prompts.get(name, arguments, context));
    }

    /** {@code skills/list} of SEP-2640: one page. */
    public JsonObject listSkills(JsonObject params) throws RpcException {
        haveSkills();
        Params.noCursor(params);
        return Json.createObjectBuilder().add("skills", skills.list()).build();
    }

    /** {@code skills/get} of SEP-2640. */
    public JsonObject getSkill(JsonObject params) throws RpcException {
        haveSkills();
        JsonObject entry = skills.entry(Params.text(params, "uri"));
        if (entry == null) {
            throw invalid("params.uri is none of skills/list.");
        }
        return Json.createObjectBuilder().add("skill", entry).build();
    }

    /** {@code completion/complete} */
    public JsonObject complete(JsonObject params, CallContext context) throws RpcException {
        JsonObject argument = Params.object(params, "argument");
        String name = Params.text(argument, "name");
        String typed = Params.text(argument, "value");
        Map<String, String> others = strings(Params.object(Params.object(params, "context"), "arguments"));
        JsonObject ref = Params.object(params, "ref");
        List<String> values = switch (Params.text(ref, "type")) {
            case "ref/prompt" -> {
                Prompt prompt = prompt(ref);
                yield translated(() -> prompt.complete(name, typed, others, context));
            }
            case "ref/resource" -> {
                ResourceProvider provider = provider();
                String template = Params.text(ref, "uri");
                List<String> found = translated(() -> provider.complete(template, name, typed, others, context));
                if (found == null) {
                    throw invalid("params.ref.uri is none of the URI templates of resources/templates/list.");
                }
                yield found;
            }
            default -> throw invalid("params.ref.type must be ref/prompt or ref/resource.");
        };
        return Json.createObjectBuilder()
                .add(
                        "completion",
                        Json.createObjectBuilder()
                                .add(
                                        "values",
                                        Json.createArrayBuilder(values.stream()
                                                .limit(MAX_COMPLETIONS)
                                                .toList()))
                                .add("total", values.size())
                                .add("hasMore", values.size() > MAX_COMPLETIONS))
                .build();
    }

    @FunctionalInterface
    private interface Work<T extends @Nullable Object> {
        T run() throws RpcException;
    }

    /** A failure the client can act on as an error with its code; a defect of ours is thrown as it came. */
    private <T extends @Nullable Object> T translated(Work<T> work) throws RpcException {
        try {
            return work.run();
        } catch (MissingCapability | InputRequired control) {
            throw control; // for the era
        } catch (RuntimeException failure) {
            RpcError error = error(failure);
            if (error == null) {
                throw failure;
            }
            throw new RpcException(error);
        }
    }

    /** What a failure of a resource or prompt is for the client; null for a defect of ours. */
    private @Nullable RpcError error(RuntimeException failure) {
        ToolFailure translated = failure instanceof ToolFailure own ? own : failures.translate(failure);
        if (translated == null) {
            return null;
        }
        JsonObjectBuilder data =
                Json.createObjectBuilder().add("code", translated.code().name());
        if (translated.retryAfter() != null) {
            data.add("retryAfterMs", translated.retryAfter().toMillis());
        }
        return new RpcError(RpcError.INTERNAL_ERROR, translated.code() + ": " + translated.getMessage(), data.build());
    }

    private Prompt prompt(JsonObject ref) throws RpcException {
        Prompt prompt = prompts.find(Params.text(ref, "name"));
        if (prompt == null) {
            throw invalid("params.ref.name is none of prompts/list.");
        }
        return prompt;
    }

    private ResourceProvider provider() throws RpcException {
        if (resources == null) {
            throw new RpcException(RpcError.METHOD_NOT_FOUND, "This server has no resources.");
        }
        return resources;
    }

    private void havePrompts() throws RpcException {
        if (prompts.isEmpty()) {
            throw new RpcException(RpcError.METHOD_NOT_FOUND, "This server has no prompts.");
        }
    }

    private void haveSkills() throws RpcException {
        if (skills.isEmpty()) {
            throw new RpcException(RpcError.METHOD_NOT_FOUND, "This server has no skills.");
        }
    }

    private static Map<String, String> strings(JsonObject object) throws RpcException {
        Map<String, String> strings = new HashMap<>();
        for (Map.Entry<String, JsonValue> entry : object.entrySet()) {
            if (!(entry.getValue() instanceof JsonString text)) {
                throw invalid("The values of params.context.arguments must be strings.");
            }
            strings.put(entry.getKey(), text.getString());
        }
        return strings;
    }

    private static RpcException invalid(String message) {
        return new RpcException(RpcError.INVALID_PARAMS, message);
    }
}

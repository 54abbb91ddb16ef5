// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol;

import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.account.TokenLife;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.call.InputRequest;
import dev.mailboxmcp.call.InputRequired;
import dev.mailboxmcp.call.Signals.LogLevel;
import dev.mailboxmcp.feature.Changes;
import dev.mailboxmcp.feature.Features;
import dev.mailboxmcp.prompt.Prompt;
import dev.mailboxmcp.prompt.PromptCatalog;
import dev.mailboxmcp.resource.ResourceProvider;
import dev.mailboxmcp.rpc.RpcError;
import dev.mailboxmcp.rpc.RpcException;
import dev.mailboxmcp.skill.SkillCatalog;
import dev.mailboxmcp.tool.ErrorCode;
import dev.mailboxmcp.tool.ToolCatalog;
import dev.mailboxmcp.tool.ToolFailure;
import dev.mailboxmcp.tool.ToolHandler;
import dev.mailboxmcp.tool.ToolRunner;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A deployment with everything an era can be asked for, without mail. A new one for each test. */
public final class SampleFeatures {
    public final Changes changes = new Changes();
    public final Resources resources = new Resources();
    public final Waiting waiting = new Waiting();
    public final Features features;

    public SampleFeatures() {
        ToolCatalog catalog = new ToolCatalog(List.of(new Confirm(), waiting, new Chatty(), new Rude()));
        features = new Features(
                catalog,
                new ToolRunner(catalog, failure -> null),
                resources,
                new PromptCatalog(List.of(new Greeting())),
                SkillCatalog.ofThisBuild(),
                changes,
                credentials -> EnumSet.allOf(Permission.class),
                failure -> null);
    }

    private static JsonObject text(String text) {
        return Json.createObjectBuilder()
                .add(
                        "content",
                        Json.createArrayBuilder()
                                .add(Json.createObjectBuilder()
                                        .add("type", "text")
                                        .add("text", text)))
                .add("isError", false)
                .build();
    }

    private static JsonObject describe(String name) {
        return Json.createObjectBuilder()
                .add("name", name)
                .add("inputSchema", Json.createObjectBuilder().add("type", "object"))
                .build();
    }

    private static InputRequest form(String message) {
        return new InputRequest(
                InputRequest.ELICITATION,
                Json.createObjectBuilder()
                        .add("mode", "form")
                        .add("message", message)
                        .add("requestedSchema", Json.createObjectBuilder().add("type", "object"))
                        .build());
    }

    /** Asks twice before it does its work: the name, which may come unasked, then a yes, which may not. */
    private static final class Confirm implements ToolHandler {
        @Override
        public JsonObject description() {
            return describe("confirm");
        }

        @Override
        public JsonObject call(JsonObject arguments, CallContext context) {
            JsonObject state = context.state();
            if (state == null) {
                JsonObject name = context.answers().get("name");
                if (name == null) {
                    throw InputRequired.values(Map.of("name", form("Your name?")));
                }
                String given = name.getJsonObject("content").getString("name");
                throw new InputRequired(
                        Map.of("sure", form("Sure?")),
                        Json.createObjectBuilder().add("name", given).build());
            }
            if (!context.answers().containsKey("sure")) {
                throw new InputRequired(Map.of("sure", form("Sure?")), state);
            }
            return text("done for " + state.getString("name"));
        }
    }

    /** Asks again whatever the user says. */
    private static final class Rude implements ToolHandler {
        @Override
        public JsonObject description() {
            return describe("rude");
        }

        @Override
        public JsonObject call(JsonObject arguments, CallContext context) {
            throw new InputRequired(Map.of("now", form("Now?")), null);
        }
    }

    /** Waits until it may end or is stopped. */
    public static final class Waiting implements ToolHandler {
        public final CountDownLatch started = new CountDownLatch(1);
        public final CountDownLatch mayEnd = new CountDownLatch(1);
        public final CountDownLatch stopped = new CountDownLatch(1);

        @Override
        public JsonObject description() {
            return describe("waiting");
        }

        @Override
        public JsonObject call(JsonObject arguments, CallContext context) {
            try {
                context.signals().progress(1, 2.0, null);
                if (arguments.containsKey("disconnect")) {
                    context.signals().disconnect();
                }
                started.countDown();
                mayEnd.await();
                return text("waited");
            } catch (InterruptedException e) {
                stopped.countDown();
                throw new IllegalStateException(e);
            }
        }
    }

    /** Logs at three levels. */
    private static final class Chatty implements ToolHandler {
        @Override
        public JsonObject description() {
            return describe("chatty");
        }

        @Override
        public JsonObject call(JsonObject arguments, CallContext context) {
            for (LogLevel level : List.of(LogLevel.DEBUG, LogLevel.INFO, LogLevel.ERROR)) {
                context.signals().log(level, Json.createValue("at " + level.wireName()));
            }
            return text("said");
        }
    }

    /** A prompt with an argument that completes to many. */
    private static final class Greeting implements Prompt {
        @Override
        public String name() {
            return "greeting";
        }

        @Override
        public String title() {
            return "Greeting";
        }

        @Override
        public String description() {
            return "Greets.";
        }

        @Override
        public List<Argument> arguments() {
            return List.of(
                    new Argument("name", "Name", "Whom to greet", true),
                    new Argument("tone", "Tone", "How to greet", false));
        }

        @Override
        public JsonArray messages(Map<String, String> arguments, CallContext context) {
            return Json.createArrayBuilder()
                    .add(Json.createObjectBuilder()
                            .add("role", "user")
                            .add(
                                    "content",
                                    Json.createObjectBuilder()
                                            .add("type", "text")
                                            .add("text", "Greet " + arguments)))
                    .build();
        }

        @Override
        public List<String> complete(String argument, String typed, Map<String, String> others, CallContext context) {
            return IntStream.range(0, 120)
                    .mapToObj(i -> typed + i + others.getOrDefault("tone", ""))
                    .toList();
        }
    }

    /** One resource, {@code test://one}, and watches that fire when told to. */
    public static final class Resources implements ResourceProvider {
        private final Map<String, Set<Watcher>> watches = new ConcurrentHashMap<>();

        /** Tokens that are not valid any more. */
        public final Set<TokenLife> revoked = ConcurrentHashMap.newKeySet();

        /** What is counted down when the first look at all that is watched is over. */
        public volatile CountDownLatch looked = new CountDownLatch(0);

        public void changed(String uri) {
            watches.getOrDefault(uri, Set.of()).forEach(Watcher::changed);
        }

        public void failed(String uri, RuntimeException reason) {
            watches.getOrDefault(uri, Set.of()).forEach(watcher -> watcher.failed(reason));
        }

        public int watches(String uri) {
            return watches.getOrDefault(uri, Set.of()).size();
        }

        @Override
        public Page list(@Nullable String cursor, CallContext context) throws RpcException {
            if (cursor == null) {
                return new Page(
                        Json.createArrayBuilder().add(entry("test://one")).build(), "next");
            }
            if (cursor.equals("next")) {
                return new Page(JsonValue.EMPTY_JSON_ARRAY, null);
            }
            throw new RpcException(RpcError.INVALID_PARAMS, "no such cursor");
        }

        @Override
        public JsonArray templates() {
            return Json.createArrayBuilder()
                    .add(Json.createObjectBuilder()
                            .add("uriTemplate", "test://{id}")
                            .add("name", "test"))
                    .build();
        }

        @Override
        public @Nullable Contents read(String uri, CallContext context) {
            return uri.equals("test://one")
                    ? new Contents(
                            Json.createArrayBuilder()
                                    .add(Json.createObjectBuilder()
                                            .add("uri", uri)
                                            .add("text", "1"))
                                    .build(),
                            5000)
                    : null;
        }

        @Override
        public @Nullable List<String> complete(
                String template, String argument, String typed, Map<String, String> others, CallContext context) {
            return template.equals("test://{id}") ? List.of("one") : null;
        }

        @Override
        public void checkWatcher(CallContext context) {
            TokenLife token = context.caller().token();
            if (context.caller().badToken() || (token != null && revoked.contains(token))) {
                throw new ToolFailure(ErrorCode.BAD_TOKEN, "of a test");
            }
        }

        @Override
        public boolean canChange(String uri, CallContext context) {
            return uri.startsWith("test://");
        }

        @Override
        public Watch watch(String uri, CallContext context, Watcher watcher) {
            Set<Watcher> ofUri = watches.computeIfAbsent(uri, key -> ConcurrentHashMap.newKeySet());
            ofUri.add(watcher);
            return new Watch() {
                @Override
                public void awaitFirstLook(Duration patience) throws InterruptedException {
                    looked.await(patience.toNanos(), TimeUnit.NANOSECONDS);
                }

                @Override
                public void close() {
                    ofUri.remove(watcher);
                }
            };
        }

        private static JsonObject entry(String uri) {
            return Json.createObjectBuilder().add("uri", uri).add("name", "one").build();
        }
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.chromium;

import static org.junit.jupiter.api.Assumptions.abort;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A headless Chromium with one page, spoken to by its DevTools protocol. For one thread. */
public final class Chromium implements AutoCloseable {
    private static final List<String> PLACES =
            List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");
    private static final String REQUIRE = "REQUIRE_CHROMIUM";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final WebSocket socket;
    private final AtomicInteger lastId = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonObject>> pending = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<JsonObject>> awaited = new ConcurrentHashMap<>();
    private final String page;

    /**
     * Starts a browser. Where there is none the test is skipped; it fails instead if the environment variable
     * REQUIRE_CHROMIUM is true.
     *
     * @param profile a folder for this run alone
     * @param switches of its command line, besides those it always gets
     */
    public static Chromium start(Path profile, String... switches) throws Exception {
        for (String place : PLACES) {
            if (Files.isExecutable(Path.of(place))) {
                return new Chromium(place, profile, List.of(switches));
            }
        }
        if (Boolean.parseBoolean(System.getenv(REQUIRE))) {
            throw new AssertionError("there is no Chromium, and " + REQUIRE + " is true");
        }
        return abort("Skipped, there is no Chromium: apt-get install chromium");
    }

    private Chromium(String program, Path profile, List<String> switches) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                program,
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--user-data-dir=" + profile,
                "--remote-debugging-port=0"));
        command.addAll(switches);
        command.add("about:blank");
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(profile.resolve("chromium.log").toFile())
                .start();
        Path port = profile.resolve("DevToolsActivePort");
        Awaitility.await().atMost(PATIENCE).until(() -> lines(port).size() == 2);
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(
                        URI.create("ws://127.0.0.1:" + lines(port).get(0)
                                + lines(port).get(1)),
                        new Listener())
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        String target = ask(
                        "", "Target.createTarget", Json.createObjectBuilder().add("url", "about:blank"))
                .getString("targetId");
        page = ask(
                        "",
                        "Target.attachToTarget",
                        Json.createObjectBuilder().add("targetId", target).add("flatten", true))
                .getString("sessionId");
        call("Page.enable", Json.createObjectBuilder());
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    /** Scripts of pages run, or do not; {@link #evaluate} works all the same. */
    public void setScripts(boolean run) {
        call("Emulation.setScriptExecutionDisabled", Json.createObjectBuilder().add("value", !run));
    }

    /** Loads a page and returns when it is there. */
    public void open(String url) {
        afterLoading(() -> call("Page.navigate", Json.createObjectBuilder().add("url", url)));
    }

    /** Does something that loads another page, and returns when that is there. */
    public void submit(String expression) {
        afterLoading(() -> evaluate(expression));
    }

    private void afterLoading(Runnable work) {
        CompletableFuture<JsonObject> loaded = new CompletableFuture<>();
        awaited.put("Page.loadEventFired", loaded);
        work.run();
        wait(loaded);
    }

    /** The value of an expression as text. */
    public String evaluate(String expression) {
        return run("String(" + expression + ")");
    }

    /** What a promise comes to, as text; scripts must run. */
    public String await(String promise) {
        return run("(async () => String(await " + promise + "))()");
    }

    /** The value of an expression, such as an object. */
    public JsonValue value(String expression) {
        return result(expression).getOrDefault("value", JsonValue.NULL);
    }

    /** Whether the user likes pages dark. */
    public void setDark(boolean dark) {
        call(
                "Emulation.setEmulatedMedia",
                Json.createObjectBuilder()
                        .add(
                                "features",
                                Json.createArrayBuilder()
                                        .add(Json.createObjectBuilder()
                                                .add("name", "prefers-color-scheme")
                                                .add("value", dark ? "dark" : "light"))));
    }

    /** Which language the user likes best. */
    public void setLanguage(String language) {
        call("Network.enable", Json.createObjectBuilder());
        call(
                "Network.setExtraHTTPHeaders",
                Json.createObjectBuilder()
                        .add("headers", Json.createObjectBuilder().add("Accept-Language", language)));
    }

    /** How large the window is, in pixels, one of them for each of CSS. */
    public void resize(int width, int height) {
        call(
                "Emulation.setDeviceMetricsOverride",
                Json.createObjectBuilder()
                        .add("width", width)
                        .add("height", height)
                        .add("deviceScaleFactor", 1)
                        .add("mobile", false));
    }

    /** The page from its upper left corner on. */
    public BufferedImage picture(int width, int height) throws IOException {
        JsonObjectBuilder clip = Json.createObjectBuilder()
                .add("x", 0)
                .add("y", 0)
                .add("width", width)
                .add("height", height)
                .add("scale", 1);
        JsonObject answer = call(
                "Page.captureScreenshot",
                Json.createObjectBuilder()
                        .add("format", "png")
                        .add("captureBeyondViewport", true)
                        .add("clip", clip));
        return ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(answer.getString("data"))));
    }

    private String run(String expression) {
        return result(expression).getString("value");
    }

    private JsonObject result(String expression) {
        JsonObject answer = call(
                "Runtime.evaluate",
                Json.createObjectBuilder()
                        .add("expression", expression)
                        .add("awaitPromise", true)
                        .add("returnByValue", true));
        if (answer.containsKey("exceptionDetails")) {
            throw new IllegalStateException(answer.toString());
        }
        return answer.getJsonObject("result");
    }

    private JsonObject call(String method, JsonObjectBuilder params) {
        return ask(page, method, params);
    }

    private JsonObject ask(String session, String method, JsonObjectBuilder params) {
        int id = lastId.incrementAndGet();
        CompletableFuture<JsonObject> answer = new CompletableFuture<>();
        pending.put(id, answer);
        JsonObjectBuilder message =
                Json.createObjectBuilder().add("id", id).add("method", method).add("params", params);
        if (!session.isEmpty()) {
            message.add("sessionId", session);
        }
        socket.sendText(message.build().toString(), true).join();
        JsonObject reply = wait(answer);
        if (reply.containsKey("error")) {
            throw new IllegalStateException(method + ": " + reply.get("error"));
        }
        return reply.getJsonObject("result");
    }

    private static JsonObject wait(CompletableFuture<JsonObject> answer) {
        try {
            return answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Chromium does not answer", e);
        }
    }

    @Override
    public void close() {
        socket.abort();
        List<ProcessHandle> helpers = process.descendants().toList();
        process.destroy();
        process.onExit().join();
        // they outlive it for a moment, and write to the profile, which its owner is about to delete
        helpers.forEach(ProcessHandle::destroyForcibly);
        helpers.forEach(helper -> helper.onExit().join());
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder message = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            message.append(data);
            if (last) {
                JsonObject json =
                        Json.createReader(new StringReader(message.toString())).readObject();
                message.setLength(0);
                CompletableFuture<JsonObject> waiting = json.containsKey("id")
                        ? pending.remove(json.getInt("id"))
                        : awaited.remove(json.getString("method", ""));
                if (waiting != null) {
                    waiting.complete(json);
                }
            }
            webSocket.request(1);
            return null;
        }
    }
}

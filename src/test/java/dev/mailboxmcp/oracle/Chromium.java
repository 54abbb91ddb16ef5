// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oracle;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
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

/**
 * A headless Chromium with one page, spoken to by its DevTools protocol: no scripts of the page run, and no name resolves.
 * For one thread.
 */
final class Chromium implements AutoCloseable {
    private static final List<String> PLACES =
            List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final WebSocket socket;
    private final AtomicInteger lastId = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonObject>> pending = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<JsonObject>> awaited = new ConcurrentHashMap<>();
    private final String page;

    /** @param folder for its profile, of this run alone */
    Chromium(Path folder, int width, int height) throws Exception {
        process = new ProcessBuilder(
                        PLACES.stream()
                                .filter(place -> Files.isExecutable(Path.of(place)))
                                .findFirst()
                                .orElseThrow(
                                        () -> new IllegalStateException("needs Chromium: apt-get install chromium")),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--hide-scrollbars",
                        "--disable-dev-shm-usage",
                        "--disable-lcd-text",
                        "--force-device-scale-factor=1",
                        "--host-resolver-rules=MAP * ~NOTFOUND",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--user-data-dir=" + folder,
                        "--remote-debugging-port=0",
                        "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("chromium.log").toFile())
                .start();
        Path portFile = folder.resolve("DevToolsActivePort");
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() ->
                        Files.exists(portFile) && Files.readAllLines(portFile).size() == 2);
        List<String> port = Files.readAllLines(portFile);
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + port.get(0) + port.get(1)), new Listener())
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        String target = ask(
                        "",
                        "Target.createTarget",
                        Json.createObjectBuilder().add("url", "about:blank").build())
                .getString("targetId");
        page = ask(
                        "",
                        "Target.attachToTarget",
                        Json.createObjectBuilder()
                                .add("targetId", target)
                                .add("flatten", true)
                                .build())
                .getString("sessionId");
        call("Page.enable", Json.createObjectBuilder());
        call("Emulation.setScriptExecutionDisabled", Json.createObjectBuilder().add("value", true));
        call(
                "Emulation.setDeviceMetricsOverride",
                Json.createObjectBuilder()
                        .add("width", width)
                        .add("height", height)
                        .add("deviceScaleFactor", 1)
                        .add("mobile", false));
    }

    /** Loads a document, and returns when it is laid out. */
    void open(Path html) {
        CompletableFuture<JsonObject> loaded = new CompletableFuture<>();
        awaited.put("Page.loadEventFired", loaded);
        call("Page.navigate", Json.createObjectBuilder().add("url", html.toUri().toString()));
        wait(loaded);
    }

    /** The value of an expression, evaluated beside the page's own scripts, which stay off. */
    JsonObject evaluate(String expression) {
        JsonObject answer = call(
                "Runtime.evaluate",
                Json.createObjectBuilder().add("expression", expression).add("returnByValue", true));
        if (answer.containsKey("exceptionDetails")) {
            throw new IllegalStateException(answer.toString());
        }
        return answer.getJsonObject("result");
    }

    /** The page from its upper left corner on. */
    BufferedImage picture(int width, int height) throws IOException {
        JsonObject answer = call(
                "Page.captureScreenshot",
                Json.createObjectBuilder()
                        .add("format", "png")
                        .add("captureBeyondViewport", true)
                        .add(
                                "clip",
                                Json.createObjectBuilder()
                                        .add("x", 0)
                                        .add("y", 0)
                                        .add("width", width)
                                        .add("height", height)
                                        .add("scale", 1)));
        return ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(answer.getString("data"))));
    }

    private JsonObject call(String method, JsonObjectBuilder params) {
        return ask(page, method, params.build());
    }

    private JsonObject ask(String inSession, String method, JsonObject params) {
        int id = lastId.incrementAndGet();
        CompletableFuture<JsonObject> answer = new CompletableFuture<>();
        pending.put(id, answer);
        JsonObjectBuilder message =
                Json.createObjectBuilder().add("id", id).add("method", method).add("params", params);
        if (!inSession.isEmpty()) {
            message.add("sessionId", inSession);
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
        process.destroy();
        process.onExit().join();
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

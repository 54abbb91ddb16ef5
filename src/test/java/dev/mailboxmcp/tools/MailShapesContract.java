// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailboxmcp.mailserver.MailServer;
import dev.mailboxmcp.mailserver.RawImap;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonGenerator;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * What mail looks like, in all its shapes: each file {@code mail/<shape>.eml} lies in a mailbox, and {@code
 * mail/<shape>.json} beside it says what listing and reading it give. Of the moment and of the server, and so left out:
 * UIDs, the size of the whole mail.
 *
 * <p>Where a server parses a mail otherwise than the others, {@code mail/<server>/<shape>.json} says what its users get.
 *
 * <p>To add a shape, write the mail, then its JSON with {@code ./mvnw -Pquick verify -Dtest=none
 * -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=MailShapesOnDovecotIT -DwriteShapes}, and look at what it says.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class MailShapesContract {
    private static final Path SHAPES = Path.of("src", "test", "resources", "mail");
    private static final String RECEIVED = "() \"18-Nov-2026 07:00:00 +0000\"";

    private final MailServer server;
    private final ToolStack stack;
    private final List<String> shapes;
    private final Map<Long, JsonObject> rows = new TreeMap<>();
    private final List<Long> uids = new ArrayList<>();

    MailShapesContract(MailServer server) throws IOException {
        this.server = server;
        stack = ToolStack.on(server);
        try (Stream<Path> files = Files.list(SHAPES)) {
            shapes = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".eml"))
                    .map(name -> name.substring(0, name.length() - ".eml".length()))
                    .filter(name -> isTold(name) && !refused().contains(name))
                    .sorted()
                    .toList();
        }
    }

    /** Whether this server tells the truth about the shape. */
    abstract boolean isTold(String shape);

    /** Where what only this server gives is kept; null for nowhere. */
    @Nullable
    String ownFolder() {
        return null;
    }

    /** The shapes that the server does not take. */
    Set<String> refused() {
        return Set.of();
    }

    /** The JSON without what this server cannot know. */
    String comparable(String json) {
        return json;
    }

    @BeforeAll
    void putThemIntoAMailbox() throws IOException {
        server.reset(server.alice());
        try (RawImap imap = server.connect(server.alice())) {
            for (String shape : shapes) {
                imap.append("INBOX", RECEIVED, bytes(shape));
            }
        }
        JsonObject page = stack.succeed(server.alice(), "imap_list_emails", "{\"limit\":50}");
        while (true) {
            for (JsonObject row : page.getJsonArray("emails").getValuesAs(JsonObject.class)) {
                rows.put(row.getJsonNumber("uid").longValue(), row);
            }
            if (!page.containsKey("next_cursor")) {
                break;
            }
            page = stack.succeed(
                    server.alice(),
                    "imap_list_emails",
                    "{\"limit\":50,\"cursor\":\"" + page.getString("next_cursor") + "\"}");
        }
        uids.addAll(rows.keySet());
    }

    @AfterAll
    void close() {
        stack.close();
    }

    @TestFactory
    Stream<DynamicTest> givesWhatAReaderWouldSee() {
        assertThat(uids).hasSameSizeAs(shapes);
        return Stream.iterate(0, i -> i < shapes.size(), i -> i + 1)
                .map(i -> DynamicTest.dynamicTest(shapes.get(i), () -> compare(shapes.get(i), uids.get(i))));
    }

    /** The names of shapes whose addresses the server's own search does not find. */
    Set<String> notFound() {
        return Set.of();
    }

    @TestFactory
    Stream<DynamicTest> whatARowShowsFindsItsMail() {
        return rows.entrySet().stream()
                .map(row -> DynamicTest.dynamicTest(
                        shapes.get(uids.indexOf(row.getKey())), () -> find(row.getKey(), row.getValue())));
    }

    private void find(long uid, JsonObject row) {
        List<String> criteria = new ArrayList<>();
        if (!row.getString("from").isEmpty()) {
            criteria.add("from=" + row.getString("from"));
        }
        row.getJsonArray("to").getValuesAs(JsonString.class).stream()
                .limit(3)
                .forEach(to -> criteria.add("to=" + to.getString()));
        List<String> lost =
                criteria.stream().filter(criterion -> !finds(criterion, uid)).toList();
        if (notFound().contains(shapes.get(uids.indexOf(uid)))) {
            assertThat(lost).isNotEmpty();
        } else {
            assertThat(lost).isEmpty();
        }
    }

    private boolean finds(String criterion, long uid) {
        int at = criterion.indexOf('=');
        String cursor = null;
        do {
            var arguments = Json.createObjectBuilder()
                    .add("limit", 100)
                    .add(criterion.substring(0, at), criterion.substring(at + 1));
            if (cursor != null) {
                arguments.add("cursor", cursor);
            }
            JsonObject page = stack.succeed(
                    server.alice(), "imap_search_emails", arguments.build().toString());
            if (page.getJsonArray("emails").getValuesAs(JsonObject.class).stream()
                    .anyMatch(row -> row.getJsonNumber("uid").longValue() == uid)) {
                return true;
            }
            cursor = page.getString("next_cursor", null);
        } while (cursor != null);
        return false;
    }

    @TestFactory
    Stream<DynamicTest> isRefused() {
        return refused().stream()
                .sorted()
                .map(shape -> DynamicTest.dynamicTest(shape, () -> {
                    try (RawImap imap = server.connect(server.alice())) {
                        byte[] message = bytes(shape);
                        assertThatThrownBy(() -> imap.append("INBOX", RECEIVED, message))
                                .hasMessageMatching("the IMAP server said: \\w+ NO .*");
                    }
                }));
    }

    private void compare(String shape, long uid) throws IOException {
        JsonObject mail = stack.succeed(server.alice(), "imap_read_email", "{\"max_chars\":2000,\"uid\":" + uid + "}");
        JsonObject told = Json.createObjectBuilder()
                .add("listed", without(rows.getOrDefault(uid, JsonValue.EMPTY_JSON_OBJECT), "uid", "size_bytes"))
                .add("read", without(mail, "folder", "uid", "uidvalidity", "untrusted", "untrusted_end"))
                .build();
        Path expected = expected(shape);
        if (System.getProperty("writeShapes") != null) {
            expected = write(shape, told);
        }
        assertThat(comparable(indented(told))).isEqualTo(comparable(indented(read(expected))));
    }

    private Path expected(String shape) {
        Path common = SHAPES.resolve(shape + ".json");
        String folder = ownFolder();
        Path own = folder == null ? common : SHAPES.resolve(folder).resolve(shape + ".json");
        return Files.exists(own) ? own : common;
    }

    private Path write(String shape, JsonObject told) throws IOException {
        Path common = SHAPES.resolve(shape + ".json");
        String folder = ownFolder();
        if (folder == null) {
            return Files.writeString(common, indented(told));
        }
        Path own = SHAPES.resolve(folder).resolve(shape + ".json");
        if (indented(told).equals(indented(read(common)))) {
            Files.deleteIfExists(own);
            return common;
        }
        Files.createDirectories(own.getParent());
        return Files.writeString(own, indented(told));
    }

    private static byte[] bytes(String shape) throws IOException {
        return withLineEnds(Files.readAllBytes(SHAPES.resolve(shape + ".eml")));
    }

    private static JsonObject without(JsonObject object, String... names) {
        var builder = Json.createObjectBuilder(object);
        for (String name : names) {
            builder.remove(name);
        }
        return builder.build();
    }

    private static JsonObject read(Path file) throws IOException {
        try (JsonReader reader = Json.createReader(new StringReader(Files.readString(file)))) {
            return reader.readObject();
        }
    }

    private static String indented(JsonObject object) {
        StringWriter text = new StringWriter();
        try (var writer = Json.createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true))
                .createWriter(text)) {
            writer.write(object);
        }
        return text.toString().strip() + "\n";
    }

    /** Byte for byte, but with the line ends of mail. */
    private static byte[] withLineEnds(byte[] message) {
        String text = new String(message, StandardCharsets.ISO_8859_1);
        return text.replace("\r\n", "\n").replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }
}

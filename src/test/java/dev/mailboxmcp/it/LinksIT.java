// SPDX-License-Identifier: MIT
package dev.mailboxmcp.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mailserver.MailUser;
import dev.mailboxmcp.mailserver.RawImap;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files by links, over HTTP, as people and shells use them. */
class LinksIT extends DeployedWar {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final List<String> CANARIES = new ArrayList<>();

    private final MailUser alice = mail().alice();

    /** Whatever was done by any test here. */
    @AfterAll
    static void noLinkIsInAnyLog() throws Exception {
        assertThat(CANARIES).isNotEmpty();
        String server = System.getProperty("mailboxmcp.server");
        StringBuilder all = new StringBuilder(ServerEnvironment.log());
        try (Stream<Path> files = Files.walk(Path.of(server))) {
            for (Path file : files.filter(
                            it -> it.toString().matches(".*[/\\\\](?:logs?|ffdc)[/\\\\].*") && Files.isRegularFile(it))
                    .toList()) {
                all.append(Files.readString(file, ISO_8859_1));
            }
        }
        String logged = all.toString();
        for (String sealed : CANARIES) {
            assertThat(logged.contains(sealed.substring(10, 50)))
                    .as("a link in a log")
                    .isFalse();
        }
    }

    @Test
    void aFileComesAsSomethingToSave() throws Exception {
        byte[] file = bytes(700_000);
        URI link = download("r\u00e9sum\u00e9.html", "text/html", file);
        HttpResponse<byte[]> got = HTTP.send(HttpRequest.newBuilder(link).build(), BodyHandlers.ofByteArray());

        assertThat(got.statusCode()).isEqualTo(200);
        assertThat(got.body()).isEqualTo(file);
        assertThat(got.headers().firstValueAsLong("content-length")).hasValue(file.length);
        assertThat(header(got, "content-type")).isEqualTo("application/octet-stream");
        assertThat(header(got, "content-disposition"))
                .isEqualTo("attachment; filename=\"r_sum_.html\"; filename*=UTF-8''r%C3%A9sum%C3%A9.html");
        assertThat(header(got, "x-content-type-options")).isEqualTo("nosniff");
        assertThat(header(got, "content-security-policy")).contains("default-src 'none'", "sandbox");
        assertThat(header(got, "cache-control")).isEqualTo("no-store");
        assertThat(header(got, "referrer-policy")).isEqualTo("no-referrer");
        assertThat(header(got, "accept-ranges")).isEqualTo("bytes");
        HttpResponse<byte[]> head =
                HTTP.send(HttpRequest.newBuilder(link).HEAD().build(), BodyHandlers.ofByteArray());
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValueAsLong("content-length")).hasValue(file.length);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bytes=0-9|206|bytes 0-9/1000|10",
                "bytes=990-|206|bytes 990-999/1000|10",
                "bytes=-3|206|bytes 997-999/1000|3",
                "bytes=-5000|206|bytes 0-999/1000|1000",
                "bytes=900-5000|206|bytes 900-999/1000|100",
                "bytes=1000-|416|bytes */1000|",
                "bytes=-0|416|bytes */1000|",
                "bytes=5-2|200||1000",
                "bytes=0-1,5-9|200||1000",
                "bytes=-|200||1000",
                "bytes=a-b|200||1000",
                "lines=0-9|200||1000",
                "bytes=99999999999999999999999-|200||1000",
            })
    void rangesAreGivenAsTheyAreOrNotAtAll(String range, int status, String contentRange, Integer length)
            throws Exception {
        byte[] file = bytes(1000);
        HttpResponse<byte[]> got = HTTP.send(
                HttpRequest.newBuilder(download("a.bin", "application/x", file))
                        .header("Range", range)
                        .build(),
                BodyHandlers.ofByteArray());

        assertThat(got.statusCode()).isEqualTo(status);
        assertThat(got.headers().firstValue("content-range").orElse(null)).isEqualTo(contentRange);
        if (length != null) {
            assertThat(got.body()).hasSize(length);
            int from = status == 200 ? 0 : Integer.parseInt(contentRange.replaceAll("bytes (\\d+)-.*", "$1"));
            assertThat(got.body()).isEqualTo(Arrays.copyOfRange(file, from, from + length));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/file/$A",
                "/file/$/",
                "/file/$/x",
                "/file//$",
                "//file/$",
                "/file/$?x=1",
                "/file/$;x=1",
                "/file/%6d$",
                "/file/../file/$",
                "/file/./$x",
                "/FILE/$",
                "/file/",
                "/file",
                "/file/mbf1.k0.AAAA"
            })
    void nothingElseIsALink(String path) throws Exception {
        URI link = download("a.bin", "application/x", bytes(10));
        String sealed = link.getPath().substring("/file/".length());
        try (RawHttp http = new RawHttp(url())) {
            int status = http.say("GET " + path.replace("$", sealed)
                            + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                    .status();

            assertThat(status).isIn(404, 400, 405);
        }
    }

    @Test
    void whoOpensALinkThatIsNoneInABrowserIsToldSoOnAPageAndProgramsAreNot() throws Exception {
        URI none = URI.create(url() + "/file/mbf1.k0.AAAA");
        HttpResponse<String> page = HTTP.send(
                HttpRequest.newBuilder(none)
                        .header("Accept", "text/html,*/*;q=0.8")
                        .header("Accept-Language", "de")
                        .build(),
                BodyHandlers.ofString());
        HttpResponse<String> program = HTTP.send(HttpRequest.newBuilder(none).build(), BodyHandlers.ofString());

        assertThat(page.statusCode()).isEqualTo(404);
        assertThat(page.body()).contains("<html lang=\"de\">", "Dieser Link geht nicht");
        assertThat(header(page, "content-security-policy")).contains("default-src 'none'");
        assertThat(program.statusCode()).isEqualTo(404);
        assertThat(program.body()).startsWith("{");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
    void aLinkDownTakesNothing(String method) throws Exception {
        HttpResponse<String> got = HTTP.send(
                HttpRequest.newBuilder(download("a.bin", "application/x", bytes(10)))
                        .method(method, BodyPublishers.ofString("x"))
                        .build(),
                BodyHandlers.ofString());

        assertThat(got.statusCode()).isIn(405, 400); // Payara itself refuses the body of a DELETE
    }

    @Test
    void aFileGoesUpOnceAndCanBeAttached() throws Exception {
        byte[] file = bytes(900_000);
        URI link = upload("plan.pdf", file.length);
        HttpResponse<String> put = put(link, file);

        assertThat(put.statusCode()).as(put.body()).isEqualTo(201);
        JsonObject stored = json(put.body());
        assertThat(stored.getString("name")).isEqualTo("plan.pdf");
        assertThat(stored.getInt("size_bytes")).isEqualTo(file.length);
        assertThat(put(link, file).statusCode()).isEqualTo(409);
        JsonObject read = client().as(alice)
                .call(
                        "imap_read_attachment",
                        Json.createObjectBuilder()
                                .add("folder", stored.getString("folder"))
                                .add("uid", stored.getInt("uid"))
                                .add("part", stored.getString("part"))
                                .add("as", "link"))
                .getJsonObject("structuredContent");
        assertThat(HTTP.send(
                                HttpRequest.newBuilder(noted(read.getString("url")))
                                        .build(),
                                BodyHandlers.ofByteArray())
                        .body())
                .isEqualTo(file);
    }

    @Test
    void aFileMustBeOfTheSizeThatWasSaid() throws Exception {
        int before = drafts();
        URI link = upload("a.txt", 5);

        assertThat(put(link, bytes(4)).statusCode()).isEqualTo(400);
        assertThat(put(link, bytes(6)).statusCode()).isEqualTo(413);
        assertThat(HTTP.send(
                                HttpRequest.newBuilder(link)
                                        .PUT(BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(bytes(5))))
                                        .build(),
                                BodyHandlers.ofString())
                        .statusCode())
                .as("in chunks")
                .isEqualTo(411);
        assertThat(drafts()).isEqualTo(before);
        assertThat(put(link, bytes(5)).statusCode()).isEqualTo(201);
    }

    @Test
    void aClientThatLeavesBeforeTheEndLeavesNothing() throws Exception {
        int before = drafts();
        for (int sent : new int[] {0, 1, 150_000, 399_999}) {
            URI link = upload("a.bin", 400_000);
            try (RawHttp http = new RawHttp(url())) {
                http.say("PUT " + link.getRawPath() + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 400000\r\n\r\n")
                        .say(bytes(sent));
            }
            // GreenMail throws where a mail is cut off
            Awaitility.await()
                    .dontCatchUncaughtExceptions()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> put(link, bytes(400_000)).statusCode()
                            == 201); // it is free again, so that whatever came before is over
        }
        assertThat(drafts()).isEqualTo(before + 4);
    }

    @Test
    void peopleGetAFormWithoutScripts() throws Exception {
        byte[] file = "hello".getBytes(UTF_8);
        int before = drafts();
        URI link = upload("<i>note.txt", file.length);
        HttpResponse<String> page = HTTP.send(HttpRequest.newBuilder(link).build(), BodyHandlers.ofString());

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains("type=\"file\"", "multipart/form-data", "<label for=\"file\">")
                .doesNotContain("<script", "<i>");
        assertThat(header(page, "content-security-policy")).contains("default-src 'none'", "form-action 'self'");
        assertThat(header(page, "referrer-policy")).isEqualTo("strict-origin");
        assertThat(form(link, "hell").statusCode()).isEqualTo(400);
        assertThat(form(link, "hello!").statusCode()).isEqualTo(400);
        assertThat(form(link, "hello").statusCode()).isEqualTo(201);
        assertThat(form(link, "hello").statusCode()).isEqualTo(409);
        HttpResponse<String> used = HTTP.send(HttpRequest.newBuilder(link).build(), BodyHandlers.ofString());
        assertThat(used.statusCode()).isEqualTo(409);
        assertThat(used.body()).contains("used already").doesNotContain("type=\"file\"");
        assertThat(drafts()).isEqualTo(before + 1);
    }

    @Test
    void aPageOfAnotherSiteCannotReadAFile() throws Exception {
        HttpResponse<String> got = HTTP.send(
                HttpRequest.newBuilder(download("a.bin", "application/x", bytes(10)))
                        .header("Origin", "https://evil.example")
                        .build(),
                BodyHandlers.ofString());

        assertThat(got.statusCode()).isEqualTo(403);
    }

    private static HttpResponse<String> form(URI link, String content) throws IOException, InterruptedException {
        String form = "--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"other.txt\"\r\n"
                + "Content-Type: text/plain\r\n\r\n" + content + "\r\n--xyz--\r\n";
        return HTTP.send(
                HttpRequest.newBuilder(link)
                        .header("Content-Type", "multipart/form-data; boundary=xyz")
                        .POST(BodyPublishers.ofString(form))
                        .build(),
                BodyHandlers.ofString());
    }

    private static HttpResponse<String> put(URI link, byte[] file) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(link)
                        .PUT(BodyPublishers.ofByteArray(file))
                        .build(),
                BodyHandlers.ofString());
    }

    private URI upload(String name, int size) throws Exception {
        JsonObject result = client().as(alice)
                .call(
                        "imap_request_upload",
                        Json.createObjectBuilder().add("name", name).add("size_bytes", size));
        return noted(result.getJsonObject("structuredContent").getString("url"));
    }

    private URI download(String name, String type, byte[] file) throws Exception {
        try (RawImap box = mail().connect(alice)) {
            box.append(
                    "INBOX",
                    "()",
                    ("Subject: a file\r\nMIME-Version: 1.0\r\nContent-Type: " + type
                                    + "\r\nContent-Disposition: attachment; filename=\"=?utf-8?B?"
                                    + Base64.getEncoder().encodeToString(name.getBytes(UTF_8))
                                    + "?=\"\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                                    + Base64.getMimeEncoder().encodeToString(file) + "\r\n")
                            .getBytes(UTF_8));
        }
        int uid = client().as(alice)
                .call("imap_list_emails", Json.createObjectBuilder().add("limit", 1))
                .getJsonObject("structuredContent")
                .getJsonArray("emails")
                .getJsonObject(0)
                .getInt("uid");
        return noted(client().as(alice)
                .call(
                        "imap_read_attachment",
                        Json.createObjectBuilder()
                                .add("uid", uid)
                                .add("part", "1")
                                .add("as", "link"))
                .getJsonObject("structuredContent")
                .getString("url"));
    }

    private static URI noted(String link) {
        CANARIES.add(link.substring(link.lastIndexOf('/') + 1));
        assertThat(link).startsWith(url() + "/file/");
        return URI.create(link);
    }

    private int drafts() throws IOException {
        try (RawImap box = mail().connect(alice)) {
            String listed = String.join("\n", box.command("LIST \"\" \"*\""));
            return listed.contains("Drafts") ? mail().messages(alice, "Drafts").size() : 0;
        }
    }

    private static JsonObject json(String text) {
        try (var reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }
}

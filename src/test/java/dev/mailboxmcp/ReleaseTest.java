// SPDX-License-Identifier: MIT
package dev.mailboxmcp;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A release is called the same wherever it is named. */
class ReleaseTest {
    private static final Pattern VERSION = Pattern.compile("<artifactId>mailbox-mcp</artifactId>\\s*<version>([^<]+)<");
    private static final Pattern RELEASE = Pattern.compile("(?m)^## (\\S+), \\d{4}-\\d\\d-\\d\\d$");
    private static final Pattern SERVER_LABEL =
            Pattern.compile("io\\.modelcontextprotocol\\.server\\.name=\"([^\"]+)\"");

    private final JsonObject server = serverJson();

    @Test
    void theRegistryIsToldTheVersionOfThePom() throws IOException {
        String version = version();

        assertThat(server.getString("version")).isEqualTo(version);
        assertThat(image()).endsWith("/mailbox-mcp:" + version);
    }

    /** What the registry takes as the proof that an image belongs to the server that names it. */
    @Test
    void theImageIsLabelledWithTheNameOfTheServer() throws IOException {
        assertThat(first(SERVER_LABEL, Path.of("Containerfile"))).isEqualTo(server.getString("name"));
    }

    @Test
    void theNewestReleaseOfTheChangelogIsTheVersionOfThePom() throws IOException {
        assertThat(first(RELEASE, Path.of("CHANGELOG.md"))).isEqualTo(version());
    }

    @Test
    void theSettingsThatTheRegistryNamesAreSettings() throws IOException {
        String reference = Files.readString(Path.of("docs/configuration.md"));

        assertThat(variables())
                .contains("IMAP_HOST", "ENCRYPTION_KEY")
                .allSatisfy(name -> assertThat(reference).contains("| `" + name + "` |"));
    }

    private List<String> variables() {
        return oneImage().getJsonArray("environmentVariables").getValuesAs(JsonObject.class).stream()
                .map(variable -> variable.getString("name"))
                .toList();
    }

    private String image() {
        return oneImage().getString("identifier");
    }

    private JsonObject oneImage() {
        return server.getJsonArray("packages").getJsonObject(0);
    }

    private static String version() throws IOException {
        return first(VERSION, Path.of("pom.xml"));
    }

    private static String first(Pattern pattern, Path file) throws IOException {
        return pattern.matcher(Files.readString(file))
                .results()
                .map(match -> match.group(1))
                .findFirst()
                .orElseThrow();
    }

    private static JsonObject serverJson() {
        try (var reader = Json.createReader(Files.newBufferedReader(Path.of("server.json")))) {
            return reader.readObject();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}

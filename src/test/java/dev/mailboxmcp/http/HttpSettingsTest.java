// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.settings.Settings;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpSettingsTest {
    @ParameterizedTest
    @ValueSource(strings = {"", " ", ",", " , "})
    void hostsThatAreSetToNothingStopTheStart(String nothing) {
        Settings settings = new Settings(
                name -> Optional.ofNullable(Map.of("ALLOWED_HOSTS", nothing).get(name)));

        HttpSettings.read(settings);

        assertThat(settings.problems()).singleElement().asString().startsWith("ALLOWED_HOSTS");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ","})
    void originsThatAreSetToNothingAllowNoPageFromElsewhere(String nothing) {
        Settings settings = new Settings(
                name -> Optional.ofNullable(Map.of("ALLOWED_ORIGINS", nothing).get(name)));
        HttpSettings read = HttpSettings.read(settings);

        assertThat(read.allowsOrigin("https://evil.example")).isFalse();
        assertThat(settings.problems()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost, true",
        "http://localhost:6274, true",
        "https://LOCALHOST:1, true",
        "http://127.0.0.1:3000, true",
        "http://127.1.2.3, true",
        "http://[::1]:3000, true",
        "https://mail.example.org, true",
        "https://mail.example.org:443, true",
        "https://MAIL.example.org, true",
        "http://intranet:8080, true",
        "https://mail.example.org:444, false",
        "http://mail.example.org, false",
        "https://mail.example.org.evil.example, false",
        "https://evil.example/https://mail.example.org, false",
        "https://mail.example.org@evil.example, false",
        "http://localhost.evil.example, false",
        "http://127.0.0.1.evil.example, false",
        "http://1270.0.0.1, false",
        "ftp://localhost, false",
        "null, false",
        "'', false",
        "localhost, false",
        "*, false",
    })
    void originsAreComparedWhole(String origin, boolean allowed) {
        HttpSettings settings = read(Map.of("ALLOWED_ORIGINS", "https://mail.example.org, http://intranet:8080"));

        assertThat(settings.allowsOrigin(origin)).isEqualTo(allowed);
    }

    @Test
    void noOriginButLoopbackIsAllowedUntilItIsNamed() {
        assertThat(read(Map.of()).allowsOrigin("https://mail.example.org")).isFalse();
    }

    @Test
    void everyOriginIsAllowedByAStarWithAWarning() {
        Settings source = source(Map.of("ALLOWED_ORIGINS", "*"));

        assertThat(HttpSettings.read(source).allowsOrigin("https://anyone.example"))
                .isTrue();
        assertThat(source.warnings()).singleElement().asString().startsWith("ALLOWED_ORIGINS=*");
        assertThat(source.problems()).isEmpty();
    }

    @Test
    void everyWrongValueIsNamed() {
        Settings source = source(Map.of(
                "ALLOWED_ORIGINS", "mail.example.org,https://mail.example.org/path",
                "ALLOWED_HOSTS", "https://mail.example.org",
                "MAX_REQUEST_BYTES", "1"));

        HttpSettings settings = HttpSettings.read(source);

        assertThat(source.problems()).hasSize(4);
        assertThat(settings.maxRequestBytes()).isEqualTo(1_048_576);
    }

    @ParameterizedTest
    @CsvSource({
        "localhost:3000, true, true",
        "127.0.0.1, true, true",
        "[::1]:3000, true, true",
        "LocalHost, true, true",
        "evil.example.com, true, false",
        "localhost.evil.example, true, false",
        "localhost@evil.example, true, false",
        "'', true, false",
        ", true, false",
        "evil.example.com, false, true",
        ", false, true",
    })
    void aLoopbackConnectionMustNameLoopback(@Nullable String host, boolean local, boolean allowed) {
        assertThat(read(Map.of()).allowsHost(host, local)).isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({
        "mail.example.org, false, true",
        "Mail.Example.org:8443, false, true",
        "mail.example.org, true, true",
        "localhost:3000, true, true",
        "localhost:3000, false, false",
        "evil.example.com, false, false",
    })
    void listedHostsAreTheOnlyOnes(String host, boolean local, boolean allowed) {
        assertThat(read(Map.of("ALLOWED_HOSTS", "mail.example.org")).allowsHost(host, local))
                .isEqualTo(allowed);
    }

    /** A proxy on the same machine passes on what its clients say. */
    @ParameterizedTest
    @CsvSource({
        "mcp.example.org, true, true",
        "MCP.example.org:4653, true, true",
        "localhost:3000, true, true",
        "evil.example.com, true, false",
        "evil.example.com, false, true",
    })
    void theServersOwnNameIsNobodyElses(String host, boolean local, boolean allowed) {
        HttpSettings settings = read(Map.of("PUBLIC_URL", "https://mcp.example.org/"));

        assertThat(settings.allowsHost(host, local)).isEqualTo(allowed);
        assertThat(settings.allowsOrigin("https://mcp.example.org")).isTrue();
    }

    private static HttpSettings read(Map<String, String> environment) {
        return HttpSettings.read(source(environment));
    }

    private static Settings source(Map<String, String> environment) {
        return new Settings(name -> Optional.ofNullable(environment.get(name)));
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamedHostsTest {
    private static final int MANY = 20;

    private final List<String> warnings = new ArrayList<>();

    @Test
    void aPublicUrlThatNobodyComesByIsWarnedOfOnce() {
        NamedHosts hosts = hosts("https://mcp.exmaple.org");

        note(hosts, "mcp.example.org");
        note(hosts, "mcp.example.net");

        assertThat(warnings)
                .singleElement()
                .asString()
                .startsWith(
                        "5 requests were for mcp.example.org, which no setting names, and none yet for mcp.exmaple.org")
                .contains("PUBLIC_URL or OAUTH_URL");
    }

    @Test
    void whoTriesNamesOfAServerThatIsReachedByItsOwnIsNoReason() {
        NamedHosts hosts = hosts("https://mcp.example.org");

        hosts.note("mcp.example.org");
        note(hosts, "evil.example");

        assertThat(warnings).isEmpty();
    }

    @Test
    void whoTriesManyNamesIsNoReason() {
        NamedHosts hosts = hosts("https://mcp.exmaple.org");

        for (int i = 0; i < MANY; i++) {
            hosts.note("scan" + i + ".example");
        }
        assertThat(warnings).isEmpty();

        note(hosts, "mcp.example.org");
        assertThat(warnings).singleElement().asString().startsWith("5 requests were for mcp.example.org,");
    }

    @Test
    void ofTwoUrlsTheOneThatNobodyComesByIsNamed() {
        NamedHosts hosts = hosts("https://mcp.example.org", "https://oauth.exmaple.org");

        hosts.note("mcp.example.org");
        note(hosts, "oauth.example.org");

        assertThat(warnings)
                .singleElement()
                .asString()
                .contains("none yet for oauth.exmaple.org,")
                .doesNotContain("mcp.example.org");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "10.1.2.3", "[2001:db8::1]", "other.example.org"})
    void addressesAndAllowedHostsAreNoStrangers(String name) {
        NamedHosts hosts = hosts("https://mcp.exmaple.org");

        note(hosts, name);

        assertThat(warnings).isEmpty();
    }

    @Test
    void withoutAUrlThereIsNothingToCompare() {
        note(hosts(), "mcp.example.org");
        note(hosts("http://localhost:3000"), "mcp.example.org");

        assertThat(warnings).isEmpty();
    }

    @Test
    void whoSignsInAtAnotherHostThanOauthUrlSaysIsToldOnce() {
        NamedHosts hosts = hosts("https://mcp.example.org", "https://mcp.exmaple.org");

        hosts.noteSignIn("localhost", "mcp.exmaple.org");
        hosts.noteSignIn("mcp.exmaple.org", "mcp.exmaple.org");
        assertThat(warnings).isEmpty();
        hosts.noteSignIn("mcp.example.org", "mcp.exmaple.org");
        hosts.noteSignIn("mcp.example.org", "mcp.exmaple.org");

        assertThat(warnings)
                .singleElement()
                .asString()
                .startsWith("a client came to sign in at mcp.example.org, but OAUTH_URL is at mcp.exmaple.org");
    }

    private NamedHosts hosts(String... own) {
        HttpSettings settings = new HttpSettings(false, Set.of(), Set.of("other.example.org"), 1024);
        for (String url : own) {
            settings = settings.at(Objects.requireNonNull(Origin.parse(url)));
        }
        return new NamedHosts(settings, warnings::add);
    }

    private static void note(NamedHosts hosts, String name) {
        for (int i = 0; i < MANY; i++) {
            hosts.note(name);
        }
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.mailboxmcp.settings.Settings;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {
    private static final String TRUSTED = "10.0.0.0/8, 192.0.2.7, 2001:db8::/32";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.9 | 198.51.100.1              | 203.0.113.9  | a stranger says what he likes",
                "10.1.2.3    |                           | 10.1.2.3     | no header",
                "10.1.2.3    | 198.51.100.1              | 198.51.100.1 | one proxy",
                "10.1.2.3    | 198.51.100.1, 10.9.9.9    | 198.51.100.1 | two proxies",
                "10.1.2.3    | 1.2.3.4, 198.51.100.1     | 198.51.100.1 | what the client wrote itself does not count",
                "192.0.2.7   | 10.9.9.9, 10.8.8.8        | 10.9.9.9     | nobody but proxies",
                "192.0.2.8   | 198.51.100.1              | 192.0.2.8    | next to a trusted one",
                "10.1.2.3    | unknown                   | 10.1.2.3     | no address",
                "10.1.2.3    | 999.1.1.1                 | 10.1.2.3     | no address, though it looks like one",
                "10.1.2.3    | 1.2.3.256:80              | 10.1.2.3     | the same with a port",
                "10.1.2.3    | 255.249.99.0              | 255.249.99.0 | the largest numbers",
                "10.1.2.3    | .:1                       | 10.1.2.3     | no address, though there is a colon",
                "10.1.2.3    | ::                        | 0:0:0:0:0:0:0:0 | the shortest address",
                "10.1.2.3    | evil, 10.5.5.5            | 10.5.5.5     | nonsense ends the way back",
                "10.1.2.3    | 198.51.100.1:4711         | 198.51.100.1 | with a port",
                "10.1.2.3    | [2001:db9::1]:4711        | 2001:db9:0:0:0:0:0:1 | of IPv6 with a port",
                "2001:db8::5 | 2001:db9::1               | 2001:db9:0:0:0:0:0:1 | of IPv6",
                "::ffff:10.1.2.3 | 198.51.100.1          | 198.51.100.1 | IPv4 as IPv6"
            })
    void theClientIsTheLastHopThatIsNoTrustedProxy(String peer, String header, String client, String why) {
        List<String> lines = header == null ? List.of() : List.of(header);

        assertThat(proxies(TRUSTED).clientAddress(peer, lines)).as(why).isEqualTo(client);
    }

    @Test
    void aHopWithoutEndIsNoAddressAndTakesNoTime() {
        List<String> hops = List.of(":".repeat(150_000) + "g", "[" + ":".repeat(150_000), "1".repeat(150_000));
        assertTimeoutPreemptively(
                Duration.ofSeconds(2),
                () -> assertThat(hops)
                        .allMatch(hop -> proxies(TRUSTED)
                                .clientAddress("10.1.2.3", List.of(hop))
                                .equals("10.1.2.3")));
    }

    @Test
    void severalHeadersAreOneList() {
        assertThat(proxies(TRUSTED).clientAddress("10.1.2.3", List.of("1.2.3.4", "198.51.100.1", "10.9.9.9")))
                .isEqualTo("198.51.100.1");
    }

    @Test
    void withoutTheSettingNobodyIsTrusted() {
        assertThat(proxies("").clientAddress("127.0.0.1", List.of("198.51.100.1")))
                .isEqualTo("127.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"proxy.example.org", "10.0.0.0/33", "10.0.0/8", "10.0.0.0/8/8", "*", "::1/129", "10.0.0.0/x"})
    void aNameOrNonsenseIsAProblem(String value) {
        Settings settings = new Settings(name -> Optional.of(value));
        TrustedProxies.read(settings);

        assertThat(settings.problems()).hasSize(1).first().asString().startsWith("TRUSTED_PROXIES=");
    }

    @Test
    void aNetworkEndsWhereItsBitsEnd() {
        for (String inside : Arrays.asList("172.16.0.0", "172.31.255.255")) {
            assertThat(proxies("172.16.0.0/12").clientAddress(inside, List.of("198.51.100.1")))
                    .isEqualTo("198.51.100.1");
        }
        for (String outside : Arrays.asList("172.15.255.255", "172.32.0.0")) {
            assertThat(proxies("172.16.0.0/12").clientAddress(outside, List.of("198.51.100.1")))
                    .isEqualTo(outside);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "127.0.0.1   |                                                  | a program of this machine",
                "::1         | Host=[::1]:3000                                  | the same by IPv6",
                "127.0.0.1   | User-Agent=Mozilla/5.0;Sec-Fetch-Site=none       | a browser of this machine",
                "127.0.0.1   | Origin=http://localhost:3000                     | its form",
            })
    void withoutAProxyThisMachineIsPrivate(String peer, @Nullable String headers, String why) {
        assertThat(nobody().isPrivate(peer, false, headers(headers))).as(why).isTrue();
    }

    /** Each is what some proxy of this machine makes of a request that came in the clear from elsewhere. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "192.0.2.1 |                                    | it does not come from this machine",
                "127.0.0.1 | X-Forwarded-For=192.0.2.1          | it names the client",
                "127.0.0.1 | x-forwarded-proto=https            | nobody trusts that proxy",
                "127.0.0.1 | X-Forwarded-Host=mcp.example.org   | it names the host",
                "127.0.0.1 | Forwarded=for=192.0.2.1            | RFC 7239",
                "127.0.0.1 | Via=1.1 proxy                      | RFC 9110",
                "127.0.0.1 | X-Real-IP=192.0.2.1                | as nginx is often set up",
                "127.0.0.1 | Host=mcp.example.org               | it names no client, and passes the host on",
                "127.0.0.1 | User-Agent=Mozilla/5.0             | the browser saw neither TLS nor this machine",
                "127.0.0.1 | Origin=http://mcp.example.org      | the form was loaded from elsewhere",
            })
    void whatMayHaveComeThroughAProxyIsNotThisMachine(String peer, @Nullable String headers, String why) {
        assertThat(nobody().isPrivate(peer, false, headers(headers))).as(why).isFalse();
    }

    @Test
    void whereAProxyIsExpectedLoopbackIsNotThisMachine() {
        for (String setting : List.of("TRUSTED_PROXIES=10.0.0.1", "ALLOWED_HOSTS=mcp.example.org,localhost")) {
            assertThat(set(setting).isPrivate("127.0.0.1", false, headers(null)))
                    .as(setting)
                    .isFalse();
        }
        assertThat(set("ALLOWED_HOSTS=localhost").isPrivate("127.0.0.1", false, headers(null)))
                .isTrue();
    }

    @Test
    void aTrustedProxySaysWhetherItCameByTls() {
        TrustedProxies proxies = set("TRUSTED_PROXIES=127.0.0.1");

        assertThat(proxies.isPrivate("127.0.0.1", false, headers("X-Forwarded-Proto=https;Host=mcp.example.org")))
                .isTrue();
        assertThat(proxies.isPrivate("127.0.0.1", true, headers("X-Forwarded-Proto=http")))
                .isFalse();
        assertThat(proxies.isPrivate("127.0.0.1", false, headers(null))).isFalse();
    }

    @Test
    void tlsIsPrivateFromEverywhere() {
        assertThat(nobody().isPrivate("192.0.2.1", true, headers("Host=mcp.example.org")))
                .isTrue();
    }

    private static TrustedProxies nobody() {
        return TrustedProxies.read(new Settings(name -> Optional.empty()));
    }

    private static TrustedProxies set(String setting) {
        String[] parts = setting.split("=", 2);
        return TrustedProxies.read(
                new Settings(name -> name.equals(parts[0]) ? Optional.of(parts[1]) : Optional.empty()));
    }

    private static Map<String, List<String>> headers(@Nullable String text) {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.put("Host", List.of("localhost:3000"));
        for (String header : text == null ? new String[0] : text.split(";", -1)) {
            String[] parts = header.split("=", 2);
            headers.put(parts[0], List.of(parts[1]));
        }
        return headers;
    }

    private static TrustedProxies proxies(String value) {
        Settings settings = new Settings(name -> Optional.of(value));
        TrustedProxies proxies = TrustedProxies.read(settings);
        assertThat(settings.problems()).isEmpty();
        return proxies;
    }
}

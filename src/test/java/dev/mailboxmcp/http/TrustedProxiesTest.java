// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.settings.Settings;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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

    private static TrustedProxies proxies(String value) {
        Settings settings = new Settings(name -> Optional.of(value));
        TrustedProxies proxies = TrustedProxies.read(settings);
        assertThat(settings.problems()).isEmpty();
        return proxies;
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopbackTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "LocalHost", "127.0.0.1", "127.255.255.255", "::1", "[::1]", "[0:0:0:0:0:0:0:1]"})
    void whatCanOnlyMeanThisMachineDoes(String host) {
        assertThat(Loopback.isNamed(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.example.org",
                "127.0.0.1.example.org",
                "127.0.0.256",
                "127.1",
                "localhost.example.org",
                "128.0.0.1",
                "0.0.0.0",
                "[::2]",
                ""
            })
    void whatAResolverMayTakeElsewhereDoesNot(String host) {
        assertThat(Loopback.isNamed(host)).isFalse();
    }
}

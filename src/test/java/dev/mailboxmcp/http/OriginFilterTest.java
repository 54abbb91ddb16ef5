// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OriginFilterTest {
    @Test
    void preflightAllowsTheHeadersOfTheProtocolAndOfCredentials() {
        assertThat(OriginFilter.allowedHeaders(null).split(", "))
                .contains("content-type", "mcp-protocol-version", "mcp-method", "mcp-name", "mcp-session-id")
                .contains("last-event-id", "authorization", "x-imap-user", "x-imap-pass")
                .contains("x-imap-token", "x-imap-login", "x-mail-profile");
    }

    @Test
    void preflightAllowsAskedHeadersThatRepeatArguments() {
        assertThat(OriginFilter.allowedHeaders("Mcp-Param-Folder, x-evil,mcp-param-a\r\nx: y"))
                .endsWith(", mcp-param-folder")
                .doesNotContain("evil");
    }
}

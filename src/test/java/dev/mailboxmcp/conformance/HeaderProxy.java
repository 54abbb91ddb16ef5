// SPDX-License-Identifier: MIT
package dev.mailboxmcp.conformance;

import dev.mailboxmcp.mailserver.MailUser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Stands between the suite, which can send no headers of ours, and the server, and names a user. */
final class HeaderProxy implements AutoCloseable {
    private final Process process;
    private final String endpoint;

    HeaderProxy(String origin, MailUser user) throws IOException {
        process = NodePackages.start(
                "header-proxy.mjs", origin, "x-imap-user: " + user.address(), "x-imap-pass: " + user.password());
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        endpoint = "http://localhost:" + output.readLine() + "/mcp";
    }

    String endpoint() {
        return endpoint;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        process.getOutputStream().close();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}

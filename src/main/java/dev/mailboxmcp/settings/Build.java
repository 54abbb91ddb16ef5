// SPDX-License-Identifier: MIT
package dev.mailboxmcp.settings;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/** How this server names itself to clients and to mail servers. */
public final class Build {
    public static final String NAME = "mailbox-mcp";

    private static final String FILE = "/dev/mailboxmcp/protocol/server.properties";

    private Build() {}

    /** Such as {@code 1.2.0}; {@code unknown} where that was not built by Maven. */
    public static String version() {
        Properties build = new Properties();
        try (InputStream in = Objects.requireNonNull(Build.class.getResourceAsStream(FILE), FILE)) {
            build.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return build.getProperty("version", "unknown");
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.settings;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How this server names itself to clients and to mail servers. */
public final class Build {
    public static final String NAME = "mailbox-mcp";

    private static final String FILE = "/dev/mailboxmcp/protocol/server.properties";

    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{7,40}(-dirty)?");
    private static final Pattern MOMENT = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");

    private Build() {}

    /** Such as {@code 1.2.0}; {@code unknown} where that was not built by Maven. */
    public static String version() {
        return properties().getProperty("version", "unknown");
    }

    /**
     * The commit that it was built from, such as {@code ac51329c04 of 2026-11-29T02:34:36Z}: a build of the same commit has
     * the same bytes, so there is no other moment. Null where it was not built from a checkout.
     */
    public static @Nullable String commit() {
        String commit = commitId();
        String moment = properties().getProperty("committed", "");
        return commit == null ? null : MOMENT.matcher(moment).matches() ? commit + " of " + moment : commit;
    }

    /**
     * Version, commit and its moment as one word (Semantic Versioning 2.0.0, 10), such as
     * {@code 1.2.0+ac51329c04.20261129T023436Z}.
     */
    public static String versionWithCommit() {
        String commit = commit();
        return commit == null
                ? version()
                : version() + "+" + commit.replace(" of ", ".").replaceAll("(?<=\\d)[-:](?=\\d)", "");
    }

    private static @Nullable String commitId() {
        String commit = properties().getProperty("commit", "");
        return COMMIT.matcher(commit).matches() ? commit : null;
    }

    private static Properties properties() {
        Properties build = new Properties();
        try (InputStream in = Objects.requireNonNull(Build.class.getResourceAsStream(FILE), FILE)) {
            build.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return build;
    }
}

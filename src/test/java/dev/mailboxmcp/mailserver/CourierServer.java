// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailserver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Courier, by {@code courier.sh}, configured as Debian does: folders are below INBOX, levels are parted by a dot. Knows few
 * extensions, and no special-use folders.
 */
public final class CourierServer extends UnpackedMailServer {
    private static @Nullable CourierServer shared;

    private CourierServer() {
        super("Courier", "courier");
    }

    /** The one server of this process; skips the test that asks where it cannot be had. */
    public static synchronized CourierServer shared() {
        if (shared == null) {
            shared = new CourierServer();
        }
        return shared;
    }

    /** Folders go behind its back: it sleeps two seconds over each DELETE. */
    @Override
    public void reset(MailUser user) throws IOException {
        Path maildir = home().resolve(user.address()).resolve("Maildir");
        List<Path> files;
        try (Stream<Path> walk = Files.walk(maildir)) {
            files = walk.filter(file -> maildir.relativize(file).toString().startsWith("."))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
        super.reset(user);
    }

    private Path home() {
        return certificateAuthority().resolve("../../root/home").normalize();
    }
}

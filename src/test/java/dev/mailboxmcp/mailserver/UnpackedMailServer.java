// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailserver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A server that is unpacked rather than installed, with the Postfix of {@link DovecotServer} before it. */
abstract class UnpackedMailServer extends ScriptedMailServer {
    private static final String PREFIX = "INBOX.";

    /** @param key of its script, and of the folder it is unpacked in */
    UnpackedMailServer(String name, String key) {
        super(name, key + ".sh", missing(key));
    }

    @Override
    public String path(String folder) {
        return folder.equals("INBOX") ? folder : PREFIX + folder;
    }

    @Override
    public RawImap connect(MailUser user) throws IOException {
        return new RawImap(plainImapPort(), user, PREFIX);
    }

    private static String missing(String key) {
        String missing = DovecotServer.missing();
        if (!missing.isEmpty()) {
            return missing;
        }
        return Files.isDirectory(unpacked().resolve(key))
                ? ""
                : "it is not unpacked; as root: src/test/mailserver/" + key + ".sh install";
    }

    /** The folder that {@code common.sh} names. */
    private static Path unpacked() {
        String caches = variable("XDG_CACHE_HOME", variable("HOME", System.getProperty("user.home")) + "/.cache");
        return Path.of(variable("MAILSERVER_CACHE", caches + "/mailbox-mcp/mailserver"));
    }

    private static String variable(String name, String usual) {
        String value = System.getenv(name);
        return value == null || value.isEmpty() ? usual : value;
    }
}

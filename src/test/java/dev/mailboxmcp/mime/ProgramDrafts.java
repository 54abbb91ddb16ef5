// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Drafts as other programs saved them. */
public final class ProgramDrafts {
    private static final Path FOLDER = Path.of("src/test/resources/drafts");

    private ProgramDrafts() {}

    public static Stream<String> names() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString().replace(".eml", "")).sorted().toList().stream();
        }
    }

    /** Its bytes, whose lines end in LF. */
    public static byte[] read(String name) throws IOException {
        return Files.readAllBytes(FOLDER.resolve(name + ".eml"));
    }
}

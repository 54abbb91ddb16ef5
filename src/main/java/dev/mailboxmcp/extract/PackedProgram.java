// SPDX-License-Identifier: MIT
package dev.mailboxmcp.extract;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The child's jars, which lie in the WAR where no class loader of the server looks into them, and are written to a directory
 * of their own that only this user may enter ({@code java.io.tmpdir}).
 */
final class PackedProgram implements ChildProgram {
    private static final String FOLDER = "/extract/";
    private static final String LIST = FOLDER + "jars.txt";

    private @Nullable Path directory; // guarded by this
    private List<Path> jars = List.of(); // guarded by this

    @Override
    public synchronized String classPath() throws IOException {
        if (jars.isEmpty() || !jars.stream().allMatch(Files::isRegularFile)) {
            unpack();
        }
        return jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    @Override
    public synchronized Path directory() throws IOException {
        if (directory == null || !Files.isDirectory(directory)) {
            directory = Files.createTempDirectory("mailbox-mcp-extract-"); // rwx------ where there are such permissions
        }
        return directory;
    }

    private void unpack() throws IOException {
        List<String> names;
        try (InputStream list = open(LIST)) {
            names = new String(list.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
        Path to = directory();
        for (String name : names) {
            Path jar = to.resolve(name);
            try (InputStream from = open(FOLDER + name)) {
                Files.deleteIfExists(jar);
                Files.copy(from, jar);
            }
        }
        jars = names.stream().map(to::resolve).toList();
    }

    private static InputStream open(String resource) throws IOException {
        InputStream found = PackedProgram.class.getResourceAsStream(resource);
        if (found == null) {
            throw new FileNotFoundException("this build lacks " + resource);
        }
        return found;
    }

    @Override
    public synchronized void close() {
        Path left = directory;
        if (left == null) {
            return;
        }
        try {
            for (Path jar : jars) {
                Files.deleteIfExists(jar);
            }
            Files.deleteIfExists(left);
        } catch (IOException e) {
            // a directory that was swept, or that somebody put something into: nothing of ours is lost
        }
        directory = null;
        jars = List.of();
    }
}

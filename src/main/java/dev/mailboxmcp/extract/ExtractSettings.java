// SPDX-License-Identifier: MIT
package dev.mailboxmcp.extract;

import dev.mailboxmcp.settings.Settings;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * Whether there are processes that read files, and how they are started.
 *
 * @param command what the operator puts before the command of the process; empty for nothing
 */
public record ExtractSettings(boolean enabled, List<String> command) {
    /** Started without anything around. */
    public static final ExtractSettings USUAL = new ExtractSettings(true, List.of());

    private static final String NEEDS =
            "the absolute path of a program and its arguments, between blanks, such as /usr/bin/bwrap --unshare-all"
                    + " --ro-bind / /";

    public ExtractSettings {
        command = List.copyOf(command);
    }

    /** Reads {@code EXTRACT} and {@code EXTRACT_COMMAND}. */
    public static ExtractSettings read(Settings settings) {
        boolean enabled = settings.flag("EXTRACT", USUAL.enabled);
        String command = settings.unlessBlank("EXTRACT_COMMAND", NEEDS);
        if (command == null) {
            return new ExtractSettings(enabled, List.of());
        }
        List<String> words = List.of(command.split("\\s+"));
        if (!isProgram(words.get(0))) {
            settings.problem("EXTRACT_COMMAND", command, NEEDS);
        }
        return new ExtractSettings(enabled, words);
    }

    private static boolean isProgram(String name) {
        try {
            Path path = Path.of(name);
            return path.isAbsolute() && Files.isRegularFile(path) && Files.isExecutable(path);
        } catch (InvalidPathException e) {
            return false;
        }
    }
}

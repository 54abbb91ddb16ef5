// SPDX-License-Identifier: MIT
package dev.mailboxmcp.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a {@code .env} file: lines {@code KEY=VALUE}, with an optional {@code export} before and quotes around the value.
 * Without quotes a value ends at {@code  #}; within quotes nothing is special. Lines that are something else are ignored.
 */
final class DotEnv {
    private static final Pattern LINE =
            Pattern.compile("\\s*(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)\\s*=\\s*(.*?)\\s*");
    private static final Pattern QUOTED = Pattern.compile("(?:\"([^\"]*)\"|'([^']*)')\\s*(?:#.*)?");
    private static final Pattern COMMENT = Pattern.compile("(?:^|\\s+)#.*$");

    private DotEnv() {}

    /** The settings of the file in their order; none where there is no such file. */
    static Map<String, String> read(Path file) throws IOException {
        return Files.isRegularFile(file) ? parse(Files.readString(file)) : Map.of();
    }

    static Map<String, String> parse(String text) {
        Map<String, String> settings = new LinkedHashMap<>();
        text.lines().map(LINE::matcher).filter(Matcher::matches).forEach(line -> {
            String value = line.group(2);
            Matcher quoted = QUOTED.matcher(value);
            if (quoted.matches()) {
                value = quoted.group(1) != null ? quoted.group(1) : quoted.group(2);
            } else {
                value = COMMENT.matcher(value).replaceFirst("");
            }
            settings.put(line.group(1), value);
        });
        return settings;
    }
}

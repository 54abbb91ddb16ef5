// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oracle;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the browser said of each sample, one line each: name, fingerprint, and the words that are not seen. */
final class Verdicts {
    private static final String SEPARATOR = "\t";

    private final Map<String, String> lines = new LinkedHashMap<>();

    private Verdicts() {}

    /** Those in the repository. */
    static Verdicts committed() {
        Verdicts verdicts = new Verdicts();
        try (InputStream in = Verdicts.class.getResourceAsStream("verdicts.txt")) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .forEach(line -> verdicts.lines.put(line.substring(0, line.indexOf(SEPARATOR)), line));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return verdicts;
    }

    /** The words of a sample that are not seen; throws where the sample has changed since it was judged. */
    Set<String> unseen(Sample sample) {
        String[] parts = lines.getOrDefault(sample.name(), "\t\t").split(SEPARATOR, 3);
        if (!parts[1].equals(sample.fingerprint())) {
            throw new AssertionError("\"" + sample.name() + "\" was not judged as it is now: run HtmlOracleNightlyTest"
                    + " and copy target/oracle/verdicts.txt beside the samples");
        }
        return parts[2].isEmpty() ? Set.of() : new LinkedHashSet<>(List.of(parts[2].split(" ", -1)));
    }

    static String line(Sample sample, Set<String> unseen) {
        return sample.name() + SEPARATOR + sample.fingerprint() + SEPARATOR + String.join(" ", unseen);
    }
}

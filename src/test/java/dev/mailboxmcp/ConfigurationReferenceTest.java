// SPDX-License-Identifier: MIT
package dev.mailboxmcp;

import dev.mailboxmcp.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

class ConfigurationReferenceTest {
    private static final Pattern VARIABLE = Pattern.compile("`([A-Z][A-Z_]+)`");
    private static final Set<String> OF_THE_SERVER = Set.of("PORT", "BIND_ADDRESS", "OPS_PORT", "OPS_HOST", "BUSY");

    @Test
    void thePageNamesExactlyTheVariablesThatAreRead() throws IOException {
        Set<String> read = new TreeSet<>(Configuration.names(new Settings(name -> Optional.empty())));

        Set<String> documented = new TreeSet<>();
        Matcher variables = VARIABLE.matcher(Files.readString(Path.of("docs/configuration.md")));
        while (variables.find()) {
            documented.add(variables.group(1));
        }
        documented.removeAll(OF_THE_SERVER);
        read.removeAll(OF_THE_SERVER); // where links lead without PUBLIC_URL

        SoftAssertions softly = new SoftAssertions();
        softly.assertThat(without(read, documented))
                .as("variables that are read and not named in docs/configuration.md")
                .isEmpty();
        softly.assertThat(without(documented, read))
                .as("variables in docs/configuration.md that no code reads")
                .isEmpty();
        softly.assertAll();
    }

    private static Set<String> without(Set<String> names, Set<String> others) {
        Set<String> rest = new TreeSet<>(names);
        rest.removeAll(others);
        return rest;
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.extract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.settings.Settings;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExtractSettingsTest {
    @Test
    void withoutAnythingSaidProcessesAreStartedPlainly() {
        assertThat(ExtractSettings.read(settings(Map.of()))).isEqualTo(ExtractSettings.USUAL);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aCommandIsAProgramAndItsArguments() {
        Settings settings = settings(Map.of("EXTRACT_COMMAND", " /bin/sh  -c x ", "EXTRACT", "false"));

        ExtractSettings read = ExtractSettings.read(settings);

        assertThat(read.command()).containsExactly("/bin/sh", "-c", "x");
        assertThat(read.enabled()).isFalse();
        assertThat(settings.problems()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh -c x", "/", "/no/such/program", "", "\0"})
    void aCommandThatIsNoProgramByItsAbsolutePathStopsTheStart(String command) {
        Settings settings = settings(Map.of("EXTRACT_COMMAND", command));

        assertThat(ExtractSettings.read(settings)).isNotNull();
        assertThat(settings.problems()).singleElement().asString().contains("EXTRACT_COMMAND", "absolute path");
    }

    private static Settings settings(Map<String, String> environment) {
        return new Settings(name -> Optional.ofNullable(environment.get(name)));
    }
}

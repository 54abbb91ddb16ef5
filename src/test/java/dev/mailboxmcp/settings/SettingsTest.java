// SPDX-License-Identifier: MIT
package dev.mailboxmcp.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    private enum Colour {
        RED,
        DARK_BLUE
    }

    @Test
    void whatIsNotSetTakesItsDefault() {
        Settings settings = settings(Map.of("BLANK", "  "));

        assertThat(settings.optional("NONE")).isNull();
        assertThat(settings.optional("BLANK")).isNull();
        assertThat(settings.unlessBlank("NONE", "anything")).isNull();
        assertThat(settings.integer("NONE", 7, 1, 9)).isEqualTo(7);
        assertThat(settings.flag("NONE", true)).isTrue();
        assertThat(settings.seconds("NONE", Duration.ofSeconds(5), Duration.ZERO, Duration.ofSeconds(9)))
                .isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.instant("NONE")).isNull();
        assertThat(settings.secret("NONE")).isNull();
        assertThat(settings.list("NONE")).isEmpty();
        assertThat(settings.allowed("NONE")).isNull();
        assertThat(settings.choice("NONE", Colour.RED)).isEqualTo(Colour.RED);
        assertThat(settings.problems()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t", ",", " , ,"})
    void aListThatIsSetToNothingAllowsNothing(String nothing) {
        Settings settings = settings(Map.of("LIST", nothing));

        assertThat(settings.allowed("LIST")).isEmpty();
        assertThat(settings.list("LIST")).isEmpty();
        assertThat(settings.problems()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ",", " , ,"})
    void aListThatMustNameSomethingIsAProblemWhereItDoesNot(String nothing) {
        Settings settings = settings(Map.of("LIST", nothing));

        assertThat(settings.filledList("LIST", "names")).isEmpty();
        assertThat(settings.problems())
                .singleElement()
                .asString()
                .startsWith("LIST")
                .contains("needs names");
        assertThat(settings.filledList("NONE", "names")).isEmpty();
        assertThat(settings.problems()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t"})
    void whatHasADefaultIsNotSetToNothing(String nothing) {
        Settings settings = settings(
                Map.of("NUMBER", nothing, "FLAG", nothing, "COLOUR", nothing, "WHEN", nothing, "TEXT", nothing));

        settings.integer("NUMBER", 7, 1, 9);
        settings.flag("FLAG", true);
        settings.choice("COLOUR", Colour.RED);
        settings.instant("WHEN");
        settings.unlessBlank("TEXT", "a path");

        assertThat(settings.problems())
                .containsExactly(
                        "NUMBER is set to nothing: needs a whole number from 1 to 9, or not to be set at all",
                        "FLAG is set to nothing: needs true or false, or not to be set at all",
                        "COLOUR is set to nothing: needs one of red, dark-blue, or not to be set at all",
                        "WHEN is set to nothing: needs a moment such as 2027-01-31T00:00:00Z, or a date, or not to be set"
                                + " at all",
                        "TEXT is set to nothing: needs a path, or not to be set at all");
    }

    @Test
    void whatIsRightIsTaken() {
        Settings settings = settings(Map.of(
                "TEXT",
                " a b ",
                "NUMBER",
                "9",
                "FLAG",
                "Off",
                "LIST",
                "a, b,,c ",
                "COLOUR",
                "Dark-Blue",
                "SECRET",
                "x"));

        assertThat(settings.required("TEXT", "anything")).isEqualTo("a b");
        assertThat(settings.integer("NUMBER", 7, 1, 9)).isEqualTo(9);
        assertThat(settings.flag("FLAG", true)).isFalse();
        assertThat(settings.list("LIST")).containsExactly("a", "b", "c");
        assertThat(settings.choice("COLOUR", Colour.RED)).isEqualTo(Colour.DARK_BLUE);
        assertThat(settings.secret("SECRET")).isEqualTo("x");
        assertThat(settings.problems()).isEmpty();
    }

    @Test
    void everyWrongValueIsNamedWithWhatItGotAndWhatItNeeds() {
        Settings settings =
                settings(Map.of("NUMBER", "10", "WORD", "ten", "FLAG", "maybe", "COLOUR", "pink", "WHEN", "tomorrow"));

        assertThat(settings.integer("NUMBER", 7, 1, 9)).isEqualTo(7);
        assertThat(settings.integer("WORD", 7, 1, 9)).isEqualTo(7);
        assertThat(settings.flag("FLAG", true)).isTrue();
        assertThat(settings.choice("COLOUR", Colour.RED)).isEqualTo(Colour.RED);
        assertThat(settings.instant("WHEN")).isNull();
        assertThat(settings.required("NONE", "a name")).isEmpty();

        assertThat(settings.problems())
                .containsExactly(
                        "NUMBER=10 is wrong: needs a whole number from 1 to 9",
                        "WORD=ten is wrong: needs a whole number from 1 to 9",
                        "FLAG=maybe is wrong: needs true or false",
                        "COLOUR=pink is wrong: needs one of red, dark-blue",
                        "WHEN=tomorrow is wrong: needs a moment such as 2027-01-31T00:00:00Z, or a date",
                        "NONE is not set: needs a name");
    }

    @Test
    void aWrongValueIsShownShortAndOnOneLine() {
        Settings settings = settings(Map.of("NUMBER", "1\r\n2\u001b" + "x".repeat(500)));

        settings.integer("NUMBER", 7, 1, 9);

        assertThat(settings.problems())
                .singleElement()
                .asString()
                .hasSizeLessThan(150)
                .startsWith("NUMBER=1??2?xxx");
    }

    @ParameterizedTest
    @CsvSource({
        "2027-01-31T12:00:00Z,      2027-01-31T12:00:00Z",
        "2027-01-31T12:00:00+02:00, 2027-01-31T10:00:00Z",
        "2027-01-31,                2027-01-31T00:00:00Z"
    })
    void aMomentIsAnInstantOrADate(String text, Instant expected) {
        assertThat(settings(Map.of("WHEN", text)).instant("WHEN")).isEqualTo(expected);
    }

    @Test
    void aSecretMayLieInAFile(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("secret"), "  s3cret\n");
        Settings settings = settings(Map.of("SECRET_FILE", file.toString()));

        assertThat(settings.secret("SECRET")).isEqualTo("s3cret");
        assertThat(settings.problems()).isEmpty();
    }

    @Test
    void aSecretGivenTwiceIsAProblem(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("secret"), "one");
        Settings settings = settings(Map.of("SECRET_FILE", file.toString(), "SECRET", "another"));

        assertThat(settings.secret("SECRET")).isNull();
        assertThat(settings.problems()).containsExactly("SECRET and SECRET_FILE are both set: needs only one of them");
    }

    @Test
    void aSecretFileThatCannotBeUsedIsNamed(@TempDir Path folder) throws Exception {
        Path empty = Files.createFile(folder.resolve("empty"));
        Path huge = Files.write(folder.resolve("huge"), new byte[70_000]);
        Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        Path missing = folder.resolve("missing");
        String user = "readable by the user " + System.getProperty("user.name");

        for (Path file : new Path[] {empty, huge, binary, missing, folder}) {
            Settings settings = settings(Map.of("SECRET_FILE", file.toString()));
            assertThat(settings.secret("SECRET")).isNull();
            assertThat(settings.problems())
                    .singleElement()
                    .asString()
                    .startsWith("SECRET_FILE ")
                    .endsWith(user);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hunter2hunter2", "relative/hunter2", "hunter2\0"})
    void aSecretPutWhereItsFileBelongsIsNotShown(String secret) {
        Settings settings = settings(Map.of("SECRET_FILE", secret));

        assertThat(settings.secret("SECRET")).isNull();
        assertThat(settings.problems()).singleElement().asString().doesNotContain("hunter2");
    }

    private static Settings settings(Map<String, String> environment) {
        return new Settings(name -> Optional.ofNullable(environment.get(name)));
    }
}

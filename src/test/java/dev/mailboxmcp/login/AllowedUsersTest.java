// SPDX-License-Identifier: MIT
package dev.mailboxmcp.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.account.UserNames;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.settings.Settings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedUsersTest {
    private static final String LIST =
            "anna@example.org, kim@example.com, staff.example.org,@example.net , *@bücher.example, *@every.example, *.below.example, postmaster";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "anna@example.org",
                "Anna@Example.ORG",
                "bob@staff.example.org",
                "bob@example.net",
                "bob@xn--bcher-kva.example",
                "bob@BÜCHER.example",
                "bob@every.example",
                "bob@a.below.example",
                "postmaster"
            })
    void whoIsNamedByAddressOrDomainMayUseIt(String user) {
        assertThat(read(LIST).allows(user)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bob@example.org",
                "anna@example.org.evil.example",
                "anna@example.org@evil.example",
                "anna",
                "bob@a.staff.example.org",
                "bob@a.every.example",
                "bob@every.example@evil.example",
                "bob",
                "bob@below.example",
                "bob@notbelow.example",
                "anna@example.org ",
                "anna+x@example.org",
                "\u212Aim@example.com", // U+212A, which is k in lower case
                "@",
                "x@",
                ""
            })
    void whoIsNotNamedInSoManyLettersMayNot(String user) {
        assertThat(read(LIST).allows(user)).isFalse();
    }

    @Test
    void everybodyMayWhereItIsNotSet() {
        assertThat(read(null)).isEqualTo(AllowedUsers.ANY);
        assertThat(read(null).allows("whoever")).isTrue();
    }

    @Test
    void nobodyMayWhereItIsSetToNothing() {
        Settings settings = settings(" ");

        assertThat(AllowedUsers.read(settings).allows("anna@example.org")).isFalse();
        assertThat(settings.problems()).isEmpty();
        assertThat(settings.warnings()).singleElement().asString().contains("nobody may use this server");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*",
                "','|,",
                "anna@",
                "*.",
                "anna@*.example.org",
                "example.org/x",
                "@",
                "*.x@example.org",
                "*@*.example.org",
                "*@anna@example.org",
                "@anna@example.org"
            })
    void whatIsNeitherAnAddressNorADomainIsAProblem(String value) {
        Settings settings = settings(value);

        assertThat(AllowedUsers.read(settings).allows("bob@example.org")).isFalse();
        assertThat(settings.problems()).singleElement().asString().startsWith("ALLOWED_USERS=");
    }

    /** The place where every login passes, of tools, pages and resources alike. */
    @Test
    void nobodyElseIsEverLoggedIn() {
        LoginGuard guard =
                new LoginGuard(LoginSettings.USUAL, read("example.org"), UserNames.hidden(), InstantSource.system());

        for (LoginGuard.Server server : LoginGuard.Server.values()) {
            assertThatThrownBy(() -> guard.enter(
                            server,
                            new Credentials("eve@elsewhere.example", new Secret("password")),
                            Duration.ofSeconds(1)))
                    .extracting(failure -> ((MailException) failure).failure())
                    .isInstanceOfSatisfying(
                            MailFailure.NotAllowed.class,
                            refused -> assertThat(refused.detail()).contains("ALLOWED_USERS"));
        }
        assertThat(guard.counts().stopped()).isEqualTo(2);
    }

    private static AllowedUsers read(@Nullable String value) {
        return AllowedUsers.read(settings(value));
    }

    private static Settings settings(@Nullable String value) {
        return new Settings(name -> Optional.ofNullable(value));
    }
}

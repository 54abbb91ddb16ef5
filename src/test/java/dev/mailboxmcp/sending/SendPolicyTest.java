// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sending;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mime.EmailAddress;
import dev.mailboxmcp.settings.Settings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SendPolicyTest {
    private List<String> problems = List.of();

    @Test
    void byDefaultUsersSendAsThemselvesToAnybody() {
        SendPolicy policy = read(Map.of());

        assertThat(problems).isEmpty();
        assertThat(policy.mode()).isEqualTo(SendMode.ALLOW);
        assertThat(policy.domains().isAny()).isTrue();
        assertThat(policy.senders().any()).isFalse();
        assertThat(policy.maxRecipients()).isEqualTo(50);
        assertThat(policy.perMinute()).isEqualTo(30);
        assertThat(policy.confirmNew()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ",",
                "*",
                "*.",
                ".example.org",
                "@example.org",
                "x@example.org",
                "example.org.",
                "exa mple.org",
                "10.0.0.1",
                "[10.0.0.1]",
                "example.org;example.com",
                "<x@example.org>",
                "good.example, *"
            })
    void aDomainThatIsNoneStopsTheStart(String domains) {
        read(Map.of("SEND_ALLOWED_DOMAINS", domains));

        assertThat(problems).singleElement().asString().startsWith("SEND_ALLOWED_DOMAINS=");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t"})
    void aListOfDomainsThatIsSetToNothingLetsNoMailOut(String nothing) {
        SendPolicy policy = read(Map.of("SEND_ALLOWED_DOMAINS", nothing));

        assertThat(problems).isEmpty();
        assertThat(policy.domains().isAny()).isFalse();
        assertThat(policy.domains().allows("example.org")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SEND_MODE", "SEND_FROM", "SEND_CONFIRM_NEW", "SEND_MAX_RECIPIENTS", "SEND_PER_MINUTE"})
    void aRuleThatIsSetToNothingStopsTheStart(String name) {
        read(Map.of(name, ""));

        assertThat(problems).singleElement().asString().startsWith(name + " is set to nothing: needs ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "*@", "alice", "Sales <sales@example.org>", "*@*.example.org", "@example.org"})
    void anAliasThatIsNoneStopsTheStart(String aliases) {
        read(Map.of("SEND_FROM_ALIASES", aliases));

        assertThat(problems).singleElement().asString().startsWith("SEND_FROM_ALIASES=");
    }

    @ParameterizedTest
    @CsvSource({
        "alice, alice@one.example alice@two.example",
        "Alice@three.example, Alice@three.example Alice@one.example Alice@two.example",
        "alice@two.example, alice@two.example alice@one.example",
        "COMPANY\\alice, ''",
        "alice smith, ''"
    })
    void theLoginNameIsTheUsersOwnAtEveryDomainOfTheirs(String user, String own) {
        SendPolicy policy = read(Map.of("SEND_FROM_ALIASES", "*@one.example, *@TWO.example, shared@one.example"));

        assertThat(policy.senders().own(user).stream().map(EmailAddress::wire))
                .containsExactlyElementsOf(own.isEmpty() ? List.of() : List.of(own.split(" ", -1)));
    }

    private SendPolicy read(Map<String, String> variables) {
        Settings settings = new Settings(name -> Optional.ofNullable(variables.get(name)));
        SendPolicy policy = SendPolicy.read(settings);
        problems = settings.problems();
        return policy;
    }
}

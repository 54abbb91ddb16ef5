// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailboxmcp.account.KeyedHash;
import dev.mailboxmcp.account.TestKeys;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfirmTokensTest {
    private static final Instant NOW = Instant.parse("2026-11-28T10:00:00Z");
    private static final List<String> CALL = List.of("alice@example.org", "INBOX", "ARCHIVE", "query", "x");

    private final ConfirmTokens tokens = new ConfirmTokens(new KeyedHash(TestKeys.single(TestKeys.FIRST), "confirm"));

    @Test
    void aPreviewCanBeConfirmedForAQuarterOfAnHour() {
        String text = tokens.write(CALL, 4294967295L, List.of(1L, 3L), NOW);
        Instant end = NOW.plus(Duration.ofMinutes(15));

        ConfirmTokens.Confirmed confirmed = tokens.read(text, CALL, end.minusSeconds(1));

        assertThat(confirmed.uidValidity()).isEqualTo(4294967295L);
        assertThat(confirmed.bound()).isEqualTo(4);
        assertThat(confirmed.isOf(List.of(1L, 3L))).isTrue();
        assertThat(confirmed.isOf(List.of(1L, 2L))).isFalse();
        assertThatThrownBy(() -> tokens.read(text, CALL, end))
                .extracting(failure -> ((MailException) failure).failure())
                .isInstanceOfSatisfying(
                        MailFailure.InvalidArgument.class,
                        refused -> assertThat(refused.needs()).contains("expired"));
    }
}

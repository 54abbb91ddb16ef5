// SPDX-License-Identifier: MIT
package dev.mailboxmcp.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Grant;
import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CallBudgetsTest {
    private static final Credentials ALICE = credentials("alice", "right");

    private Instant now = Instant.parse("2026-11-22T10:00:00Z");
    private final CallBudgets budgets = new CallBudgets(new CallLimits(60, 6, 6), () -> now);

    @Test
    void aMinutesWorthIsThereAtOnceAndComesBackWithTime() {
        assertThat(taken(ALICE, CallKind.READ, 100)).isEqualTo(60);

        advance(Duration.ofMillis(999));
        assertThat(taken(ALICE, CallKind.READ, 1)).isZero();
        advance(Duration.ofMillis(1));
        assertThat(taken(ALICE, CallKind.READ, 2)).isEqualTo(1);
        advance(Duration.ofHours(1));
        assertThat(taken(ALICE, CallKind.READ, 100)).isEqualTo(60);
    }

    @Test
    void whoIsRefusedIsToldWhenToComeBack() {
        taken(ALICE, CallKind.SEARCH, 6);

        MailFailure.Throttled failure = refused(ALICE, CallKind.SEARCH);
        assertThat(failure.detail()).contains("6 searches");
        advance(failure.retryAfter().minusMillis(1));
        assertThat(refused(ALICE, CallKind.SEARCH).retryAfter()).isEqualTo(Duration.ofMillis(1));
        advance(Duration.ofMillis(1));
        assertThat(taken(ALICE, CallKind.SEARCH, 2)).isEqualTo(1);
    }

    @Test
    void kindsAndUsersDoNotShare() {
        taken(ALICE, CallKind.SEARCH, 100);

        assertThat(taken(ALICE, CallKind.READ, 1)).isEqualTo(1);
        assertThat(taken(credentials("bob", "right"), CallKind.SEARCH, 1)).isEqualTo(1);
    }

    @Test
    void aWrongPasswordUsesUpNothingOfTheOwners() {
        taken(credentials("alice", "wrong"), CallKind.READ, 1000);

        assertThat(taken(ALICE, CallKind.READ, 60)).isEqualTo(60);
    }

    @Test
    void narrowerTokensShareTheBudgetOfTheirMailbox() {
        taken(ALICE.withGrant(Grant.of(Set.of(Permission.READ), null)).from("192.0.2.1"), CallKind.READ, 60);

        assertThat(taken(ALICE, CallKind.READ, 1)).isZero();
    }

    @Test
    void zeroIsNoLimit() {
        CallBudgets unlimited = new CallBudgets(new CallLimits(0, 0, 0), () -> now);
        for (int i = 0; i < 10_000; i++) {
            unlimited.take(ALICE, CallKind.READ);
        }

        assertThat(unlimited.throttled()).isZero();
    }

    private int taken(Credentials credentials, CallKind kind, int calls) {
        int taken = 0;
        for (int i = 0; i < calls; i++) {
            try {
                budgets.take(credentials, kind);
                taken++;
            } catch (MailException e) {
                assertThat(e.failure()).isInstanceOf(MailFailure.Throttled.class);
            }
        }
        return taken;
    }

    private MailFailure.Throttled refused(Credentials credentials, CallKind kind) {
        try {
            budgets.take(credentials, kind);
        } catch (MailException e) {
            return (MailFailure.Throttled) e.failure();
        }
        throw new AssertionError("not refused");
    }

    private void advance(Duration time) {
        now = now.plus(time);
    }

    private static Credentials credentials(String user, String password) {
        return new Credentials(user, new Secret(password));
    }
}

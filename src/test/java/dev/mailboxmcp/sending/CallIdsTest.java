// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.EncryptionKeys;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.mail.Draft;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.SendResult;
import dev.mailboxmcp.mime.EmailAddress;
import dev.mailboxmcp.mime.MessageId;
import dev.mailboxmcp.mime.OutgoingMessage;
import dev.mailboxmcp.settings.Settings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A login that is no address sends as whom the call says, and the same key is one mail all the same. */
class CallIdsTest {
    private static final Credentials ANNA = new Credentials("anna", new Secret("right horse"));
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    private final CallIds.Maker maker = new CallIds.Maker(
            Objects.requireNonNull(EncryptionKeys.read(
                    new Settings(name -> Optional.of(name.equals("ENCRYPTION_KEYS") ? "k1:" + SendingBench.KEY : "")))),
            Duration.ofMinutes(5));

    @Test
    void aKeyIsOneMailAsWhoeverItIsSent() {
        SentOnce once = new SentOnce(InstantSource.fixed(NOW), Duration.ofDays(1));
        SendResult sent = new SendResult(SendResult.Status.SENT, "<a@one.example>", List.of(), null, null, false);
        once.call("anna", ids("anna@one.example"), () -> sent);

        assertThat(once.call("anna", ids("anna@one.example"), CallIdsTest::sendsTwice)
                        .repeated())
                .isTrue();
        assertThatThrownBy(() -> once.call("anna", ids("anna@two.example"), CallIdsTest::sendsTwice))
                .isInstanceOfSatisfying(
                        MailException.class,
                        e -> assertThat(e.failure()).isInstanceOf(MailFailure.InvalidArgument.class));
    }

    @Test
    void aMailIsLookedForUnderEveryDomainWhereTheUserHasNone() {
        String sent = ids("anna@one.example").fresh().value();

        assertThat(ids("anna@two.example").searched()).anyMatch(sent::startsWith);
    }

    private static SendResult sendsTwice() {
        throw new AssertionError("sent twice");
    }

    private CallIds ids(String from) {
        EmailAddress sender = EmailAddress.parse("from", from);
        Draft draft = new Draft(
                from, List.of("bob@example.org"), List.of(), List.of(), null, "s", "t", null, null, List.of(), "key");
        OutgoingMessage message =
                OutgoingMessage.of(draft, sender, MessageId.random("one.example"), NOW.atOffset(ZoneOffset.UTC));
        return maker.of(ANNA, message, "key", List.of(), NOW);
    }
}

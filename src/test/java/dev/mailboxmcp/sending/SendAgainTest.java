// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.mail.Draft;
import dev.mailboxmcp.mail.DraftToSend;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.Memory;
import dev.mailboxmcp.mail.SendResult;
import dev.mailboxmcp.mail.SendResult.Status;
import dev.mailboxmcp.mailserver.GreenMailServer;
import dev.mailboxmcp.mailserver.RawImap;
import dev.mailboxmcp.mime.MessageId;
import dev.mailboxmcp.mime.SenderCheck;
import dev.mailboxmcp.smtp.ScriptedSmtpPeer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same call made again, in the same process and after a restart, with an idempotency key and without. */
class SendAgainTest {
    private static final String OTHER_KEY = "1c9e7b3a5d2f8046a1e7f83c5d60b94272c8e05f1a9b3d6478e2c4051f7d9a11";

    private static final String LONG_SUBJECT = """
            Ein Betreff, der l\u00e4nger ist, als ihn irgendwer liest, und der beim Lesen gek\u00fcrzt wird, beim Vergleichen\
             auch, und zwar an derselben Stelle, weil sonst dieselbe Mail nicht mehr dieselbe w\u00e4re, und das w\u00e4re\
             schade, weil der Aufrufer dann denkt, dass er einen neuen Schl\u00fcssel braucht, und sie damit noch einmal\
             schickt. Also: ein Betreff von mehr als f\u00fcnfhundert Zeichen, damit jede K\u00fcrzung auf dem Weg\
             vorkommt. Das ist nicht ganz leicht, weil f\u00fcnfhundert Zeichen viel sind, aber jetzt ist es gleich soweit.""";

    private static final GreenMailServer MAILBOX = GreenMailServer.start();

    private final SendingBench bench;
    private final ScriptedSmtpPeer peer = new ScriptedSmtpPeer();
    private final Outbox outbox;

    SendAgainTest() throws IOException {
        bench = new SendingBench(MAILBOX);
        outbox = bench.outbox(peer, Duration.ZERO, true);
    }

    @AfterAll
    static void stopMailbox() {
        MAILBOX.close();
    }

    @AfterEach
    void stop() throws IOException {
        outbox.close();
        peer.close();
        bench.close();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = "key")
    void theSecondCallGetsTheResultOfTheFirst(@Nullable String key) {
        SendResult first = send(outbox, key);
        SendResult second = send(outbox, key);

        assertThat(first.repeated()).isFalse();
        assertThat(second).isEqualTo(first.again());
        assertThat(peer.mails()).isEqualTo(1);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = "key")
    void aRestartForgetsNothingThatIsInTheSentFolder(@Nullable String key) {
        SendResult first = send(outbox, key);
        SendResult second = send(restarted(true), key);

        assertThat(second).isEqualTo(first.again());
        assertThat(peer.mails()).isEqualTo(1);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = "key")
    void aCopyThatTheProviderKeepsIsFoundAsWell(@Nullable String key) throws IOException {
        SendResult first = send(restarted(false), key);
        assertThat(first.savedTo()).isNull();
        bench.mailbox.append(bench.anna, "Sent", peer.content());

        SendResult second = send(restarted(false), key);

        assertThat(second.messageId()).isEqualTo(first.messageId());
        assertThat(second.savedTo()).isEqualTo(new FolderPath("Sent"));
        assertThat(peer.mails()).isEqualTo(1);
    }

    @Test
    void minutesLaterTheSameMailIsAnotherOne() {
        SendResult first = send(outbox, null);
        bench.now.updateAndGet(time -> time.plus(CallIds.step(SendingBench.CALL).multipliedBy(2)));
        SendResult second = send(outbox, null);

        assertThat(second.repeated()).isFalse();
        assertThat(second.messageId()).isNotEqualTo(first.messageId());
        assertThat(peer.mails()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 60, 179, 284, 285})
    void withinTheTimeThatACallCanTakeItIsAlwaysTheSame(long seconds) {
        bench.now.set(Instant.ofEpochSecond(bench.now.get().getEpochSecond() / 285 * 285 + 284));
        send(outbox, null);
        bench.now.updateAndGet(time -> time.plusSeconds(seconds));

        assertThat(send(outbox, null).repeated()).isTrue();
        assertThat(send(restarted(true), null).repeated()).isTrue();
        assertThat(peer.mails()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"1, 180", "20, 180", "40, 225", "55, 285", "3600, 14465"})
    void aCallThatAsksTheMailboxFourTimesAndSendsIsNoLongerThanAStep(long callTimeout, long seconds) {
        assertThat(CallIds.step(Duration.ofSeconds(callTimeout))).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void withAKeyItIsTheSameADayLaterAndMore() {
        send(outbox, "key");
        bench.now.updateAndGet(time -> time.plus(Duration.ofDays(30)));

        assertThat(send(outbox, "key").repeated()).isTrue();
        assertThat(peer.mails()).isEqualTo(1);
    }

    @Test
    void anotherKeySendsTheSameMailOnPurpose() {
        send(outbox, null);
        send(outbox, "once more");
        send(outbox, "and again");

        assertThat(peer.mails()).isEqualTo(3);
    }

    @Test
    void whateverDiffersMakesItAnotherMail() {
        List<Draft> drafts = List.of(
                draft(List.of("bob@example.org"), List.of(), "s", "t", null),
                draft(List.of("bob@example.org", "dan@example.org"), List.of(), "s", "t", null),
                draft(List.of("bob@example.org"), List.of("dan@example.org"), "s", "t", null),
                draft(List.of("bob@example.org"), List.of(), "s2", "t", null),
                draft(List.of("bob@example.org"), List.of(), "s", "t2", null),
                draft(List.of("bob@example.org"), List.of(), "s", "t", "<p>t</p>"));
        drafts.forEach(draft -> outbox.send(bench.credentials(), draft, null));

        assertThat(peer.mails()).isEqualTo(drafts.size());
    }

    @Test
    void aKeyThatWasUsedForOtherPeopleIsRefusedEvenAfterARestart() {
        send(outbox, "key");
        Draft other = new Draft(
                null, List.of("dan@example.org"), List.of(), List.of(), null, "s", "t", null, null, List.of(), "key");

        for (Outbox any : List.of(outbox, restarted(true))) {
            assertThatThrownBy(() -> any.send(bench.credentials(), other, null))
                    .isInstanceOfSatisfying(
                            MailException.class,
                            e -> assertThat(e.failure()).isInstanceOf(MailFailure.InvalidArgument.class));
        }
        assertThat(peer.mails()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"s, erin@example.org", "s,", "s2, dan@example.org"})
    void afterARestartAKeyIsNotTakenForAMailWithOtherBccOrSubject(String subject, @Nullable String bcc) {
        outbox.send(bench.credentials(), keyed("s", "dan@example.org"), null);

        assertThatThrownBy(() -> restarted(true).send(bench.credentials(), keyed(subject, bcc), null))
                .isInstanceOfSatisfying(
                        MailException.class,
                        e -> assertThat(e.failure()).isInstanceOf(MailFailure.InvalidArgument.class));
        assertThat(peer.mails()).isEqualTo(1);
    }

    @Test
    void nobodyIsSaidToHaveAMailOfWhichTheCopyDoesNotTell() {
        SendResult first = outbox.send(bench.credentials(), keyed("s", null), null);

        SendResult second = restarted(true).send(bench.credentials(), keyed("s", "dan@example.org"), null);

        assertThat(second).isEqualTo(first.again());
        assertThat(second.recipients()).containsExactly("bob@example.org");
        assertThat(peer.commands()).doesNotContain("RCPT TO:<dan@example.org>");
        assertThat(peer.mails()).isEqualTo(1);
    }

    @Test
    void whatTurnsUpInTheSentFolderWentToBccToo() throws IOException {
        peer.answer("<dot>", ScriptedSmtpPeer.DROP);
        outbox.send(bench.credentials(), keyed("s", "dan@example.org"), null);
        bench.mailbox.append(bench.anna, "Sent", peer.content());

        SendResult second = outbox.send(bench.credentials(), keyed("s", "dan@example.org"), null);

        assertThat(second.status()).isEqualTo(Status.SENT);
        assertThat(second.recipients()).containsExactly("bob@example.org", "dan@example.org");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a  b",
                "Gr\u00fc\u00dfe \ud83d\ude00 =?utf-8?q?x?=",
                "e\u0301 \u202ex\u202c \u200bzero",
                "a long subject in plain words, that is folded since it does not fit on one line of seventy-six characters",
                LONG_SUBJECT
            })
    void afterARestartTheSameSubjectIsTheSameInEveryScript(String subject) {
        Draft draft = keyed(subject, null);
        SendResult first = outbox.send(bench.credentials(), draft, null);

        assertThat(restarted(true).send(bench.credentials(), draft, null)).isEqualTo(first.again());
    }

    @Test
    void aKeySendsOnceWhomeverTheMailIsFrom() {
        SendResult first = outbox.send(bench.credentials(), from("sales@alias.example"), null);

        assertThatThrownBy(() -> outbox.send(bench.credentials(), from(null), null))
                .isInstanceOfSatisfying(
                        MailException.class,
                        e -> assertThat(e.failure()).isInstanceOf(MailFailure.InvalidArgument.class));
        assertThat(restarted(true).send(bench.credentials(), from(null), null)).isEqualTo(first.again());
        assertThat(peer.mails()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aKeySendsOnceHoweverTheUserSpellsTheLogin(boolean first) {
        Credentials one = first ? shouting() : bench.credentials();
        Credentials other = first ? bench.credentials() : shouting();
        SendResult sent = outbox.send(one, keyed("s", null), null);

        assertThat(outbox.send(other, keyed("s", null), null)).isEqualTo(sent.again());
        assertThat(restarted(true).send(other, keyed("s", null), null)).isEqualTo(sent.again());
        assertThat(peer.mails()).isEqualTo(1);
    }

    @Test
    void aMailThatABuildBeforeSentUnderTheNameAsItIsSpelledIsNotSentAgain() throws IOException {
        String domain = bench.anna.address().replaceFirst(".*@", "");
        MessageId id = MessageId.forKey(shouting().user(), "key", domain);
        bench.mailbox.append(
                bench.anna,
                "Sent",
                ("To: bob@example.org\r\nSubject: s\r\nMessage-ID: " + id + "\r\n\r\nt\r\n")
                        .getBytes(StandardCharsets.US_ASCII));

        SendResult again = outbox.send(shouting(), keyed("s", null), null);

        assertThat(again.repeated()).isTrue();
        assertThat(again.messageId()).isEqualTo(id.value());
        assertThat(peer.commands()).isEmpty();
    }

    @Test
    void aDraftThatWasSentIsKnownHoweverTheUserSpellsTheLogin() throws IOException {
        bench.mailbox.append(
                bench.anna,
                "Drafts",
                "To: bob@example.org\r\nSubject: s\r\n\r\nt\r\n".getBytes(StandardCharsets.US_ASCII));
        long uid = uidOfTheDraft();
        DraftSent first = sendDraft(outbox, bench.credentials(), uid);

        DraftSent again = sendDraft(outbox, shouting(), uid);

        assertThat(first.result().status()).isEqualTo(Status.SENT);
        assertThat(again.result().repeated()).isTrue();
        assertThat(again.result().messageId()).isEqualTo(first.result().messageId());
        assertThat(peer.mails()).isEqualTo(1);
    }

    private Credentials shouting() {
        return new Credentials(bench.anna.address().toUpperCase(Locale.ROOT), new Secret(bench.anna.password()));
    }

    private DraftSent sendDraft(Outbox any, Credentials who, long uid) {
        return any.sendDraft(
                who,
                new DraftToSend(new FolderPath("Drafts"), null, uid, null),
                1 << 20,
                null,
                new SenderCheck(bench.anna.address(), List.of(), Set.of()),
                Memory.ENDLESS);
    }

    @Test
    void nobodyLearnsOfAMailWithoutThePassword() {
        send(outbox, "key");

        assertThatThrownBy(() -> outbox.send(
                        new Credentials(bench.anna.address(), new Secret("guessed")),
                        SendingBench.draft("t", "key"),
                        null))
                .isInstanceOfSatisfying(
                        MailException.class, e -> assertThat(e.failure()).isEqualTo(new MailFailure.LoginFailed()));
    }

    @Test
    void theIdTellsNothingToWhomDoesNotHaveTheServersKey() {
        SendResult one = send(outbox, null);
        SendResult other = send(bench.outbox(peer, Duration.ZERO, true, OTHER_KEY), null);

        assertThat(other.messageId()).isNotEqualTo(one.messageId());
    }

    @Test
    void aNewKeyOfTheServerFindsWhatTheOldOneSent() {
        SendResult old = send(bench.outbox(peer, Duration.ZERO, true, "k1:" + OTHER_KEY), null);
        String both = "k2:8f3a1c7e5b2d9046e1f7a83c5d60b94272c8e05f1a9b3d6478e2c4051f7d9ab3,k1:" + OTHER_KEY;

        assertThat(send(bench.outbox(peer, Duration.ZERO, true, both), null)).isEqualTo(old.again());
        assertThat(peer.mails()).isEqualTo(1);
    }

    @Test
    void callsAtTheSameMomentSendOnce() throws Exception {
        List<CompletableFuture<SendResult>> calls = Stream.generate(
                        () -> CompletableFuture.supplyAsync(() -> send(outbox, null), Thread::startVirtualThread))
                .limit(4)
                .toList();

        for (CompletableFuture<SendResult> call : calls) {
            assertThat(call.get().status()).isEqualTo(Status.SENT);
        }
        assertThat(peer.mails()).isEqualTo(1);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = "key")
    void whatIsUnknownStaysUnknownAndLiesInDrafts(@Nullable String key) throws IOException {
        peer.answer("<dot>", ScriptedSmtpPeer.DROP);
        SendResult first = send(outbox, key);
        peer.answer("<dot>", "250 2.0.0 queued");

        assertThat(first.status()).isEqualTo(Status.UNKNOWN);
        assertThat(first.savedTo()).isEqualTo(new FolderPath("Drafts"));
        assertThat(send(outbox, key)).isEqualTo(first.again());
        assertThat(send(restarted(true), key)).isEqualTo(first.again());
        assertThat(peer.mails()).isEqualTo(1);
        assertThat(bench.folder("Drafts")).hasSize(1);
        assertThat(bench.folder("Sent")).isEmpty();
    }

    /** Nobody knows of it but from there, and who asks for drafts to be sent does not know that it may have been. */
    @Test
    void whatMayHaveBeenSentIsNoDraftToBeSent() throws IOException {
        peer.answer("<dot>", ScriptedSmtpPeer.DROP);
        SendResult first = send(outbox, null);
        peer.answer("<dot>", "250 2.0.0 queued");
        long uid = uidOfTheDraft();

        DraftSent again = sendDraft(restarted(true), bench.credentials(), uid);

        assertThat(first.status()).isEqualTo(Status.UNKNOWN);
        assertThat(again.result().status()).isEqualTo(Status.UNKNOWN);
        assertThat(again.result().messageId()).isEqualTo(first.messageId());
        assertThat(peer.mails()).isEqualTo(1);
    }

    private long uidOfTheDraft() throws IOException {
        try (RawImap imap = bench.mailbox.connect(bench.anna)) {
            imap.command("SELECT Drafts");
            String found = imap.command("UID SEARCH ALL").getFirst();
            return Long.parseLong(found.substring(found.lastIndexOf(' ') + 1).strip());
        }
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = "key")
    void whatIsUnknownIsKnownToBeSoInAMailboxWithoutDrafts(@Nullable String key) throws IOException {
        try (RawImap imap = bench.mailbox.connect(bench.anna)) {
            imap.command("DELETE Drafts");
        }
        peer.answer("<dot>", ScriptedSmtpPeer.DROP);
        SendResult first = send(outbox, key);
        peer.answer("<dot>", "250 2.0.0 queued");

        assertThat(first.savedTo()).isEqualTo(new FolderPath("Drafts"));
        assertThat(send(restarted(true), key)).isEqualTo(first.again());
        assertThat(peer.mails()).isEqualTo(1);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = "key")
    void whatTurnsUpInTheSentFolderWasSent(@Nullable String key) throws IOException {
        peer.answer("<dot>", ScriptedSmtpPeer.DROP);
        SendResult first = send(outbox, key);
        bench.mailbox.append(bench.anna, "Sent", peer.content());

        SendResult second = send(outbox, key);

        assertThat(first.status()).isEqualTo(Status.UNKNOWN);
        assertThat(second.status()).isEqualTo(Status.SENT);
        assertThat(second.messageId()).isEqualTo(first.messageId());
        assertThat(peer.mails()).isEqualTo(1);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = "key")
    void whatWasCertainlyNotSentMayBeTriedAgain(@Nullable String key) {
        peer.answer("RCPT", "450 4.2.0 greylisted");
        assertThatThrownBy(() -> send(outbox, key)).isInstanceOf(MailException.class);
        peer.answer("RCPT", "250 ok");

        assertThat(send(outbox, key).status()).isEqualTo(Status.SENT);
        assertThat(peer.mails()).isEqualTo(1);
    }

    /** MCP 2026-07-28: a client whose stream broke re-issues the call, often before the first one has ended. */
    @Test
    void aCallerWhoLeavesInTheMiddleDoesNotStopTheMailAndBothCallsGetItsResult() throws Exception {
        peer.answer("<dot>", ScriptedSmtpPeer.WAIT);
        CompletableFuture<SendResult> end = new CompletableFuture<>();
        Thread caller = Thread.ofVirtual().start(() -> {
            try {
                end.complete(send(outbox, null));
            } catch (RuntimeException e) {
                end.completeExceptionally(e);
            }
        });
        Awaitility.await().until(() -> peer.mails() == 1);

        caller.interrupt();
        CompletableFuture<SendResult> again =
                CompletableFuture.supplyAsync(() -> send(outbox, null), Thread::startVirtualThread);
        peer.goOn();

        assertThat(end.get().status()).isEqualTo(Status.SENT);
        assertThat(again.get().repeated()).isTrue();
        assertThat(again.get().status()).isEqualTo(Status.SENT);
        assertThat(peer.mails()).isEqualTo(1);
    }

    @Test
    void aCallerWhoLeavesBeforeTheContentStopsTheMailAndTheNextCallSendsIt() throws Exception {
        peer.answerOnce("RCPT TO:<carol", ScriptedSmtpPeer.SILENCE);
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        Thread caller = Thread.ofVirtual().start(() -> {
            try {
                send(outbox, null);
            } catch (RuntimeException e) {
                end.complete(e);
            }
        });
        Awaitility.await().until(() -> peer.commands().contains("RCPT TO:<carol@example.org>"));
        CompletableFuture<SendResult> again =
                CompletableFuture.supplyAsync(() -> send(outbox, null), Thread::startVirtualThread);

        caller.interrupt();

        assertThat(end.get()).isInstanceOf(CancellationException.class);
        assertThat(again.get().status()).isEqualTo(Status.SENT);
        assertThat(peer.mails()).isEqualTo(1);
    }

    @Test
    void withoutAKeyAMailboxThatCannotBeAskedKeepsNobodyFromSending() throws IOException {
        GreenMailServer gone = GreenMailServer.start();
        try (SendingBench lost = new SendingBench(gone)) {
            Outbox own = lost.outbox(peer, Duration.ZERO, true);
            gone.close();

            SendResult result = own.send(lost.credentials(), SendingBench.draft("t", null), null);

            assertThat(result.status()).isEqualTo(Status.SENT);
            assertThat(result.notSavedReason()).contains("IMAP");
            assertThatThrownBy(() -> own.send(lost.credentials(), SendingBench.draft("t", "key"), null))
                    .isInstanceOf(MailException.class);
            assertThat(peer.mails()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aCopyThatFailsForWhateverReasonDoesNotMakeTheMailUnsent(boolean error) throws IOException {
        AtomicBoolean stopped = new AtomicBoolean(true);
        InstantSource clock = () -> {
            if (peer.mails() == 1 && stopped.getAndSet(false)) {
                if (error) {
                    throw new StackOverflowError("the clock turns in circles");
                }
                throw new IllegalStateException("the clock stands still");
            }
            return bench.now.get();
        };
        Outbox own = bench.outbox(peer, Duration.ZERO, true, SendingBench.KEY, clock);

        SendResult first = send(own, "key");

        assertThat(first.status()).isEqualTo(Status.SENT);
        assertThat(first.notSavedReason()).contains("internal error");
        assertThat(bench.folder("Sent")).isEmpty();
        assertThat(send(own, "key")).isEqualTo(first.again());
        assertThat(peer.mails()).isEqualTo(1);
    }

    @Test
    void theCopyIsWhatWasSentWithBccAndSeen() throws IOException {
        Draft draft = new Draft(
                null,
                List.of("bob@example.org"),
                List.of(),
                List.of("dora@example.org"),
                null,
                "Grüße",
                "x",
                null,
                null,
                List.of(),
                null);
        outbox.send(bench.credentials(), draft, null);

        String wire = new String(peer.content(), StandardCharsets.ISO_8859_1);
        String copy = new String(bench.folder("Sent").getFirst(), StandardCharsets.ISO_8859_1);
        assertThat(wire).doesNotContain("dora");
        assertThat(copy.replace("Bcc: dora@example.org\r\n", "")).isEqualTo(wire);
        assertThat(peer.commands()).contains("RCPT TO:<dora@example.org>");
    }

    private SendResult send(Outbox any, @Nullable String key) {
        return any.send(bench.credentials(), SendingBench.draft("t", key), null);
    }

    private Outbox restarted(boolean appendCopy) {
        return bench.outbox(peer, Duration.ZERO, appendCopy);
    }

    private static Draft keyed(String subject, @Nullable String bcc) {
        List<String> hidden = bcc == null ? List.of() : List.of(bcc);
        return new Draft(
                null, List.of("bob@example.org"), List.of(), hidden, null, subject, "t", null, null, List.of(), "key");
    }

    private static Draft from(@Nullable String from) {
        return new Draft(
                from, List.of("bob@example.org"), List.of(), List.of(), null, "s", "t", null, null, List.of(), "key");
    }

    private static Draft draft(List<String> to, List<String> bcc, String subject, String text, @Nullable String html) {
        return new Draft(null, to, List.of(), bcc, null, subject, text, html, null, List.of(), null);
    }
}

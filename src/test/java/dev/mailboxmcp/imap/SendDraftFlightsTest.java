// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static dev.mailboxmcp.imap.ScriptedImapServer.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.imap.ScriptedImapServer.Peer;
import dev.mailboxmcp.imap.ScriptedImapServer.Script;
import dev.mailboxmcp.mail.DraftToSend;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.Memory;
import dev.mailboxmcp.mail.SendResult;
import dev.mailboxmcp.mailbox.Mailboxes;
import dev.mailboxmcp.mailbox.Sending;
import dev.mailboxmcp.smtp.ScriptedSmtpPeer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked of the IMAP server for a draft that is sent, how often, and what becomes of it where somebody comes between. */
class SendDraftFlightsTest {
    private static final Credentials ANNA = new Credentials("anna@example.test", new Secret("right horse"));
    private static final String PLAIN = "ESEARCH LITERAL+ SPECIAL-USE LIST-EXTENDED UIDPLUS MOVE";
    private static final String CAPABILITIES = PLAIN + " CONDSTORE";
    private static final String CLAIM = "UID STORE 5 (UNCHANGEDSINCE 90) +FLAGS.SILENT ($SubmitPending)";
    private static final String DRAFT = """
            From: anna@example.test\r
            To: bob@example.test\r
            Subject: s\r
            Message-ID: <5@example.test>\r
            In-Reply-To: <3@example.test>\r
            \r
            text\r
            """;
    private static final String KEPT = "* OK [PERMANENTFLAGS (\\Deleted \\*)] ok";

    private final ScriptedSmtpPeer submission = new ScriptedSmtpPeer();
    private int flights;

    @AfterEach
    void close() throws IOException {
        submission.close();
    }

    @Test
    void anAnswerTakesFiveRoundTripsBeforeTheMailAndFourAfterIt() throws Exception {
        Sending.Sent sent = send(null, client -> {
            look(client, CAPABILITIES, "");
            claim(client);
            client.expect("EXAMINE \"Sent\"");
            client.say("* 3 EXISTS", "* OK [UIDVALIDITY 8] ok");
            client.ok("[READ-ONLY] done");
            client.answer("UID SEARCH HEADER Message-ID", "* SEARCH");
            client.expect("EXAMINE \"INBOX\"");
            client.say("* 3 EXISTS", "* OK [UIDVALIDITY 1] ok");
            client.ok("[READ-ONLY] done");
            client.answer("UID SEARCH SINCE", "* SEARCH 3");
            client.answer("APPEND \"Sent\"");
            select(client, "Drafts", 7);
            client.answer("UID STORE 5 +FLAGS.SILENT (\\Deleted)");
            client.answer("UID EXPUNGE 5", "* 2 EXPUNGE");
            select(client, "INBOX", 1);
            client.answer("UID STORE 3 +FLAGS.SILENT (\\Answered)");
        });

        assertThat(sent.result().status()).isEqualTo(SendResult.Status.SENT);
        assertThat(sent.draftLeft()).isFalse();
        assertThat(flights).isEqualTo(9 + 1); // the login
        assertThat(submission.mails()).isEqualTo(1);
    }

    /** The draft went; that the mail which it answers cannot be marked is another matter. */
    @Test
    void aDraftThatWasRemovedIsNotSaidToLieThereSinceAMarkWasRefused() throws Exception {
        Sending.Sent sent = send(null, client -> {
            look(client, CAPABILITIES, "");
            claim(client);
            client.expect("EXAMINE \"Sent\"");
            client.say("* 3 EXISTS", "* OK [UIDVALIDITY 8] ok");
            client.ok("[READ-ONLY] done");
            client.answer("UID SEARCH HEADER Message-ID", "* SEARCH");
            client.expect("EXAMINE \"INBOX\"");
            client.say("* 3 EXISTS", "* OK [UIDVALIDITY 1] ok");
            client.ok("[READ-ONLY] done");
            client.answer("UID SEARCH SINCE", "* SEARCH 3");
            client.answer("APPEND \"Sent\"");
            select(client, "Drafts", 7);
            client.answer("UID STORE 5 +FLAGS.SILENT (\\Deleted)");
            client.answer("UID EXPUNGE 5", "* 2 EXPUNGE");
            select(client, "INBOX", 1);
            client.expect("UID STORE 3 +FLAGS.SILENT (\\Answered)");
            client.no("[NOPERM] not you");
        });

        assertThat(sent.result().status()).isEqualTo(SendResult.Status.SENT);
        assertThat(sent.draftLeft()).isFalse();
    }

    @Test
    void aFolderThatIsNamedSavesARoundTrip() throws Exception {
        send(new FolderPath("Drafts"), client -> {
            client.login(CAPABILITIES);
            select(client, "Drafts", 7);
            fetch(client, "\\Draft", 90);
            folders(client);
            claim(client);
            lookAround(client);
            client.answer("APPEND \"Sent\"");
            select(client, "Drafts", 7);
            client.answer("UID STORE 5 +FLAGS.SILENT (\\Deleted)");
            client.answer("UID EXPUNGE 5", "* 2 EXPUNGE");
        });

        assertThat(flights).isEqualTo(7 + 1); // without the mark, since that mail is not there
    }

    @Test
    void whereThereIsNoFolderOfDraftsAMailOfInboxIsNone() {
        assertThatThrownBy(() -> send(FolderPath.INBOX, client -> {
                    client.login(CAPABILITIES);
                    select(client, "INBOX", 7);
                    fetch(client, "\\Seen", 90);
                    client.answer("LIST", "* LIST (\\Sent) \"/\" Sent", "* LIST () \"/\" INBOX");
                }))
                .isInstanceOfSatisfying(
                        MailException.class,
                        e -> assertThat(e.failure()).isInstanceOf(MailFailure.InvalidArgument.class));
        assertThat(submission.commands()).isEmpty();
    }

    @Test
    void whoeverLosesTheRaceSendsNothing() throws Exception {
        Sending.Sent sent = send(null, client -> {
            look(client, CAPABILITIES, "");
            client.expect(CLAIM);
            client.ok("[MODIFIED 5] not all");
            select(client, "Drafts", 7);
            client.answer("UID FETCH 5 (UID FLAGS MODSEQ)", flags("\\Draft $SubmitPending", 91));
            client.examine(8, 3);
            client.answer("UID SEARCH HEADER Message-ID", "* SEARCH");
        });

        assertThat(sent.result().status()).isEqualTo(SendResult.Status.UNKNOWN);
        assertThat(sent.result().repeated()).isTrue();
        assertThat(submission.commands()).isEmpty();
    }

    /** imap_save_draft marks it so, on the condition that nobody changed it, before it goes. */
    @Test
    void aDraftWhosePlaceANewerOneTakesIsNotSent() {
        assertThatThrownBy(() -> send(null, client -> {
                    look(client, CAPABILITIES, "");
                    client.expect(CLAIM);
                    client.ok("[MODIFIED 5] not all");
                    select(client, "Drafts", 7);
                    client.answer("UID FETCH 5 (UID FLAGS MODSEQ)", flags("\\Draft \\Deleted", 91));
                    client.examine(8, 3);
                    client.answer("UID SEARCH", "* SEARCH");
                }))
                .isInstanceOfSatisfying(
                        MailException.class, e -> assertThat(e.failure()).isInstanceOf(MailFailure.Conflict.class));
        assertThat(submission.commands()).isEmpty();
    }

    /** Dovecot answers so when another instance was quicker by less than a millisecond. */
    @Test
    void newsOfAnothersClaimIsNotTakenForOnesOwn() throws Exception {
        Sending.Sent sent = send(null, client -> {
            look(client, CAPABILITIES, "");
            client.answer(CLAIM, flags("\\Draft $SubmitPending", 91));
            client.answer(
                    "UID STORE 5 (UNCHANGEDSINCE 91) +FLAGS.SILENT (\\Answered)", "* 2 FETCH (UID 5 MODSEQ (92))");
            client.examine(8, 3);
            client.answer("UID SEARCH HEADER Message-ID", "* SEARCH");
        });

        assertThat(sent.result().status()).isEqualTo(SendResult.Status.UNKNOWN);
        assertThat(submission.commands()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\Draft $SubmitPending \\Answered \\Deleted", // who claimed it removes it
                "\\Draft $SubmitPending",
                "\\Draft \\Answered",
            })
    void newsOfAnotherThatComesWithTheTestIsNotTakenForOnesOwn(String news) throws Exception {
        send(null, client -> {
            look(client, CAPABILITIES, "");
            client.answer(CLAIM, flags("\\Draft $SubmitPending", 91));
            client.answer("UID STORE 5 (UNCHANGEDSINCE 91) +FLAGS.SILENT (\\Answered)", flags(news, 92));
            client.examine(8, 3);
            client.answer("UID SEARCH HEADER Message-ID", "* SEARCH");
        });

        assertThat(submission.commands()).isEmpty();
    }

    /** Cyrus tells them. */
    @ParameterizedTest
    @ValueSource(strings = {"", "\\Answered"})
    void whereTheServerTellsFlagsOfEveryChangeTheDraftIsSentAndIsAsItWas(String flags) throws Exception {
        send(null, client -> {
            look(client, CAPABILITIES, flags);
            client.answer(CLAIM, flags(flags + " \\Recent \\Draft $SubmitPending", 91));
            String other = flags.isEmpty() ? "\\Answered" : "";
            client.answer(
                    "UID STORE 5 (UNCHANGEDSINCE 91) " + (flags.isEmpty() ? "+" : "-") + "FLAGS.SILENT (\\Answered)",
                    flags(other + " \\Draft $SubmitPending", 92));
            client.answer(
                    "UID STORE 5 (UNCHANGEDSINCE 92) " + (flags.isEmpty() ? "-" : "+") + "FLAGS.SILENT (\\Answered)",
                    flags(flags + " \\Draft $SubmitPending", 93));
            lookAround(client);
            finish(client);
        });

        assertThat(submission.mails()).isEqualTo(1);
    }

    @Test
    void aDraftThatSomebodyOnlyReadMeanwhileIsClaimedAllTheSame() throws Exception {
        send(null, client -> {
            look(client, CAPABILITIES, "");
            client.expect(CLAIM);
            client.ok("[MODIFIED 5] not all");
            select(client, "Drafts", 7);
            client.answer("UID FETCH 5 (UID FLAGS MODSEQ)", flags("\\Draft \\Seen", 91));
            client.answer(
                    "UID STORE 5 (UNCHANGEDSINCE 91) +FLAGS.SILENT ($SubmitPending)", "* 2 FETCH (UID 5 MODSEQ (92))");
            lookAround(client);
            finish(client);
        });

        assertThat(submission.mails()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"OK done", "NO [MODIFIED 5] gone"})
    void aDraftThatIsGoneIsNotSentWhateverTheAnswer(String answer) {
        assertThatThrownBy(() -> send(null, client -> {
                    look(client, CAPABILITIES, "");
                    client.expect(CLAIM);
                    client.end(client.tag() + " " + answer);
                    if (answer.startsWith("OK")) {
                        client.answer("UID FETCH 5 (UID FLAGS MODSEQ)");
                    } else {
                        select(client, "Drafts", 7);
                        client.answer("UID FETCH 5 (UID FLAGS MODSEQ)");
                    }
                    client.examine(8, 3);
                    client.answer("UID SEARCH HEADER X-Mailbox-Draft", "* SEARCH");
                }))
                .isInstanceOfSatisfying(
                        MailException.class, e -> assertThat(e.failure()).isInstanceOf(MailFailure.Conflict.class));
        assertThat(submission.commands()).isEmpty();
    }

    @Test
    void aDraftThatSomebodyJustSentIsSaidToBeSent() throws Exception {
        Sending.Sent sent = send(null, client -> {
            look(client, CAPABILITIES, "");
            client.expect(CLAIM);
            client.no("[MODIFIED 5] gone");
            select(client, "Drafts", 7);
            client.answer("UID FETCH 5 (UID FLAGS MODSEQ)");
            findInSent(client);
        });

        assertThat(sent.result().status()).isEqualTo(SendResult.Status.SENT);
        assertThat(sent.result().messageId()).isEqualTo("<5@example.test>");
        assertThat(sent.result().recipients()).containsExactly("bob@example.test");
        assertThat(submission.commands()).isEmpty();
    }

    /** What is there is sent, and then removed: what was cut must not pass for the whole. */
    @ParameterizedTest
    @ValueSource(ints = {0, 9})
    void aDraftThatTheServerGivesInPiecesSmallerThanAskedForIsSentWhole(int guessed) throws Exception {
        int half = DRAFT.length() / 2;
        send(null, client -> {
            client.login(CAPABILITIES);
            folders(client);
            select(client, "Drafts", 7);
            fetch(client, "\\Draft", 90, DRAFT.length() + guessed, DRAFT.substring(0, half));
            piece(client, half, DRAFT.substring(half, half + 1));
            piece(client, half + 1, DRAFT.substring(half + 1));
            if (guessed > 0) {
                piece(client, DRAFT.length(), "");
            }
            claim(client);
            lookAround(client);
            finish(client);
        });

        assertThat(new String(submission.content(), StandardCharsets.US_ASCII))
                .contains("In-Reply-To: <3@example.test>\r\n")
                .contains("\r\n\r\ntext\r\n");
    }

    private static void piece(Peer client, int offset, String bytes) throws IOException {
        client.answer(
                "UID FETCH 5 (UID BODY.PEEK[]<" + offset + ".",
                "* 2 FETCH (UID 5 BODY[]<" + offset + "> {" + bytes.length() + "}\r\n" + bytes + ")");
    }

    /** Dovecot gives no byte of a mail that another session removes in that moment. */
    @Test
    void aDraftThatSomebodySendsWhileItIsReadIsSaidToBeSent() throws Exception {
        Sending.Sent sent = send(null, client -> {
            client.login(CAPABILITIES);
            folders(client);
            select(client, "Drafts", 7);
            client.answer(
                    "UID FETCH 5 (UID FLAGS",
                    "* 2 FETCH (UID 5 FLAGS (\\Draft) MODSEQ (90) RFC822.SIZE 90 BODY[]<0> \"\")");
            client.answer("UID FETCH 5 (UID FLAGS");
            findInSent(client);
        });

        assertThat(sent.result().status()).isEqualTo(SendResult.Status.SENT);
        assertThat(submission.commands()).isEmpty();
    }

    @Test
    void whereNothingIsConditionalTheMarkIsLookedAtAndThenSet() throws Exception {
        send(null, client -> {
            look(client, PLAIN, "");
            select(client, "Drafts", 7);
            client.answer("UID FETCH 5 (UID FLAGS)", "* 2 FETCH (UID 5 FLAGS (\\Draft))");
            client.answer("UID STORE 5 +FLAGS.SILENT ($SubmitPending)");
            client.answer("UID FETCH 5 (UID FLAGS)", "* 2 FETCH (UID 5 FLAGS (\\Draft $SubmitPending))");
            lookAround(client);
            finish(client);
        });

        assertThat(submission.mails()).isEqualTo(1);
    }

    @Test
    void whereNoKeywordIsKeptNoneIsSet() throws Exception {
        send(null, client -> {
            client.login(CAPABILITIES);
            folders(client);
            client.expect("SELECT \"Drafts\"");
            client.say("* 3 EXISTS", "* OK [UIDVALIDITY 7] ok", "* OK [PERMANENTFLAGS (\\Deleted)] ok");
            client.ok("[READ-WRITE] done");
            fetch(client, "\\Draft", 90);
            lookAround(client);
            finish(client);
        });

        assertThat(submission.mails()).isEqualTo(1);
    }

    @Test
    void aClaimIsGivenBackWhereTheMailIsRefused() {
        submission.answer("RCPT", "550 5.1.1 no");
        assertThatThrownBy(() -> send(null, client -> {
                    look(client, CAPABILITIES, "");
                    claim(client);
                    lookAround(client);
                    select(client, "Drafts", 7);
                    client.answer("UID STORE 5 -FLAGS.SILENT ($SubmitPending)");
                }))
                .isInstanceOfSatisfying(
                        MailException.class, e -> assertThat(e.failure()).isInstanceOf(MailFailure.SendRejected.class));
        assertThat(submission.mails()).isZero();
    }

    @Test
    void aDraftWhoseCopyIsNotKeptStaysAndIsMarkedAsSent() throws Exception {
        Sending.Sent sent = send(null, client -> {
            look(client, CAPABILITIES, "");
            claim(client);
            lookAround(client);
            client.expect("APPEND \"Sent\"");
            client.no("[OVERQUOTA] full");
            select(client, "Drafts", 7);
            client.answer("UID STORE 5 +FLAGS.SILENT ($Submitted)");
        });

        assertThat(sent.result().status()).isEqualTo(SendResult.Status.SENT);
        assertThat(sent.result().notSavedReason()).isEqualTo("the mailbox is full");
        assertThat(sent.draftLeft()).isTrue();
    }

    @Test
    void aCopyWhoseAnswerIsLostIsLookedForAndTheDraftGoes() throws Exception {
        Sending.Sent sent = send(
                null,
                client -> {
                    look(client, CAPABILITIES, "");
                    claim(client);
                    lookAround(client);
                    client.expect("APPEND \"Sent\"");
                },
                client -> {
                    client.login(CAPABILITIES);
                    client.expect("EXAMINE \"Sent\"");
                    client.say("* 4 EXISTS", "* OK [UIDVALIDITY 8] ok");
                    client.ok("[READ-ONLY] done");
                    client.answer("UID SEARCH HEADER Message-ID", "* SEARCH 9");
                    client.answer("UID FETCH 9", "* 4 FETCH (UID 9 " + header("Message-ID: <5@example.test>") + ")");
                    remove(client);
                    client.stall();
                });

        assertThat(sent.result().status()).isEqualTo(SendResult.Status.SENT);
        assertThat(sent.result().savedTo()).isEqualTo(new FolderPath("Sent"));
        assertThat(sent.result().notSavedReason()).isNull();
        assertThat(sent.draftLeft()).isFalse();
    }

    @Test
    void aDraftThatWasSentAndStayedIsNotSentAgain() throws Exception {
        Sending.Sent sent = send(null, client -> {
            look(client, CAPABILITIES, "$SubmitPending $Submitted");
            client.examine(8, 3);
            client.answer("UID SEARCH HEADER Message-ID", "* SEARCH");
        });

        assertThat(sent.result().status()).isEqualTo(SendResult.Status.SENT);
        assertThat(sent.result().repeated()).isTrue();
        assertThat(submission.commands()).isEmpty();
    }

    @Test
    void whereSingleMailsCannotBeRemovedTheDraftGoesToTheTrash() throws Exception {
        Sending.Sent sent = send(null, client -> {
            look(client, "SPECIAL-USE LIST-EXTENDED MOVE CONDSTORE", "");
            claim(client);
            lookAround(client);
            client.answer("APPEND \"Sent\"");
            client.expect("SELECT \"Drafts\"");
            client.say("* 3 EXISTS", "* OK [UIDVALIDITY 7] ok");
            client.ok("[READ-WRITE] done");
            client.answer("UID SEARCH UID 5", "* SEARCH 5");
            folders(client);
            client.answer("UID MOVE 5 \"Trash\"", "* 2 EXPUNGE");
            client.answer("UID SEARCH UID 5", "* SEARCH");
            client.stall();
        });

        assertThat(sent.result().status()).isEqualTo(SendResult.Status.SENT);
        assertThat(submission.mails()).isEqualTo(1);
    }

    @Test
    void aCopyOfAnotherMailUnderItsIdIsNoReasonToDropADraft() {
        assertThatThrownBy(() -> send(null, client -> {
                    look(client, CAPABILITIES, "");
                    claim(client);
                    client.expect("EXAMINE \"Sent\"");
                    client.say("* 3 EXISTS", "* OK [UIDVALIDITY 8] ok");
                    client.ok("[READ-ONLY] done");
                    client.answer("UID SEARCH HEADER Message-ID", "* SEARCH 4");
                    client.examine(1, 3);
                    client.answer("UID SEARCH SINCE", "* SEARCH");
                    select(client, "Drafts", 7);
                    client.answer("UID STORE 5 -FLAGS.SILENT ($SubmitPending)");
                    client.examine(8, 3);
                    client.answer("UID SEARCH HEADER Message-ID", "* SEARCH 4");
                    client.answer(
                            "UID FETCH 4",
                            "* 3 FETCH (UID 4 "
                                    + ScriptedImapServer.header("Subject: another", "To: eve@example.test")
                                    + ")");
                    client.examine(8, 3);
                    client.answer("UID SEARCH HEADER X-Mailbox-Draft", "* SEARCH");
                }))
                .isInstanceOfSatisfying(
                        MailException.class, e -> assertThat(e.failure()).isInstanceOf(MailFailure.Conflict.class));
        assertThat(submission.commands()).isEmpty();
    }

    @Test
    void aClaimedDraftWhoseMarkIsInSentWasSentWhateverTheCopyLooksLike() throws Exception {
        Sending.Sent sent = send(null, client -> {
            String copy = "* 3 FETCH (UID 4 " + ScriptedImapServer.header("Subject: cut", "To: bob@example.test") + ")";
            look(client, CAPABILITIES, "$SubmitPending");
            client.examine(8, 3);
            client.answer("UID SEARCH HEADER Message-ID", "* SEARCH 4");
            client.answer("UID FETCH 4", copy);
            client.examine(8, 3);
            client.answer("UID SEARCH HEADER X-Mailbox-Draft", "* SEARCH 4");
            client.answer("UID FETCH 4", copy);
            remove(client);
        });

        assertThat(sent.result().status()).isEqualTo(SendResult.Status.SENT);
        assertThat(submission.commands()).isEmpty();
    }

    @Test
    void aCopyIsFoundBehindNewerMailsOfItsId() throws Exception {
        Sending.Sent sent = send(null, client -> {
            look(client, CAPABILITIES, "$SubmitPending");
            client.examine(8, 3);
            client.answer("UID SEARCH HEADER Message-ID", "* SEARCH 4 6");
            client.answer(
                    "UID FETCH 4,6",
                    "* 2 FETCH (UID 4 " + ScriptedImapServer.header("Subject: s", "To: bob@example.test") + ")",
                    "* 3 FETCH (UID 6 " + ScriptedImapServer.header("Subject: s", "To: eve@example.test") + ")");
            remove(client);
        });

        assertThat(sent.result().status()).isEqualTo(SendResult.Status.SENT);
        assertThat(sent.result().recipients()).containsExactly("bob@example.test");
        assertThat(sent.draftLeft()).isFalse();
        assertThat(submission.commands()).isEmpty();
    }

    private static void look(Peer client, String capabilities, String keywords) throws IOException {
        client.login(capabilities);
        folders(client);
        select(client, "Drafts", 7);
        fetch(client, "\\Draft " + keywords, capabilities.contains("CONDSTORE") ? 90 : 0);
    }

    private static void fetch(Peer client, String flags, int modSeq) throws IOException {
        fetch(client, flags, modSeq, DRAFT.length(), DRAFT);
    }

    private static void fetch(Peer client, String flags, int modSeq, int size, String draft) throws IOException {
        client.answer(
                "UID FETCH 5 (UID FLAGS",
                "* 2 FETCH (UID 5 FLAGS (" + flags.strip() + ")" + (modSeq > 0 ? " MODSEQ (" + modSeq + ")" : "")
                        + " RFC822.SIZE " + size
                        + " BODYSTRUCTURE (\"text\" \"plain\" NIL NIL NIL \"7bit\" 6 1) BODY[]<0> {" + draft.length()
                        + "}\r\n" + draft + ")");
    }

    private static String flags(String flags, int modSeq) {
        return "* 2 FETCH (UID 5 FLAGS (" + flags + ") MODSEQ (" + modSeq + "))";
    }

    private static void claim(Peer client) throws IOException {
        client.answer(CLAIM, "* 2 FETCH (UID 5 MODSEQ (91))");
    }

    /** The mail that the draft became is there. */
    private static void findInSent(Peer client) throws IOException {
        client.examine(8, 3);
        client.answer("UID SEARCH HEADER X-Mailbox-Draft", "* SEARCH 4");
        client.answer(
                "UID FETCH 4",
                "* 3 FETCH (UID 4 " + ScriptedImapServer.header("To: bob@example.test", "Message-ID: <5@example.test>")
                        + ")");
    }

    /** It is not in Sent, and the mail that it answers is not in INBOX. */
    private static void lookAround(Peer client) throws IOException {
        client.expect("EXAMINE \"Sent\"");
        client.say("* 3 EXISTS", "* OK [UIDVALIDITY 8] ok");
        client.ok("[READ-ONLY] done");
        client.answer("UID SEARCH HEADER Message-ID", "* SEARCH");
        client.examine(1, 3);
        client.answer("UID SEARCH SINCE", "* SEARCH");
    }

    private static void finish(Peer client) throws IOException {
        client.answer("APPEND \"Sent\"");
        remove(client);
    }

    private static void remove(Peer client) throws IOException {
        select(client, "Drafts", 7);
        client.answer("UID STORE 5 +FLAGS.SILENT (\\Deleted)");
        client.answer("UID EXPUNGE 5", "* 2 EXPUNGE");
    }

    private static void select(Peer client, String folder, int uidValidity) throws IOException {
        client.expect("SELECT \"" + folder + "\"");
        client.say("* 3 EXISTS", "* OK [UIDVALIDITY " + uidValidity + "] ok", KEPT);
        client.ok("[READ-WRITE] done");
    }

    private static void folders(Peer client) throws IOException {
        client.answer(
                "LIST", "* LIST (\\Sent) \"/\" Sent", "* LIST (\\Drafts) \"/\" Drafts", "* LIST (\\Trash) \"/\" Trash");
    }

    private Sending.Sent send(@Nullable FolderPath folder, Script script) throws IOException {
        return send(folder, new Script[] {
            client -> {
                script.play(client);
                client.stall();
            }
        });
    }

    private Sending.Sent send(@Nullable FolderPath folder, Script... scripts) throws IOException {
        InstantSource clock = InstantSource.fixed(Instant.now()); // no connection gets old enough to be probed
        try (ScriptedImapServer server = new ScriptedImapServer(scripts);
                ImapConnector connector = new ImapConnector(server.settings());
                ImapPool pool = new ImapPool(connector, clock);
                Mailboxes mailboxes = ScriptedMailboxes.sending(pool, submission.port(), clock)) {
            Sending.Sent sent =
                    mailboxes.sending(ANNA, null, Memory.ENDLESS).sendDraft(new DraftToSend(folder, null, 5, null));
            flights = server.flights.get();
            return sent;
        }
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static dev.mailboxmcp.imap.ScriptedImapServer.header;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.imap.ScriptedImapServer.Peer;
import dev.mailboxmcp.imap.ScriptedImapServer.Script;
import dev.mailboxmcp.mail.Draft;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.Memory;
import dev.mailboxmcp.mail.MessageRef;
import dev.mailboxmcp.mail.ReplyText;
import dev.mailboxmcp.mail.Rsvp;
import dev.mailboxmcp.mail.SendResult;
import dev.mailboxmcp.mailbox.Mailboxes;
import dev.mailboxmcp.mailbox.Sending;
import dev.mailboxmcp.smtp.ScriptedSmtpPeer;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How often a mail that is sent asks the IMAP server; the submission itself is not counted. */
class SendingFlightsTest {
    private static final Credentials ANNA = new Credentials("anna@example.test", new Secret("right horse"));
    private static final MessageRef REF = new MessageRef(FolderPath.INBOX, 1L, 5);
    private static final ReplyText REPLY = new ReplyText("t", null, false, true, null, null);
    private static final String CAPABILITIES = "ESEARCH LITERAL+ SPECIAL-USE LIST-EXTENDED";

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = "key")
    void sendingTakesThreeRoundTripsBeforeTheMailAndThreeAfterIt(@Nullable String key) {
        Draft draft = new Draft(
                null, List.of("bob@example.test"), List.of(), List.of(), null, "s", "t", null, null, List.of(), key);

        int flights = flights(
                client -> {
                    client.login(CAPABILITIES);
                    lookForAnEarlierCall(client);
                    keepTheCopy(client);
                },
                mailbox -> mailbox.send(draft, List.of()).result());

        assertThat(flights).isEqualTo(7); // the login is the seventh
    }

    @Test
    void aMailThatWasSentBeforeIsFoundInThree() {
        Draft draft = new Draft(
                null, List.of("bob@example.test"), List.of(), List.of(), null, "s", "t", null, null, List.of(), "key");

        int flights = flights(
                client -> {
                    client.login(CAPABILITIES);
                    folders(client);
                    client.examine(1, 3);
                    client.answer("UID SEARCH", "* SEARCH 7");
                    client.answer(
                            "UID FETCH 7",
                            "* 3 FETCH (UID 7 "
                                    + header("Subject: s", "To: bob@example.test", "Message-ID: <7@example.test>")
                                    + ")");
                },
                mailbox -> {
                    SendResult result = mailbox.send(draft, List.of()).result();
                    assertThat(result.repeated()).isTrue();
                    return result;
                });

        assertThat(flights).isEqualTo(4); // the login is the fourth
    }

    @Test
    void aReplyReadsTheMailThatItAnswersInTwoMoreAndMarksItInTwo() {
        int flights = flights(
                client -> {
                    replyTo5(client);
                    client.expect("SELECT \"INBOX\"");
                    client.say("* 3 EXISTS", "* OK [UIDVALIDITY 1] UIDs valid");
                    client.ok("[READ-WRITE] done");
                    client.answer("UID STORE 5 +FLAGS.SILENT (\\Answered)");
                },
                mailbox -> {
                    Sending.Sent replied = mailbox.reply(REF, REPLY, List.of());
                    assertThat(replied.unmarked()).isFalse();
                    return replied.result();
                });

        assertThat(flights).isEqualTo(11); // the login is the eleventh
    }

    @Test
    void anAnswerToAnInvitationTakesAsManyAsAReply() {
        int flights = flights(
                client -> {
                    invitation5(client, "1", "");
                    lookForAnEarlierCall(client);
                    keepTheCopy(client);
                    client.expect("SELECT \"INBOX\"");
                    client.say("* 3 EXISTS", "* OK [UIDVALIDITY 1] UIDs valid");
                    client.ok("[READ-WRITE] done");
                    client.answer("UID STORE 5 +FLAGS.SILENT (\\Answered)");
                },
                mailbox -> mailbox.answerInvitation(REF, new Rsvp(Rsvp.Attendance.DECLINE, "", null))
                        .sent()
                        .result());

        assertThat(flights).isEqualTo(11); // the login is the eleventh
    }

    @Test
    void aLaterMailThatCannotBeReadKeepsNoAnswerBack() {
        int unused = flights(
                client -> {
                    invitation5(client, "event-1@example.test", " INTERNALDATE \"01-Nov-2026 10:00:00 +0000\"");
                    client.examine(1, 3);
                    client.answer("UID SEARCH SINCE", "* SEARCH 5 6");
                    client.answer("NOOP");
                    client.answer("UID FETCH 6 (UID FLAGS"); // it is gone
                    client.answer("NOOP");
                    client.answer("UID FETCH 6 (UID");
                    lookForAnEarlierCall(client);
                    keepTheCopy(client);
                    client.stall();
                },
                mailbox -> mailbox.answerInvitation(REF, new Rsvp(Rsvp.Attendance.DECLINE, "", null))
                        .sent()
                        .result());
    }

    /** Servers find parts of addresses, and anybody can have one that ends otherwise. */
    @Test
    void whatSomebodyOfASimilarAddressSaysOfAnEventKeepsNoAnswerBack() {
        int unused = flights(
                client -> {
                    invitation5(client, "event-1@example.test", " INTERNALDATE \"01-Nov-2026 10:00:00 +0000\"");
                    client.examine(1, 3);
                    client.answer("UID SEARCH SINCE", "* SEARCH 5 6");
                    client.answer("NOOP");
                    client.answer(
                            "UID FETCH 6 (UID FLAGS",
                            "* 3 FETCH (UID 6 " + header("Subject: s", "From: bob@example.test.evil.test")
                                    + " BODYSTRUCTURE (\"text\" \"calendar\" NIL NIL NIL \"7bit\" 100 8))");
                    lookForAnEarlierCall(client);
                    keepTheCopy(client);
                    client.stall();
                },
                mailbox -> mailbox.answerInvitation(REF, new Rsvp(Rsvp.Attendance.DECLINE, "", null))
                        .sent()
                        .result());
    }

    /** @param more of what the server tells of the mail */
    private static void invitation5(Peer client, String event, String more) throws IOException {
        String calendar = """
                BEGIN:VCALENDAR
                METHOD:REQUEST
                BEGIN:VEVENT
                UID:%s
                ORGANIZER:mailto:bob@example.test
                ATTENDEE:mailto:anna@example.test
                END:VEVENT
                END:VCALENDAR
                """.formatted(event);
        client.login(CAPABILITIES);
        client.examine(1, 3);
        client.answer(
                "UID FETCH 5 (UID FLAGS",
                "* 2 FETCH (UID 5" + more + " "
                        + header("Subject: s", "From: eve@example.test", "Message-ID: <1@example.test>")
                        + " BODYSTRUCTURE (\"text\" \"calendar\" NIL NIL NIL \"7bit\" " + calendar.length() + " 8))");
        client.answer(
                "UID FETCH 5 (UID BODY.PEEK[1]",
                "* 2 FETCH (UID 5 BODY[1]<0> {" + calendar.length() + "}\r\n" + calendar + ")");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"OK [READ-ONLY] look only", "NO [NOPERM] not yours", "BYE I go", "OK [READ-WRITE] made anew"})
    void anAnswerWasSentWhateverBecomesOfTheMark(String answer) {
        flights(
                client -> {
                    replyTo5(client);
                    client.expect("SELECT \"INBOX\"");
                    client.say("* 3 EXISTS", "* OK [UIDVALIDITY 2] UIDs valid");
                    client.end((answer.startsWith("BYE") ? "*" : client.tag()) + " " + answer);
                },
                mailbox -> {
                    Sending.Sent replied = mailbox.reply(REF, REPLY, List.of());
                    assertThat(replied.unmarked()).isTrue();
                    return replied.result();
                });
    }

    @Test
    void theCopyOfAMailThatMayHaveBeenSentIsBornWithTheMark() {
        Unknown unknown = new Unknown();

        assertThat(unknown.send().unmarked()).isFalse();
        assertThat(unknown.flights).isEqualTo(8); // the login, three to look, three to save it, one to see the mark
        assertThat(unknown.received).noneMatch(command -> command.startsWith("UID STORE"));
    }

    /** Else a process that ends right then leaves a draft that looks like any other. */
    @ParameterizedTest
    @ValueSource(strings = {"NO [CANNOT] no keywords here", "NO no", "BAD what"})
    void aServerThatTakesNoMailWithTheMarkGetsItAfterwards(String refusal) {
        Unknown unknown = new Unknown();
        unknown.refusal = refusal;

        assertThat(unknown.send().unmarked()).isFalse();
        assertThat(unknown.received)
                .anyMatch(command -> command.startsWith("APPEND \"Drafts\" (\\Seen \\Draft) "))
                .contains("UID STORE 42 +FLAGS.SILENT ($SubmitPending)");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whereTheServerDoesNotTellWhereTheCopyIsItIsLookedFor(boolean born) {
        Unknown unknown = new Unknown();
        unknown.uid = "";
        unknown.bears = born;

        assertThat(unknown.send().unmarked()).isFalse();
        assertThat(unknown.marked).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"it keeps none", "it goes", "it does not open the folder for changes"})
    void aCopyOfWhichNobodySawTheMarkIsSaidToBeOne(String server) {
        Unknown unknown = new Unknown();
        unknown.bears = false;
        unknown.keeps = false;
        unknown.opening = switch (server) {
            case "it goes" -> "BYE I go";
            case "it keeps none" -> "OK [READ-WRITE] done";
            default -> "OK [READ-ONLY] done";
        };

        SendResult result = unknown.send();

        assertThat(result.unmarked()).isTrue();
        assertThat(result.again().unmarked()).isTrue();
        assertThat(result.savedTo()).isEqualTo(new FolderPath("Drafts"));
    }

    /** A mail server, with a folder of drafts, to which a mail goes whose fate is unknown. */
    private static final class Unknown {
        String uid = "[APPENDUID 1 42] ";
        String refusal = "";
        String opening = "OK [READ-WRITE] done";
        boolean bears = true;
        boolean keeps = true;
        volatile boolean marked;
        volatile boolean appended;
        int flights;
        List<String> received = List.of();

        SendResult send() {
            Draft draft = new Draft(
                    null,
                    List.of("bob@example.test"),
                    List.of(),
                    List.of(),
                    null,
                    "s",
                    "t",
                    null,
                    null,
                    List.of(),
                    null);
            InstantSource clock = InstantSource.fixed(Instant.now());
            try (ScriptedSmtpPeer submission = new ScriptedSmtpPeer().answer("<dot>", ScriptedSmtpPeer.DROP);
                    ScriptedImapServer server = new ScriptedImapServer(client -> {
                        client.login(CAPABILITIES);
                        while (true) {
                            answer(client, client.command());
                        }
                    });
                    ImapConnector connector = new ImapConnector(server.settings());
                    ImapPool pool = new ImapPool(connector, clock);
                    Mailboxes mailboxes = ScriptedMailboxes.sending(pool, submission.port(), clock)) {
                SendResult result = mailboxes
                        .sending(ANNA, null, Memory.ENDLESS)
                        .send(draft, List.of())
                        .result();
                assertThat(result.status()).isEqualTo(SendResult.Status.UNKNOWN);
                flights = server.flights.get();
                received = server.received();
                return result;
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        private void answer(Peer client, String command) throws IOException {
            boolean mark = command.contains("$SubmitPending");
            if (command.startsWith("APPEND")) {
                if (mark && !refusal.isEmpty()) {
                    client.end(client.tag() + " " + refusal);
                    return;
                }
                appended = true;
                marked = mark && bears;
                client.ok(uid + "done");
                return;
            }
            if (command.startsWith("SELECT") || command.startsWith("EXAMINE")) {
                client.say("* 1 EXISTS", "* OK [UIDVALIDITY 1] ok");
                boolean goes = opening.startsWith("BYE");
                client.end((goes ? "*" : client.tag()) + " " + (command.startsWith("SELECT") ? opening : "OK done"));
                return;
            }
            if (command.startsWith("UID STORE")) {
                marked |= keeps;
            } else if (command.startsWith("LIST")) {
                client.say("* LIST (\\Sent) \"/\" Sent", "* LIST (\\Drafts) \"/\" Drafts");
            } else if (command.startsWith("UID SEARCH")) {
                client.say("* SEARCH" + (appended ? " 42" : ""));
            } else if (command.startsWith("UID FETCH 42 (UID FLAGS)")) {
                client.say("* 1 FETCH (UID 42 FLAGS (\\Draft" + (marked ? " $SubmitPending" : "") + "))");
            } else if (command.startsWith("UID FETCH 42")) {
                client.say("* 1 FETCH (UID 42 " + header("Subject: s") + ")");
            }
            client.ok("done");
        }
    }

    private static void replyTo5(Peer client) throws IOException {
        client.login(CAPABILITIES);
        client.examine(1, 3);
        client.answer(
                "UID FETCH 5 (UID FLAGS",
                "* 2 FETCH (UID 5 "
                        + header("Subject: s", "From: bob@example.test", "Message-ID: <1@example.test>")
                        + " BODYSTRUCTURE (\"text\" \"plain\" NIL NIL NIL \"7bit\" 5 1))");
        client.answer("UID FETCH 5 (UID BODY.PEEK[1]", "* 2 FETCH (UID 5 BODY[1]<0> {5}\r\nhello)");
        lookForAnEarlierCall(client);
        keepTheCopy(client);
    }

    private static void lookForAnEarlierCall(Peer client) throws IOException {
        folders(client);
        for (int folder = 0; folder < 2; folder++) { // Sent, then Drafts
            client.examine(1, 3);
            client.answer("UID SEARCH", "* SEARCH");
        }
    }

    private static void keepTheCopy(Peer client) throws IOException {
        folders(client);
        client.answer("APPEND \"Sent\"");
    }

    private static void folders(Peer client) throws IOException {
        client.answer("LIST", "* LIST (\\Sent) \"/\" Sent", "* LIST (\\Drafts) \"/\" Drafts");
    }

    /** The flights of a mail that was sent, with its copy in Sent. */
    private static int flights(Script script, Function<Sending, SendResult> sending) {
        InstantSource clock = InstantSource.fixed(Instant.now()); // no connection gets old enough to be probed
        try (ScriptedSmtpPeer submission = new ScriptedSmtpPeer();
                ScriptedImapServer server = new ScriptedImapServer(client -> {
                    script.play(client);
                    client.stall();
                });
                ImapConnector connector = new ImapConnector(server.settings());
                ImapPool pool = new ImapPool(connector, clock);
                Mailboxes mailboxes = ScriptedMailboxes.sending(pool, submission.port(), clock)) {

            SendResult result = sending.apply(mailboxes.sending(ANNA, null, Memory.ENDLESS));

            assertThat(result.status()).isEqualTo(SendResult.Status.SENT);
            assertThat(result.savedTo()).isEqualTo(new FolderPath("Sent"));
            return server.flights.get();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}

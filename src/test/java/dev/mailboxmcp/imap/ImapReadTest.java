// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailboxmcp.mail.Attachment;
import dev.mailboxmcp.mail.AttachmentContent;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailAddress;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.MailMessage;
import dev.mailboxmcp.mail.Memory;
import dev.mailboxmcp.mail.MessageFlag;
import dev.mailboxmcp.mail.MessageRef;
import dev.mailboxmcp.mail.OriginalMessage;
import dev.mailboxmcp.mail.TextSource;
import dev.mailboxmcp.mime.SenderCheck;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImapReadTest {
    private static final FolderPath INBOX = FolderPath.INBOX;
    private static final String TWO_TEXTS = "((\"text\" \"plain\" NIL NIL NIL \"7bit\" 100 3)"
            + "(\"text\" \"plain\" NIL NIL NIL \"7bit\" 100 3) \"mixed\")";

    @Test
    void readsASimpleMail() {
        try (GreenMailAccount server = new GreenMailAccount()) {
            long uid = server.deliverNumber(1);

            MailMessage mail = read(server, uid);

            assertThat(mail.text()).isEqualTo("text 1");
            assertThat(mail.textSource()).isEqualTo(TextSource.PLAIN);
            assertThat(mail.messageId()).isEqualTo("<n1@example.test>");
            assertThat(mail.from()).isEqualTo("Béla Bartók <bela@example.test>");
            assertThat(mail.replyTo()).isEmpty();
            assertThat(mail.inReplyTo()).isNull();
            assertThat(mail.attachments()).isEmpty();
            assertThat(mail.warnings()).isEmpty();
            assertThat(mail.flags()).containsExactly(MessageFlag.UNREAD);
            assertThat(read(server, uid).flags()).containsExactly(MessageFlag.UNREAD);
        }
    }

    @Test
    void prefersPlainTextAndListsAttachments() {
        try (GreenMailAccount server = new GreenMailAccount()) {
            long uid = server.deliver(
                    "From: a@example.test",
                    "Reply-To: other@example.test",
                    "In-Reply-To: <before@example.test>",
                    "Subject: s",
                    "MIME-Version: 1.0",
                    "Content-Type: multipart/mixed; boundary=m",
                    "",
                    "--m",
                    "Content-Type: multipart/alternative; boundary=a",
                    "",
                    "--a",
                    "Content-Type: text/plain; charset=utf-8",
                    "Content-Transfer-Encoding: quoted-printable",
                    "",
                    "Gr=C3=BC=C3=9Fe",
                    "--a",
                    "Content-Type: text/html; charset=utf-8",
                    "",
                    "<p>Gr&uuml;&szlig;e</p>",
                    "--a--",
                    "--m",
                    "Content-Type: application/pdf; name=\"x.pdf\"",
                    "Content-Disposition: attachment; filename*=UTF-8''..%2F%C3%9Cbersicht.pdf",
                    "Content-Transfer-Encoding: base64",
                    "",
                    "AAAA",
                    "--m--");

            MailMessage mail = read(server, uid);

            assertThat(mail.text()).isEqualTo("Grüße");
            assertThat(mail.textSource()).isEqualTo(TextSource.PLAIN);
            assertThat(mail.replyTo()).containsExactly("other@example.test");
            assertThat(mail.inReplyTo()).isEqualTo("<before@example.test>");
            assertThat(mail.attachments())
                    .singleElement()
                    .extracting(Attachment::part, Attachment::name, Attachment::type)
                    .containsExactly("2", "Übersicht.pdf", "application/pdf");
        }
    }

    @Test
    void takesHtmlWhereThereIsNothingElse() {
        try (GreenMailAccount server = new GreenMailAccount()) {
            long uid = server.deliver(
                    "Subject: s",
                    "MIME-Version: 1.0",
                    "Content-Type: text/html; charset=utf-8",
                    "",
                    "<html><style>p{}</style><p>Hello <b>you</b></p></html>");

            MailMessage mail = read(server, uid);

            assertThat(mail.text()).contains("Hello").contains("you").doesNotContain("<");
            assertThat(mail.textSource()).isEqualTo(TextSource.HTML);
        }
    }

    @Test
    void losesNothingWhereAFileInTheTextIsLongerThanAPiece() {
        try (GreenMailAccount server = new GreenMailAccount()) {
            List<String> lines = new ArrayList<>(List.of("Subject: s", "", "before", "begin 644 a.bin"));
            lines.addAll(Collections.nCopies(4600, "M" + "A".repeat(60)));
            lines.add("end");
            IntStream.range(0, 1500).forEach(i -> lines.add("line " + i + " behind the file"));
            long uid = server.deliver(lines.toArray(String[]::new));

            StringBuilder all = new StringBuilder();
            Integer offset = 0;
            while (offset != null) {
                int from = offset;
                MailMessage piece = server.call(
                        c -> ImapRead.read(c, ref(uid), from, 20_000, SenderCheck.OF_NOBODY, Memory.ENDLESS));
                all.append(piece.text());
                offset = piece.nextOffset();
            }

            assertThat(all.toString().lines())
                    .startsWith("before", "[a file in the text is left out: a.bin]", "line 0 behind the file")
                    .endsWith("line 1499 behind the file")
                    .hasSize(1502);
        }
    }

    @Test
    void givesLongTextsPieceByPiece() {
        try (GreenMailAccount server = new GreenMailAccount()) {
            String emoji = "\uD83D\uDC0E";
            long uid = server.deliver(
                    "Subject: s",
                    "MIME-Version: 1.0",
                    "Content-Type: text/plain; charset=utf-8",
                    "Content-Transfer-Encoding: 8bit",
                    "",
                    emoji.repeat(30));

            StringBuilder all = new StringBuilder();
            Integer offset = 0;
            while (offset != null) {
                int from = offset;
                MailMessage piece =
                        server.call(c -> ImapRead.read(c, ref(uid), from, 7, SenderCheck.OF_NOBODY, Memory.ENDLESS));
                assertThat(piece.text()).hasSizeLessThanOrEqualTo(7);
                all.append(piece.text());
                offset = piece.nextOffset();
            }

            assertThat(all.toString()).isEqualTo(emoji.repeat(30));
        }
    }

    @Test
    void namesAMailThatIsNotThere() {
        try (GreenMailAccount server = new GreenMailAccount()) {
            assertThatThrownBy(() -> read(server, 4711))
                    .extracting(failure -> ((MailException) failure).failure())
                    .isEqualTo(new MailFailure.MessageNotFound(INBOX, 4711));
        }
    }

    @Test
    void refusesAUidOfAFolderThatWasRecreated() {
        try (GreenMailAccount server = new GreenMailAccount()) {
            long uid = server.deliverNumber(1);
            long now = read(server, uid).uidValidity();

            assertThat(server.call(c -> ImapRead.read(
                                    c, new MessageRef(INBOX, now, uid), 0, 100, SenderCheck.OF_NOBODY, Memory.ENDLESS))
                            .uid())
                    .isEqualTo(uid);
            assertThatThrownBy(() -> server.call(c -> ImapRead.read(
                            c, new MessageRef(INBOX, now + 1, uid), 0, 100, SenderCheck.OF_NOBODY, Memory.ENDLESS)))
                    .extracting(failure -> ((MailException) failure).failure())
                    .isEqualTo(new MailFailure.StaleUid(INBOX, now + 1, now));
        }
    }

    @Test
    void takesTwoRoundTripsAndFetchesTheTextPartOnly() {
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.login("");
                    client.examine(1, 3);
                    client.answer(
                            "UID FETCH 5 (UID FLAGS",
                            "* 2 FETCH (UID 5 FLAGS () RFC822.SIZE 28000000 "
                                    + ScriptedImapServer.header("Subject: big")
                                    + " BODYSTRUCTURE ((\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL"
                                    + " NIL \"7bit\" 5000 80 NIL NIL NIL)(\"application\" \"zip\" NIL NIL NIL"
                                    + " \"base64\" 27962026 NIL (\"attachment\" (\"filename\" \"=?utf-8?q?=C3=A4.zip?=\"))"
                                    + " NIL) \"mixed\"))");
                    client.answer("UID FETCH 5 (UID BODY.PEEK[1]<0.", "* 2 FETCH (UID 5 BODY[1]<0> {5}\r\nhello)");
                    client.stall();
                });
                ImapPool pool = server.pool()) {

            MailMessage mail = pool.read(
                    GreenMailAccount.ANNA,
                    c -> ImapRead.read(c, ref(5), 0, 20000, SenderCheck.OF_NOBODY, Memory.ENDLESS));

            assertThat(mail.text()).isEqualTo("hello");
            assertThat(mail.attachments()).singleElement().satisfies(zip -> {
                assertThat(zip.name()).isEqualTo("ä.zip");
                assertThat(zip.sizeBytes()).isBetween(20_400_000L, 20_500_000L);
            });
            assertThat(server.flights).hasValue(3); // the login is the third
            assertThat(server.received())
                    .last()
                    .asString()
                    .doesNotContain("[2]")
                    .matches(".*<0\\.\\d{1,5}>\\)");
        }
    }

    @Test
    void takesTwoRoundTripsForAnAttachment() {
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.login("");
                    client.examine(1, 3);
                    client.answer(
                            "UID FETCH 5 (UID BODYSTRUCTURE)",
                            "* 2 FETCH (UID 5 BODYSTRUCTURE ((\"text\" \"plain\" NIL NIL NIL \"7bit\" 5 1)"
                                    + "(\"text\" \"csv\" NIL NIL NIL \"7bit\" 3 1) \"mixed\"))");
                    client.answer("NOOP");
                    client.answer("UID FETCH 5 (UID BODY.PEEK[2]<0.", "* 2 FETCH (UID 5 BODY[2]<0> {3}\r\na,b)");
                    client.stall();
                });
                ImapPool pool = server.pool()) {

            AttachmentContent content =
                    pool.read(GreenMailAccount.ANNA, c -> ImapAttachment.fetch(c, ref(5), "2", Memory.ENDLESS));

            assertThat(content).isEqualTo(new AttachmentContent.Text("text/csv", "a,b"));
            assertThat(server.flights).hasValue(3); // the login is the third
        }
    }

    @Test
    void aPartThatAMailDoesNotHaveIsNotAskedFor() {
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.login("");
                    client.examine(1, 3);
                    client.answer(
                            "UID FETCH 5 (UID BODYSTRUCTURE)",
                            "* 2 FETCH (UID 5 BODYSTRUCTURE (\"text\" \"plain\" NIL NIL NIL \"7bit\" 5 1))");
                    client.stall();
                });
                ImapPool pool = server.pool()) {

            assertThatThrownBy(() ->
                            pool.read(GreenMailAccount.ANNA, c -> ImapAttachment.fetch(c, ref(5), "2", Memory.ENDLESS)))
                    .extracting(failure -> ((MailException) failure).failure())
                    .isEqualTo(new MailFailure.PartNotFound(FolderPath.INBOX, 5, "2"));
        }
    }

    @Test
    void takesHtmlWherePlainOnlySaysThatThereIsHtml() {
        try (GreenMailAccount server = new GreenMailAccount()) {
            long uid = server.deliver(
                    "Subject: s",
                    "MIME-Version: 1.0",
                    "Content-Type: multipart/alternative; boundary=a",
                    "",
                    "--a",
                    "Content-Type: text/plain",
                    "",
                    "Please use a newer program.",
                    "--a",
                    "Content-Type: text/html",
                    "",
                    "<p>" + "The real text. ".repeat(30) + "</p>",
                    "--a--");

            assertThat(read(server, uid).textSource()).isEqualTo(TextSource.HTML);
        }
    }

    @Test
    void aStructureTwentyThousandPartsDeepStillGivesTheMail() {
        String deep =
                "(".repeat(20_000) + "\"text\" \"plain\" NIL NIL NIL \"7bit\" 1 1)" + " \"mixed\")".repeat(19_999);
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.login("");
                    client.examine(1, 3);
                    client.answer(
                            "UID FETCH 5",
                            "* 2 FETCH (UID 5 FLAGS (\\Seen) BODYSTRUCTURE " + deep + " "
                                    + ScriptedImapServer.header("Subject: deep") + ")");
                    client.answer("UID FETCH 5 (UID BODY.PEEK[]", "* 2 FETCH (UID 5 BODY[]<0> {4}\r\n\r\n--)");
                    client.stall();
                });
                ImapPool pool = server.pool()) {

            MailMessage mail = pool.read(
                    GreenMailAccount.ANNA,
                    c -> ImapRead.read(c, ref(5), 0, 100, SenderCheck.OF_NOBODY, Memory.ENDLESS));

            assertThat(mail.subject()).isEqualTo("deep");
            assertThat(mail.text()).isEqualTo("--");
            assertThat(mail.warnings()).contains("parts nested too deeply are left out");
        }
    }

    @Test
    void showsTheRawTextOfAMailWhoseBoundariesAreBroken() {
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.login("");
                    client.examine(1, 3);
                    client.answer(
                            "UID FETCH 5",
                            "* 2 FETCH (UID 5 RFC822.SIZE 900 BODYSTRUCTURE ((\"text\" \"plain\" (\"charset\" \"us-ascii\")"
                                    + " NIL NIL \"7bit\" 0 0 NIL NIL NIL NIL) \"mixed\" NIL NIL NIL NIL))");
                    client.answer("UID FETCH 5 (UID BODY.PEEK[]", "* 2 FETCH (UID 5 BODY[]<0> {7}\r\n\r\nhello)");
                    client.stall();
                });
                ImapPool pool = server.pool()) {

            MailMessage mail = pool.read(
                    GreenMailAccount.ANNA,
                    c -> ImapRead.read(c, ref(5), 0, 100, SenderCheck.OF_NOBODY, Memory.ENDLESS));

            assertThat(mail.text()).isEqualTo("hello");
            assertThat(mail.warnings()).hasSize(2); // no header either
        }
    }

    /** Courier describes so every mail that does not say MIME-Version. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: text/html\r\n\r\n<p>hel<b>lo</b></p>",
                "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhello\r\n--b--"
            })
    void aMailThatTheServerTakesForPlainTextIsReadAsItsHeaderSays(String mail) {
        String header = mail.substring(0, mail.indexOf("\r\n\r\n") + 4);
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.login("");
                    client.examine(1, 3);
                    client.answer(
                            "UID FETCH 5",
                            "* 2 FETCH (UID 5 BODYSTRUCTURE (\"text\" \"plain\" NIL NIL NIL \"8bit\" 30 1 NIL NIL NIL)"
                                    + " BODY[HEADER.FIELDS (\"CONTENT-TYPE\")]<0> {" + header.length() + "}",
                            header + ")");
                    client.answer(
                            "UID FETCH 5 (UID BODY.PEEK[]",
                            "* 2 FETCH (UID 5 BODY[]<0> {" + mail.length() + "}",
                            mail + ")");
                    client.stall();
                });
                ImapPool pool = server.pool()) {

            MailMessage read = pool.read(
                    GreenMailAccount.ANNA,
                    c -> ImapRead.read(c, ref(5), 0, 100, SenderCheck.OF_NOBODY, Memory.ENDLESS));

            assertThat(read.text().strip()).isEqualTo("hello");
        }
    }

    /** BINARY (RFC 3516) carries a quarter less; where the server cannot decode, or stops early, it is done here. */
    @ParameterizedTest
    @ValueSource(strings = {"* 2 FETCH (UID 5 BINARY[1]<0> ~{24}\r\nbonjour, monde, bonjour!)", "", "half"})
    void theServerTakesOffTheTransferEncodingWhereItCan(String answer) {
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.login("BINARY");
                    client.examine(1, 3);
                    client.answer(
                            "UID FETCH 5",
                            "* 2 FETCH (UID 5 RFC822.SIZE 900 BODYSTRUCTURE (\"text\" \"plain\" (\"charset\" \"utf-8\")"
                                    + " NIL NIL \"base64\" 32 1))");
                    if (answer.isEmpty()) {
                        client.expect("UID FETCH 5 (UID BINARY.PEEK[1]<0.");
                        client.no("[UNKNOWN-CTE] cannot decode that");
                    } else {
                        client.answer(
                                "UID FETCH 5 (UID BINARY.PEEK[1]<0.",
                                answer.equals("half") ? "* 2 FETCH (UID 5 BINARY[1]<0> {7}\r\nbonjour)" : answer);
                    }
                    if (!answer.startsWith("*")) {
                        client.answer(
                                "UID FETCH 5 (UID BODY.PEEK[1]<0.",
                                "* 2 FETCH (UID 5 BODY[1]<0> {32}\r\nYm9uam91ciwgbW9uZGUsIGJvbmpvdXIh)");
                    }
                    client.stall();
                });
                ImapPool pool = server.pool()) {

            MailMessage mail = pool.read(
                    GreenMailAccount.ANNA,
                    c -> ImapRead.read(c, ref(5), 0, 1000, SenderCheck.OF_NOBODY, Memory.ENDLESS));

            assertThat(mail.text()).isEqualTo("bonjour, monde, bonjour!");
            assertThat(server.flights).hasValue(answer.startsWith("*") ? 3 : 4); // login and description are two
        }
    }

    @Test
    void aServerThatRefusesOnePartStillGivesTheOthers() {
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.login("");
                    client.examine(1, 3);
                    client.answer("UID FETCH 5", "* 2 FETCH (UID 5 RFC822.SIZE 900 BODYSTRUCTURE " + TWO_TEXTS + ")");
                    client.expect("UID FETCH 5 (UID BODY.PEEK[1]");
                    client.no("cannot do that");
                    client.answer("UID FETCH 5 (UID BODY.PEEK[1]", "* 2 FETCH (UID 5 BODY[1]<0> {5}\r\nhello)");
                    client.expect("UID FETCH 5 (UID BODY.PEEK[2]");
                    client.no("cannot do that");
                    client.stall();
                });
                ImapPool pool = server.pool()) {

            MailMessage mail = pool.read(
                    GreenMailAccount.ANNA,
                    c -> ImapRead.read(c, ref(5), 0, 1000, SenderCheck.OF_NOBODY, Memory.ENDLESS));

            assertThat(mail.text()).isEqualTo("hello");
            assertThat(mail.warnings()).contains(TextSections.NOT_GIVEN);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"OK done", "NO [EXPUNGEISSUED] some messages are gone"})
    void aMailThatVanishesWhileItIsReadIsNotFound(String end) {
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.login("");
                    client.examine(1, 3);
                    client.answer("UID FETCH 5", "* 2 FETCH (UID 5 RFC822.SIZE 900 BODYSTRUCTURE " + TWO_TEXTS + ")");
                    client.expect("UID FETCH 5 (UID BODY.PEEK[1]");
                    client.say(client.tag() + " " + end);
                    client.stall();
                });
                ImapPool pool = server.pool()) {

            assertThatThrownBy(() -> pool.read(
                            GreenMailAccount.ANNA,
                            c -> ImapRead.read(c, ref(5), 0, 100, SenderCheck.OF_NOBODY, Memory.ENDLESS)))
                    .isInstanceOfSatisfying(
                            MailException.class,
                            failure ->
                                    assertThat(failure.failure()).isEqualTo(new MailFailure.MessageNotFound(INBOX, 5)));
        }
    }

    @Test
    void aTextThatIsTheWholeMailIsShownThoughItHasAFileName() {
        try (GreenMailAccount server = new GreenMailAccount()) {
            long uid = server.deliver(
                    "Subject: s", "MIME-Version: 1.0", "Content-Type: text/plain; name=\"notes.txt\"", "", "notes");

            MailMessage mail = read(server, uid);

            assertThat(mail.text()).isEqualTo("notes");
            assertThat(mail.attachments()).isEmpty();
        }
    }

    @Test
    void givesAReplyWhatItNeeds() {
        try (GreenMailAccount server = new GreenMailAccount()) {
            long uid = server.deliver(
                    "From: =?utf-8?q?B=C3=A9la?= <bela@example.test>",
                    "To: list@example.test, anna@example.test",
                    "Cc: carla@example.test",
                    "Mail-Followup-To: \"The List\" <list@example.test>",
                    "List-Id: <list.example.test>",
                    "References: <one@example.test>",
                    " <two@example.test>",
                    "In-Reply-To: <two@example.test>",
                    "Message-ID: <three@example.test>",
                    "Subject: Re: topic",
                    "",
                    "quotable");

            OriginalMessage original =
                    server.call(c -> ImapOriginal.fetch(c, ref(uid), SenderCheck.OF_NOBODY, Memory.ENDLESS));

            assertThat(original.messageId()).isEqualTo("<three@example.test>");
            assertThat(original.references()).containsExactly("<one@example.test>", "<two@example.test>");
            assertThat(original.inReplyTo()).isEqualTo("<two@example.test>");
            assertThat(original.from()).containsExactly(new MailAddress("Béla", "bela", "example.test"));
            assertThat(original.replyTo()).isEmpty();
            assertThat(original.to())
                    .containsExactly(
                            new MailAddress("", "list", "example.test"), new MailAddress("", "anna", "example.test"));
            assertThat(original.cc()).containsExactly(new MailAddress("", "carla", "example.test"));
            assertThat(original.mailFollowupTo()).containsExactly(new MailAddress("The List", "list", "example.test"));
            assertThat(original.list()).isTrue();
            assertThat(original.text()).isEqualTo("quotable");
        }
    }

    private static MessageRef ref(long uid) {
        return new MessageRef(INBOX, null, uid);
    }

    private static MailMessage read(GreenMailAccount server, long uid) {
        return server.call(
                connection -> ImapRead.read(connection, ref(uid), 0, 20_000, SenderCheck.OF_NOBODY, Memory.ENDLESS));
    }
}

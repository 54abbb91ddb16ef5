// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailboxmcp.imap.ScriptedImapServer.Script;
import dev.mailboxmcp.mail.Folder;
import dev.mailboxmcp.mail.FolderList;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.FolderRole;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.MailMessage;
import dev.mailboxmcp.mail.MailPage;
import dev.mailboxmcp.mail.Memory;
import dev.mailboxmcp.mail.MessageFlag;
import dev.mailboxmcp.mail.MessageRef;
import dev.mailboxmcp.mail.MessageSummary;
import dev.mailboxmcp.mail.Query;
import dev.mailboxmcp.mime.EmailAddress;
import dev.mailboxmcp.mime.SenderCheck;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What servers are known to say beside the standard, or at its edge. */
class OddServersTest {
    private static final FolderPath INBOX = FolderPath.INBOX;

    /** The folders of Gmail lie below one that cannot be opened, and one has two roles. */
    @Test
    void foldersOfGmail() {
        FolderList list = on(
                client -> {
                    client.login("SPECIAL-USE");
                    client.answer(
                            "LIST",
                            "* LIST (\\HasChildren \\Noselect) \"/\" \"[Gmail]\"",
                            "* LIST (\\HasNoChildren) \"/\" \"INBOX\"",
                            "* LIST (\\Important \\HasNoChildren) \"/\" \"[Gmail]/Wichtig\"",
                            "* LIST (\\Sent \\HasNoChildren) \"/\" \"[Gmail]/Gesendet\"",
                            "* LIST (\\All \\HasNoChildren) \"/\" \"[Gmail]/Alle Nachrichten\"");
                    client.answer("STATUS \"INBOX\"", "* STATUS \"INBOX\" (MESSAGES 3 UNSEEN 1)");
                    client.answer("STATUS", "* STATUS \"[Gmail]/Alle Nachrichten\" (MESSAGES 9 UNSEEN 2)");
                    client.answer("STATUS", "* STATUS \"[Gmail]/Gesendet\" (MESSAGES 4 UNSEEN 0)");
                    client.answer("STATUS", "* STATUS \"[Gmail]/Wichtig\" (MESSAGES 0 UNSEEN 0)");
                },
                ImapFolders::list);

        assertThat(list.folders())
                .contains(
                        new Folder(new FolderPath("[Gmail]"), null, 0, 0, false),
                        new Folder(new FolderPath("[Gmail]/Gesendet"), FolderRole.SENT, 4, 0, true),
                        new Folder(new FolderPath("[Gmail]/Alle Nachrichten"), FolderRole.ALL, 9, 2, true));
    }

    @Test
    void anAlertAtLoginIsNobodysConcern() {
        FolderList list = on(
                client -> {
                    client.say("* OK [ALERT] for the administrator", "* OK [ALERT] and another");
                    client.expect("CAPABILITY");
                    client.say("* CAPABILITY IMAP4rev1");
                    client.ok("done");
                    client.expect("LOGIN");
                    client.say("* OK [ALERT] your quota is nearly used up", "* 7 EXISTS");
                    client.ok("[CAPABILITY IMAP4rev1 LIST-STATUS] welcome");
                    client.examine(1, 1);
                    client.answer("LIST", "* LIST () \"/\" INBOX", "* STATUS INBOX (MESSAGES 1 UNSEEN 1)");
                },
                ImapFolders::list);

        assertThat(list.folders()).singleElement().isEqualTo(new Folder(INBOX, FolderRole.INBOX, 1, 1, true));
    }

    /** The fields themselves tell what they are, however the server names the section that they are in. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "BODY[HEADER.FIELDS (FROM TO DATE SUBJECT)]<0>",
                "BODY[HEADER.FIELDS (FROM TO DATE SUBJECT)]",
                "BODY[HEADER.FIELDS (\"From\" \"To\" \"Date\" \"Subject\")]<0>",
                "body[header.fields (subject date to from)]<0>",
                "BODY[HEADER.FIELDS (FROM TO DATE SUBJECT)]<0.65536>",
                "BODY[HEADER.FIELDS  ( FROM TO DATE SUBJECT )]<0>",
                "BODY[HEADER.FIELDS ({4}\r\nFROM {7}\r\nSUBJECT)]<0>",
                "BODY[HEADER]",
                "RFC822.HEADER"
            })
    void theHeaderIsFoundHoweverTheServerNamesIt(String item) {
        String header = "Subject: s\r\nFrom: ceo@bank.test <x@evil.test>\r\n\r\n";
        MailPage page = on(
                client -> {
                    client.login("ESEARCH");
                    client.examine(1, 1);
                    client.answer("NOOP");
                    client.answer("STATUS", "* STATUS INBOX (UNSEEN 1)");
                    client.answer(
                            "FETCH",
                            "* 1 FETCH (UID 8 FLAGS () RFC822.SIZE 99 " + item + " {" + header.length() + "}",
                            header + " BODYSTRUCTURE (\"text\" \"plain\" NIL NIL NIL \"7bit\" 1 1))");
                    client.stall();
                },
                connection -> ImapList.page(connection, INBOX, 1, null, false, Snippets.NONE));

        assertThat(page.emails()).singleElement().satisfies(row -> {
            assertThat(row.subject()).isEqualTo("s");
            assertThat(row.from()).isEqualTo("\"ceo@bank.test\" <x@evil.test>");
        });
        assertThat(page.incomplete()).isEmpty();
    }

    /** Empty lists and NIL stand where something has to be. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "BODY[HEADER.FIELDS (FROM)]<0> NIL BODYSTRUCTURE NIL",
                "BODY[HEADER.FIELDS (FROM)] () BODYSTRUCTURE ()",
                "BODYSTRUCTURE (\"TEXT\" \"PLAIN\")",
                "INTERNALDATE NIL RFC822.SIZE NIL"
            })
    void aMailThatIsHardlyDescribedIsListed(String items) {
        MailPage page = on(
                client -> {
                    client.login("ESEARCH");
                    client.examine(1, 2);
                    client.answer("NOOP");
                    client.answer("STATUS", "* STATUS INBOX (UNSEEN 2)");
                    client.answer(
                            "FETCH",
                            "* 1 FETCH ()",
                            "* 2 FETCH (UID 8 FLAGS NIL " + items + ")",
                            "* 1 FETCH (UID 7 FLAGS (\\Seen NonJunk $MDNSent) RFC822.SIZE 10)");
                    while (true) { // it goes on so
                        boolean numbers = client.command().startsWith("FETCH");
                        client.say(numbers ? "* 1 FETCH (UID 7 INTERNALDATE NIL)" : "* 2 EXISTS");
                        client.ok("done");
                    }
                },
                connection -> ImapList.page(connection, INBOX, 2, null, false, Snippets.NONE));

        assertThat(page.emails()).extracting(MessageSummary::uid).containsExactly(8L, 7L);
        assertThat(page.emails().get(0).subject()).isEmpty();
        assertThat(page.emails().get(0).flags()).containsExactly(MessageFlag.UNREAD);
        assertThat(page.incomplete()).contains(7L);
    }

    /** Exchange does so with some parts, though it was asked for the start only. */
    @Test
    void aServerThatGivesAllOfAPartGivesNoMoreThanWasAskedFor() {
        String whole = "0123456789".repeat(30_000);
        MailMessage mail = on(
                client -> {
                    client.login("");
                    client.examine(1, 1);
                    client.answer(
                            "UID FETCH 5",
                            "* 1 FETCH (UID 5 BODYSTRUCTURE (\"TEXT\" \"PLAIN\" NIL NIL NIL \"7bit\" 300000 1))");
                    client.answer("UID FETCH 5", "* 1 FETCH (UID 5 BODY[1] {" + whole.length() + "}", whole + ")");
                },
                connection -> ImapRead.read(
                        connection, new MessageRef(INBOX, null, 5), 0, 100, SenderCheck.OF_NOBODY, Memory.ENDLESS));

        assertThat(mail.text()).isEqualTo("0123456789".repeat(10));
        assertThat(mail.nextOffset()).isEqualTo(100);
    }

    @Test
    void aSearchMayBeAnsweredInPiecesAndByTheOlderResponse() {
        MailPage page = on(
                client -> {
                    client.login("ESEARCH");
                    client.examine(1, 9);
                    client.answer("STATUS", "* STATUS INBOX (UNSEEN 0)");
                    client.answer("UID SEARCH", "* SEARCH 9 4", "* SEARCH", "* SEARCH 7");
                    client.answer("UID FETCH", ImapListTest.row(1, 4), ImapListTest.row(2, 7), ImapListTest.row(3, 9));
                },
                connection -> Find.page(connection, INBOX, subject("x"), 10, null));

        assertThat(page.total()).isEqualTo(3);
        assertThat(page.emails()).extracting(MessageSummary::uid).containsExactly(9L, 7L, 4L);
    }

    /** They know no charset, and have no word for it either. */
    @ParameterizedTest
    @ValueSource(strings = {"BAD Command Argument Error. 11", "BAD unknown charset", "NO [BADCHARSET (US-ASCII)] no"})
    void aForeignWordThatCannotBeSearchedForIsNeverAnEmptyAnswer(String answer) {
        assertThatThrownBy(() -> on(
                        client -> {
                            client.login("LITERAL+");
                            client.examine(1, 1);
                            client.answer("STATUS", "* STATUS INBOX (UNSEEN 0)");
                            client.expect("UID SEARCH CHARSET UTF-8");
                            client.say(client.tag() + " " + answer);
                        },
                        connection -> Find.page(connection, INBOX, anywhere("größe"), 10, null)))
                .extracting(failure -> ((MailException) failure).failure())
                .isInstanceOfSatisfying(
                        MailFailure.InvalidArgument.class,
                        failure -> assertThat(failure.toString()).contains("query", "ASCII"));
    }

    /** Unread, of no bytes: both would be guesses. */
    @ParameterizedTest
    @ValueSource(strings = {"FLAGS (\\Seen)", "RFC822.SIZE 99", ""})
    void aRowWithoutFlagsOrSizeIsSaidToBeIncomplete(String items) {
        String header = "Subject: s\r\n\r\n";
        MailPage page = on(
                client -> {
                    client.login("ESEARCH");
                    client.examine(1, 1);
                    client.answer("NOOP");
                    client.answer("STATUS", "* STATUS INBOX (UNSEEN 1)");
                    client.answer(
                            "FETCH",
                            "* 1 FETCH (UID 8 " + items + " BODY[HEADER.FIELDS (SUBJECT)] {" + header.length() + "}",
                            header + " BODYSTRUCTURE (\"text\" \"plain\" NIL NIL NIL \"7bit\" 1 1))");
                    client.stall();
                },
                connection -> ImapList.page(connection, INBOX, 1, null, false, Snippets.NONE));

        assertThat(page.emails()).extracting(MessageSummary::subject).containsExactly("s");
        assertThat(page.incomplete()).containsExactly(8L);
    }

    @Test
    void aServerThatNamesNoFolderIsNotAMailboxWithoutFolders() {
        assertThatThrownBy(() -> on(
                        client -> {
                            client.login("");
                            client.answer("LIST");
                            client.stall();
                        },
                        ImapFolders::list))
                .isInstanceOfSatisfying(
                        MailException.class,
                        e -> assertThat(e.failure().toString()).contains("not even INBOX"));
    }

    /** It says neither UIDVALIDITY nor UIDNEXT, nor how many there are when none is. */
    @Test
    void aFolderOfWhichNothingIsToldIsEmpty() {
        MailPage page = on(
                client -> {
                    client.login("");
                    client.answer("EXAMINE", "* FLAGS ()");
                    client.answer("NOOP");
                    client.answer("STATUS", "* STATUS INBOX ()");
                },
                connection -> ImapList.page(connection, INBOX, 10, null, false, Snippets.NONE));

        assertThat(page.total()).isZero();
        assertThat(page.emails()).isEmpty();
    }

    /** Dovecot does so with base64 that it cannot decode. */
    @Test
    void aTextThatTheServerCannotDecodeIsDecodedHere() {
        MailMessage mail = on(
                client -> {
                    client.login("BINARY");
                    client.examine(1, 1);
                    client.answer(
                            "UID FETCH 5",
                            "* 1 FETCH (UID 5 BODYSTRUCTURE (\"TEXT\" \"PLAIN\" NIL NIL NIL \"base64\" 10 1))");
                    client.answer("UID FETCH 5 (UID BINARY.PEEK[1]", "* 1 FETCH (UID 5 BINARY[1]<0> NIL)");
                    client.answer("UID FETCH 5 (UID BODY.PEEK[1]", "* 1 FETCH (UID 5 BODY[1]<0> \"aGVs*bG8=\")");
                },
                connection -> ImapRead.read(
                        connection, new MessageRef(INBOX, null, 5), 0, 100, SenderCheck.OF_NOBODY, Memory.ENDLESS));

        assertThat(mail.text()).isEqualTo("hello");
    }

    @Test
    void anAttachmentThatIsRefusedForLoadIsNotSaidToBeMissing() {
        assertThatThrownBy(() -> on(
                        client -> {
                            client.login("");
                            client.examine(1, 1);
                            client.answer(
                                    "UID FETCH 5",
                                    "* 1 FETCH (UID 5 BODYSTRUCTURE (\"IMAGE\" \"PNG\" NIL NIL NIL \"base64\" 10))");
                            client.answer("NOOP");
                            client.expect("UID FETCH 5");
                            client.no("[LIMIT] Request is throttled. Suggested Backoff Time: 3000 milliseconds");
                        },
                        connection ->
                                ImapAttachment.fetch(connection, new MessageRef(INBOX, null, 5), "1", Memory.ENDLESS)))
                .extracting(failure -> ((MailException) failure).failure())
                .isInstanceOf(MailFailure.Throttled.class);
    }

    @Test
    void anAttachmentThatDoesNotComeWholeIsNotTakenForAnEmptyOne() {
        assertThatThrownBy(() -> on(
                        client -> {
                            client.login("");
                            client.examine(1, 1);
                            client.answer(
                                    "UID FETCH 5",
                                    "* 1 FETCH (UID 5 BODYSTRUCTURE (\"IMAGE\" \"PNG\" NIL NIL NIL \"base64\" 10))");
                            client.answer("NOOP");
                            client.answer("UID FETCH 5", "* 1 FETCH (UID 5 BODY[1] \"never ends)");
                        },
                        connection ->
                                ImapAttachment.fetch(connection, new MessageRef(INBOX, null, 5), "1", Memory.ENDLESS)))
                .extracting(failure -> ((MailException) failure).failure())
                .isInstanceOf(MailFailure.ServerUnavailable.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"* SEARCH 1 2)", "* ESEARCH (TAG \"$TAG\") UID ) ALL 1", "* ESEARCH (TAG \"$TAG\") UID ALL 1)"})
    void anAnswerWithAParenthesisTooManyEnds(String answer) {
        assertThatThrownBy(() -> on(
                        client -> {
                            client.login("ESEARCH");
                            client.examine(1, 1);
                            client.answer("STATUS", "* STATUS INBOX (UNSEEN 0)");
                            client.answer("UID SEARCH", answer);
                        },
                        connection -> Find.page(connection, INBOX, subject("x"), 10, null)))
                .extracting(failure -> ((MailException) failure).failure())
                .isInstanceOf(MailFailure.ServerUnavailable.class);
    }

    @Test
    void bracesWithoutEndAreNoLiterals() {
        assertThatThrownBy(() -> on(
                        client -> {
                            client.login("");
                            client.answer("LIST", "* LIST () \"/\" " + "{".repeat(900_000) + "x");
                        },
                        ImapFolders::list))
                .extracting(failure -> ((MailException) failure).failure())
                .isInstanceOf(MailFailure.ServerUnavailable.class);
    }

    @Test
    void ofFoldersWithTheSameNameTheOneThatLiesHighestHasTheRole() {
        Map<FolderRole, FolderPath> roles = on(
                client -> {
                    client.login("");
                    client.answer(
                            "LIST",
                            "* LIST () \".\" INBOX",
                            "* LIST () \".\" INBOX.Archive.2023.Sent",
                            "* LIST () \".\" INBOX.Archive.Drafts",
                            "* LIST () \".\" INBOX.Sent");
                },
                ImapFolders::roles);

        assertThat(roles)
                .containsEntry(FolderRole.SENT, new FolderPath("INBOX.Sent"))
                .containsEntry(FolderRole.DRAFTS, new FolderPath("INBOX.Archive.Drafts"));
    }

    /** A row shows the first ten. */
    @ParameterizedTest
    @CsvSource({"To, 30", "Cc, 30", "From, 4"})
    void whoIsExcludedIsFoundBehindManyOthers(String field, int others) {
        String header =
                ScriptedImapServer.header(field + ": " + people(others) + ", =?utf-8?q?J=C3=B6rg?= <j@example.test>");

        assertThat(certainWithoutForeignWords(field, header)).isEmpty();
    }

    /** Who is not among those that are read may be among the others. */
    @ParameterizedTest
    @CsvSource({"To, 300", "From, 9"})
    void nobodyIsSaidNotToBeThereWhereTooManyAre(String field, int others) {
        String header = ScriptedImapServer.header(field + ": " + people(others));

        assertThatThrownBy(() -> certainWithoutForeignWords(field, header))
                .extracting(failure -> ((MailException) failure).failure())
                .isInstanceOfSatisfying(
                        MailFailure.InvalidArgument.class,
                        failure -> assertThat(failure.needs()).contains("uid 4", "name mails by uids"));
    }

    private static String people(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "p" + i + "@example.test")
                .collect(Collectors.joining(", "));
    }

    /** The mails that are not of J\u00f6rg, of a server that knows no UTF-8, which has one. */
    private static List<Long> certainWithoutForeignWords(String field, String header) {
        Query person = new Query.Person(Set.of(Query.Place.valueOf(field.toUpperCase(Locale.ROOT))), "J\u00f6rg");
        return on(
                client -> {
                    client.login("LITERAL+");
                    client.examine(1, 1);
                    client.answer("STATUS", "* STATUS INBOX (UNSEEN 0)");
                    client.expect("UID SEARCH CHARSET UTF-8");
                    client.say(client.tag() + " NO [BADCHARSET (US-ASCII)] no");
                    client.answer("UID SEARCH", "* SEARCH 4");
                    client.answer(
                            "UID FETCH 4",
                            "* 1 FETCH (UID 4 FLAGS () RFC822.SIZE 9 BODYSTRUCTURE (\"text\" \"plain\" NIL NIL NIL"
                                    + " \"7bit\" 1 1) " + header + ")");
                    client.stall();
                },
                connection -> ImapSearch.certain(connection, INBOX, Query.not(person), ImapChoice.NO_BOUND));
    }

    @Test
    void whereAnswersCannotBeToldApartEachRecipientIsLookedForAlone() {
        EmailAddress alice = address("alice@example.test");
        EmailAddress bob = address("bob@example.test");
        List<EmailAddress> unknown = on(
                client -> {
                    client.login("");
                    client.examine(1, 20);
                    client.answer(
                            "UID SEARCH UNDRAFT OR TO \"alice@example.test\"", "* SEARCH 5 6 7 8 9 10 11 12 13 14 15");
                    client.answer("NOOP");
                    client.answer("UID SEARCH UNDRAFT OR TO \"bob@example.test\"", "* SEARCH 1");
                    client.answer(
                            "UID FETCH 1,6:15",
                            "* 1 FETCH (UID 1 " + ScriptedImapServer.header("To: bob@example.test") + ")",
                            "* 9 FETCH (UID 9 " + ScriptedImapServer.header("Cc: alice@example.test") + ")");
                },
                connection -> ImapRecipients.unknown(connection, INBOX, List.of(alice, bob)));

        assertThat(unknown).isEmpty();
    }

    @Test
    void aFolderThatIsNotThereCostsNoConnection() {
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.login("");
                    for (int i = 0; i < 2; i++) {
                        client.expect("EXAMINE");
                        String examine = client.tag();
                        client.expect("UID FETCH 5");
                        client.say(
                                examine + " NO [NONEXISTENT] no such mailbox",
                                client.tag() + " BAD no mailbox selected");
                    }
                    client.stall();
                });
                ImapPool pool = server.pool()) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> pool.read(
                                GreenMailAccount.ANNA,
                                c -> ImapRead.fetch(
                                        c, new MessageRef(new FolderPath("Nowhere"), null, 5), "UID FLAGS")))
                        .extracting(failure -> ((MailException) failure).failure())
                        .isInstanceOf(MailFailure.FolderNotFound.class);
            }
            assertThat(server.connections).hasValue(1);
        }
    }

    private static EmailAddress address(String text) {
        return EmailAddress.parse("to", text);
    }

    private static <T extends @Nullable Object> T on(Script script, ImapWork<T> work) {
        Script thenWait = client -> {
            script.play(client);
            client.stall();
        };
        try (ScriptedImapServer server = new ScriptedImapServer(thenWait);
                ImapPool pool = server.pool()) {
            return pool.read(GreenMailAccount.ANNA, work);
        }
    }

    private static Query anywhere(String text) {
        return Find.anywhere(text);
    }

    private static Query subject(String subject) {
        return Find.subject(subject);
    }
}

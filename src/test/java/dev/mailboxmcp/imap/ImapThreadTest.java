// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailThread;
import dev.mailboxmcp.mail.Memory;
import dev.mailboxmcp.mail.MessageRef;
import dev.mailboxmcp.mail.NotSearched;
import dev.mailboxmcp.mime.SenderCheck;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said on the wire when a conversation is read, and what becomes of it where a server fails. */
class ImapThreadTest {
    private List<String> received = List.of();
    private int flights;

    @Test
    void aConversationTakesFourRoundTripsOverAllItsFolders() {
        MailThread thread = read("SPECIAL-USE LIST-EXTENDED", mailbox((folder, command) -> found(folder, command)));

        assertThat(thread.mails().stream()
                        .map(mail -> mail.ref().folder() + " " + mail.ref().uid()))
                .containsExactly("INBOX 1", "Sent 2", "Archive 3");
        assertThat(thread.mails().getLast().text()).startsWith("text of 3");
        assertThat(thread.searched()).isEqualTo(3);
        assertThat(thread.notSearched()).isEmpty();
        assertThat(flights).isEqualTo(5); // the login is the fifth
    }

    @Test
    void aServerThatRefusesToSearchAFolderIsSaid() {
        MailThread thread = read(
                "SPECIAL-USE LIST-EXTENDED",
                mailbox((folder, command) -> folder.equals("Sent") ? null : found(folder, command)));

        assertThat(thread.mails()).hasSize(2);
        assertThat(thread.searched()).isEqualTo(2);
        assertThat(thread.notSearched().toString()).contains("Sent").contains("does not search");
    }

    @Test
    void aMailThatTheServerRefusesToDescribeIsSaidToBeMissing() {
        MailThread thread = read(
                "SPECIAL-USE LIST-EXTENDED",
                mailbox(ImapThreadTest::found)
                        .refusing((folder, command) -> folder.equals("Sent") && command.contains("BODYSTRUCTURE")));

        assertThat(thread.mails()).hasSize(2);
        assertThat(thread.notSearched().toString()).contains("Sent").contains("refused to describe 1 of the mails");
    }

    @Test
    void aMailboxWithoutAFolderForSentMailIsSaid() {
        MailThread thread = read(
                "",
                new ScriptedFolders(ImapThreadTest::found).folder("INBOX", "").mail("INBOX", 1, mail(1)));

        assertThat(thread.mails()).hasSize(1);
        assertThat(thread.notSearched().toString()).contains("no folder for sent mail");
    }

    @Test
    void aServerThatFindsNothingLosesNotTheMailThatWasAskedFor() {
        MailThread thread = read("SPECIAL-USE LIST-EXTENDED", mailbox((folder, command) -> List.of()));

        assertThat(thread.mails()).hasSize(1);
        assertThat(thread.mails().getFirst().text()).startsWith("text of 1");
    }

    @Test
    void theConversationsOfTheServerCountToo() {
        MailThread thread = read(
                "OBJECTID SPECIAL-USE LIST-EXTENDED",
                new ScriptedFolders((folder, command) ->
                                command.contains("THREADID T7") && folder.equals("Sent") ? List.of(2L) : List.of())
                        .folder("INBOX", "")
                        .folder("Sent", "\\Sent")
                        .mail("INBOX", 1, mail(1).with("THREADID", "(T7)"))
                        .mail("Sent", 2, mail(2).with("THREADID", "(T7)")));

        assertThat(thread.mails()).hasSize(2);
        assertThat(received)
                .anyMatch(command -> command.startsWith("UID SEARCH SINCE 1-Jun-2025 OR (SINCE 1-Mar-2026 SUBJECT")
                        && command.contains(") OR THREADID T7"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"NIL", "(NIL)"})
    void aThreadIdThatIsNilIsNone(String none) {
        MailThread thread = read(
                "OBJECTID SPECIAL-USE LIST-EXTENDED",
                new ScriptedFolders(ImapThreadTest::found)
                        .folder("INBOX", "")
                        .folder("Sent", "\\Sent")
                        .mail("INBOX", 1, mail(1).with("THREADID", none))
                        .mail("Sent", 2, mail(2).with("THREADID", none).field("References", "<m1@example.test>")));

        assertThat(thread.mails()).hasSize(2);
        assertThat(received).noneMatch(command -> command.startsWith("UID SEARCH") && command.contains("THREADID"));
    }

    @Test
    void gmailIsAskedForItsConversationInAllMail() {
        MailThread thread = read(
                "X-GM-EXT-1 SPECIAL-USE LIST-EXTENDED",
                new ScriptedFolders((folder, command) -> command.contains("X-GM-THRID 1234567890123456789")
                                ? folder.equals("INBOX") ? List.of(1L) : List.of(11L, 12L)
                                : List.of())
                        .folder("INBOX", "")
                        .folder("[Gmail]/All Mail", "\\All")
                        .folder("[Gmail]/Sent Mail", "\\Sent")
                        .mail("INBOX", 1, mail(1).with("X-GM-THRID", "1234567890123456789"))
                        .mail(
                                "[Gmail]/All Mail",
                                11,
                                mail(1).with("UID", "11").with("X-GM-THRID", "1234567890123456789"))
                        .mail("[Gmail]/All Mail", 12, mail(12).with("X-GM-THRID", "1234567890123456789")));

        assertThat(thread.mails().stream()
                        .map(mail -> mail.ref().folder() + " " + mail.ref().uid()))
                .containsExactlyInAnyOrder("INBOX 1", "[Gmail]/All Mail 12");
        assertThat(received).noneMatch(command -> command.startsWith("EXAMINE \"[Gmail]/Sent"));
        assertThat(flights).isEqualTo(5);
    }

    @Test
    void whatAStrangerWritesAsAnIdBecomesNoCommand() {
        String hostile = "<x\" ALL UID 1:* \"y@example.test>";
        MailThread thread = read(
                "SPECIAL-USE LIST-EXTENDED",
                new ScriptedFolders(ImapThreadTest::found)
                        .folder("INBOX", "")
                        .folder("Sent", "\\Sent")
                        .mail(
                                "INBOX",
                                1,
                                mail(1).field("References", hostile + " <" + "a".repeat(3000) + "@example.test>")
                                        .field("Subject", "a \" b {5} \\ c")));

        assertThat(thread.mails()).hasSize(1);
        assertThat(received).noneMatch(command -> command.contains("ALL UID"));
        assertThat(received).allMatch(command -> command.length() < 4096);
    }

    @Test
    void aChainOfMailsThatNameOnlyTheirParentIsCompleteInFourRoundTrips() {
        MailThread thread = read("SPECIAL-USE LIST-EXTENDED", chain("Plans for the summer"));

        assertThat(thread.total()).isEqualTo(60);
        assertThat(thread.mails()).extracting(mail -> mail.ref().uid()).endsWith(59L, 60L);
        assertThat(thread.notSearched())
                .extracting(NotSearched::folder, NotSearched::reason)
                .containsExactly(
                        tuple(
                                "INBOX",
                                "of its 60 mails the newest 20 are read, whatever max_chars is: imap_search_emails finds the"
                                        + " others"),
                        tuple("*", "mails that arrived before 2025-06-01 were not looked at"));
        assertThat(flights).isEqualTo(5); // the login is the fifth
    }

    @Test
    void aMailIsFoundBehindHundredsThatHaveTheSameSubject() {
        long asked = 2;
        ScriptedFolders folders = new ScriptedFolders((folder, command) -> LongStream.rangeClosed(1, 300)
                        .filter(uid -> folder.equals("INBOX"))
                        .filter(uid -> command.contains("SUBJECT") || command.contains("<m1@") && uid <= asked)
                        .boxed()
                        .toList())
                .folder("INBOX", "")
                .folder("Sent", "\\Sent");
        for (long uid = 1; uid <= 300; uid++) {
            ScriptedMail mail = new ScriptedMail(uid)
                    .field("Date", "Mon, 1 Jun 2026 10:00:00 +0000")
                    .field("Subject", "Your invoice");
            folders.mail("INBOX", uid, uid == asked ? mail.field("In-Reply-To", "<m1@example.test>") : mail);
        }

        MailThread thread = read("SPECIAL-USE LIST-EXTENDED", folders, asked);

        assertThat(thread.mails()).extracting(mail -> mail.ref().uid()).containsExactly(1L, asked);
        assertThat(thread.notSearched()).isEmpty();
    }

    @Test
    void aChainWhoseSubjectsChangeIsSaidToGoOn() {
        MailThread thread = read("SPECIAL-USE LIST-EXTENDED", chain(""));

        assertThat(thread.total()).isLessThan(60).isGreaterThan(thread.mails().size());
        assertThat(thread.notSearched().toString())
                .contains("INBOX")
                .contains("read the conversation of uid " + thread.total());
    }

    /** @param subject empty for one that differs from mail to mail */
    private static ScriptedFolders chain(String subject) {
        ScriptedFolders folders = new ScriptedFolders((folder, command) -> LongStream.rangeClosed(1, 60)
                        .filter(uid -> folder.equals("INBOX"))
                        .filter(uid -> !subject.isEmpty() && command.contains("SUBJECT")
                                || command.contains("<m" + uid + "@example.test>")
                                || command.contains("<m" + (uid - 1) + "@example.test>"))
                        .boxed()
                        .toList())
                .folder("INBOX", "")
                .folder("Sent", "\\Sent");
        for (long uid = 1; uid <= 60; uid++) {
            String own = subject.isEmpty() ? "" + uid : subject;
            folders.mail(
                    "INBOX",
                    uid,
                    mail(uid).field("Subject", own).field("In-Reply-To", "<m" + (uid - 1) + "@example.test>"));
        }
        return folders;
    }

    /** What is found by the first mail's id, as it stands in the others' References. */
    private static List<Long> found(String folder, String command) {
        if (!command.contains("<m1@example.test>")) {
            return List.of();
        }
        return switch (folder) {
            case "INBOX" -> List.of(1L);
            case "Sent" -> List.of(2L);
            default -> List.of(3L);
        };
    }

    private static ScriptedFolders mailbox(BiFunction<String, String, List<Long>> search) {
        return new ScriptedFolders(search)
                .folder("INBOX", "")
                .folder("Sent", "\\Sent")
                .folder("Archive", "\\Archive")
                .mail("INBOX", 1, mail(1))
                .mail("Sent", 2, mail(2).field("References", "<m1@example.test>"))
                .mail("Archive", 3, mail(3).field("References", "<m1@example.test> <m2@example.test>"));
    }

    private static ScriptedMail mail(long uid) {
        return new ScriptedMail(uid).field("Date", "Mon, 1 Jun 2026 10:%02d:00 +0000".formatted(uid));
    }

    private MailThread read(String capabilities, ScriptedFolders folders) {
        return read(capabilities, folders, 1);
    }

    private MailThread read(String capabilities, ScriptedFolders folders, long uid) {
        ScriptedImapServer.Script script = client -> {
            client.login(capabilities);
            folders.serve(client);
        };
        try (ScriptedImapServer server = new ScriptedImapServer(script);
                ImapPool pool = server.pool()) {
            MailThread thread = pool.read(
                    GreenMailAccount.ANNA,
                    connection -> ImapThread.read(
                            connection,
                            new MessageRef(FolderPath.INBOX, null, uid),
                            12_000,
                            SenderCheck.OF_NOBODY,
                            Memory.ENDLESS));
            received = server.received();
            flights = server.flights.get();
            return Objects.requireNonNull(thread);
        }
    }
}

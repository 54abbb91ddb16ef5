// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.Memory;
import dev.mailboxmcp.mail.MessageRef;
import dev.mailboxmcp.mime.OutgoingAttachment;
import dev.mailboxmcp.mime.SenderCheck;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a stranger made large is counted before it is fetched, and for as long as it is held. */
class PartBytesTest {
    private static final long UID = 5;
    private static final String STRUCTURE = "((\"text\" \"plain\" NIL NIL NIL \"7bit\" 5 1)"
            + "(\"application\" \"pdf\" (\"name\" \"a.pdf\") NIL NIL \"base64\" 2000) \"mixed\")";

    /** Takes note of what was taken, and of what is kept of it. */
    private static final class Counted implements Memory {
        final List<Long> taken = new ArrayList<>();
        final List<Long> kept = new ArrayList<>();

        @Override
        public Lease take(long bytes) {
            int index = taken.size();
            taken.add(bytes);
            kept.add(bytes);
            return rest -> kept.set(index, rest);
        }
    }

    private static final Memory FULL = bytes -> {
        throw new MailException(new MailFailure.Busy("full", Duration.ofSeconds(1)));
    };

    @ParameterizedTest
    @ValueSource(strings = {"2", "the mail", "all files"})
    void withoutMemoryNothingThatGoesWithAMailIsFetched(String which) {
        assertThatThrownBy(() -> on(structureOnly(), connection -> enclose(connection, which, FULL)))
                .extracting(failure -> ((MailException) failure).failure())
                .isInstanceOf(MailFailure.Busy.class);
    }

    @Test
    void withoutMemoryNoAttachmentIsFetched() {
        assertThatThrownBy(() -> on(structureOnly(), connection -> ImapAttachment.fetch(connection, ref(), "2", FULL)))
                .extracting(failure -> ((MailException) failure).failure())
                .isInstanceOf(MailFailure.Busy.class);
        assertThatThrownBy(() ->
                        on(structureOnly(), connection -> ImapAttachment.read(connection, ref(), "2", 0, 100, FULL)))
                .extracting(failure -> ((MailException) failure).failure())
                .isInstanceOf(MailFailure.Busy.class);
    }

    @Test
    void withoutMemoryAMailThatTheServerMadeNothingOfIsNotReadAsHtml() {
        ScriptedImapServer.Script script = client -> {
            client.login("");
            client.examine(1, 1);
            client.answer(
                    "UID FETCH 5",
                    "* 1 FETCH (UID 5 RFC822.SIZE 9 BODYSTRUCTURE (\"text\" \"plain\" NIL NIL NIL \"7bit\" 0 0))");
            client.answer("UID FETCH 5 (UID BODY.PEEK[]", "* 1 FETCH (UID 5 BODY[]<0> \"<p>text</p>\")");
            client.stall();
        };
        assertThatThrownBy(() -> on(
                        script,
                        connection -> ImapRead.read(connection, ref(), 0, 100, false, SenderCheck.OF_NOBODY, FULL)))
                .extracting(failure -> ((MailException) failure).failure())
                .isInstanceOf(MailFailure.Busy.class);
    }

    /** It waits in memory until the mail was sent, which took the memory of somebody else before. */
    @ParameterizedTest
    @ValueSource(strings = {"2", "the mail", "all files"})
    void whatGoesWithAMailIsCountedUntilItWasSent(String which) {
        Counted memory = new Counted();
        ScriptedImapServer.Script script = client -> {
            client.login("");
            client.examine(1, 1);
            client.answer("UID FETCH 5", "* 1 FETCH (UID 5 RFC822.SIZE 2000 BODYSTRUCTURE " + STRUCTURE + ")");
            client.answer("NOOP");
            String section = which.equals("the mail") ? "" : "2";
            client.answer(
                    "UID FETCH 5 (UID BODY.PEEK[" + section + "]<0.",
                    "* 1 FETCH (UID 5 BODY[" + section + "]<0> {2000}\r\n" + "QUJD".repeat(500) + ")");
            client.stall();
        };
        List<OutgoingAttachment> files = on(script, connection -> enclose(connection, which, memory));

        assertThat(files).hasSize(1);
        assertThat(memory.taken).hasSize(1).allMatch(bytes -> bytes >= 4 * 2000);
        assertThat(memory.kept).containsExactly((long) files.getFirst().content().length);
    }

    /** A size may be guessed too high, so nothing more is an end; less than was asked for is none. */
    @ParameterizedTest
    @CsvSource({"2000, 2000", "2100, 2000", "2100, 1500"})
    void whatTheServerGivesInPiecesSmallerThanAskedForIsTakenWhole(int claimed, int limit) {
        String text = "QUJD".repeat(500);
        ScriptedImapServer.Script script = client -> {
            client.login("");
            client.examine(1, 1);
            give(client, 0, limit, text.substring(0, 700));
            client.answer("NOOP");
            give(client, 700, limit - 700, text.substring(700, 701));
            client.answer("NOOP");
            give(client, 701, limit - 701, text.substring(701, limit));
            client.expect("nothing more");
        };
        byte[] bytes = on(
                script, connection -> PartBytes.encoded(connection, ref(), "2", claimed, limit, endless(), "fetching"));

        assertThat(bytes).asString(StandardCharsets.US_ASCII).isEqualTo(text.substring(0, limit));
    }

    @Test
    void nothingMoreIsTheEndOfAPartWhoseSizeWasGuessedTooHigh() {
        ScriptedImapServer.Script script = client -> {
            client.login("");
            client.examine(1, 1);
            give(client, 0, 100, "QUJD");
            client.answer("NOOP");
            give(client, 4, 96, "");
            client.answer("NOOP");
            client.answer("UID SEARCH UID 5", "* SEARCH 5");
            client.stall();
        };
        byte[] bytes =
                on(script, connection -> PartBytes.encoded(connection, ref(), "2", 9, 100, endless(), "fetching"));

        assertThat(bytes).asString(StandardCharsets.US_ASCII).isEqualTo("QUJD");
    }

    /** The server still answers for it, and gives nothing more. */
    @Test
    void aPartOfAMailThatLeavesMeanwhileIsNotTakenForTheWhole() {
        ScriptedImapServer.Script script = client -> {
            client.login("");
            client.examine(1, 1);
            give(client, 0, 100, "QUJD");
            client.answer("NOOP");
            give(client, 4, 96, "");
            client.answer("NOOP", "* 1 EXPUNGE");
            client.answer("UID SEARCH UID 5", "* SEARCH");
            client.stall();
        };
        assertThatThrownBy(() -> on(
                        script, connection -> PartBytes.encoded(connection, ref(), "2", 9, 100, endless(), "fetching")))
                .extracting(failure -> ((MailException) failure).failure())
                .isInstanceOf(MailFailure.MessageNotFound.class);
    }

    @Test
    void noMoreIsAskedForThanThePartHas() {
        ScriptedImapServer.Script script = client -> {
            client.login("");
            client.examine(1, 1);
            give(client, 0, 100, "QUJD");
            client.expect("nothing more");
        };
        byte[] bytes =
                on(script, connection -> PartBytes.encoded(connection, ref(), "2", 4, 100, endless(), "fetching"));

        assertThat(bytes).asString(StandardCharsets.US_ASCII).isEqualTo("QUJD");
    }

    @Test
    void aFileIsFetchedInPiecesThatAreFullButForTheLast() {
        ScriptedImapServer.Script script = client -> {
            client.login("");
            client.examine(1, 1);
            give(client, 0, ImapFile.PIECE_BYTES, "QUJD");
            client.answer("NOOP");
            give(client, 4, ImapFile.PIECE_BYTES - 4, "REVG");
            client.expect("nothing more");
        };
        byte[] piece = on(
                script,
                connection ->
                        new ImapFile(ref(), "2", "a.pdf", "application/pdf", "base64", 8, 6).piece(connection, 0));

        assertThat(piece).asString(StandardCharsets.US_ASCII).isEqualTo("QUJDREVG");
    }

    private static ClaimedMemory endless() {
        return new ClaimedMemory(Memory.ENDLESS, 0, 1);
    }

    /** A server may claim what it likes, and what comes is held. */
    @Test
    void whatComesBeyondTheSizeThatWasClaimedIsCounted() {
        Counted counted = new Counted();
        String text = "QUJD".repeat(1000);
        ScriptedImapServer.Script script = client -> {
            client.login("");
            client.examine(1, 1);
            client.answer("UID FETCH 5", "* 1 FETCH (UID 5 RFC822.SIZE 2000 BODYSTRUCTURE " + STRUCTURE + ")");
            client.answer("NOOP");
            give(client, 0, PartBytes.PIECE_BYTES, text);
            client.stall();
        };

        List<OutgoingAttachment> files = on(script, connection -> enclose(connection, "2", counted));

        assertThat(counted.taken).hasSize(2);
        assertThat(counted.taken.get(1)).isEqualTo(counted.taken.get(0)); // twice as much as the 2,000 bytes came
        assertThat(counted.kept.get(0) + counted.kept.get(1))
                .isEqualTo(files.getFirst().content().length);
    }

    @Test
    void aFileOfAMailThatLeavesMeanwhileIsNotTakenForTheWhole() {
        ScriptedImapServer.Script script = client -> {
            client.login("");
            client.examine(1, 1);
            give(client, 0, ImapFile.PIECE_BYTES, "QUJD");
            client.answer("NOOP");
            give(client, 4, ImapFile.PIECE_BYTES - 4, "");
            client.answer("NOOP", "* 1 EXPUNGE");
            client.answer("UID SEARCH UID 5", "* SEARCH");
            client.stall();
        };
        assertThatThrownBy(() -> on(
                        script,
                        connection -> new ImapFile(ref(), "2", "a.pdf", "application/pdf", "base64", 8, 6)
                                .piece(connection, 0)))
                .extracting(failure -> ((MailException) failure).failure())
                .isInstanceOf(MailFailure.MessageNotFound.class);
    }

    private static void give(ScriptedImapServer.Peer client, int offset, int asked, String bytes) throws IOException {
        client.answer(
                "UID FETCH 5 (UID BODY.PEEK[2]<" + offset + "." + asked + ">)",
                "* 1 FETCH (UID 5 BODY[2]<" + offset + "> {" + bytes.length() + "}\r\n" + bytes + ")");
    }

    private static List<OutgoingAttachment> enclose(ImapConnection connection, String which, Memory memory)
            throws IOException {
        return switch (which) {
            case "all files" -> ImapEnclosure.fetchFiles(connection, ref(), 1 << 20, memory);
            case "the mail" -> List.of(ImapEnclosure.fetch(connection, ref(), null, 1 << 20, memory, it -> {}));
            default -> List.of(ImapEnclosure.fetch(connection, ref(), which, 1 << 20, memory, it -> {}));
        };
    }

    /** A server that hangs up where more is asked of it than what the mail is made of. */
    private static ScriptedImapServer.Script structureOnly() {
        return client -> {
            client.login("");
            client.examine(1, 1);
            client.answer("UID FETCH 5", "* 1 FETCH (UID 5 RFC822.SIZE 2000 BODYSTRUCTURE " + STRUCTURE + ")");
        };
    }

    private static MessageRef ref() {
        return new MessageRef(FolderPath.INBOX, null, UID);
    }

    private static <T extends @Nullable Object> T on(ScriptedImapServer.Script script, ImapWork<T> work) {
        try (ScriptedImapServer server = new ScriptedImapServer(script);
                ImapPool pool = server.pool()) {
            return pool.read(GreenMailAccount.ANNA, work);
        }
    }
}

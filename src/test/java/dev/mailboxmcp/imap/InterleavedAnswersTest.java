// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mail.AttachmentContent;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailAddress;
import dev.mailboxmcp.mail.MailMessage;
import dev.mailboxmcp.mail.MailPage;
import dev.mailboxmcp.mail.Memory;
import dev.mailboxmcp.mail.MessageFlag;
import dev.mailboxmcp.mail.MessageRef;
import dev.mailboxmcp.mail.MessageSummary;
import dev.mailboxmcp.mail.OriginalMessage;
import dev.mailboxmcp.mail.Query;
import dev.mailboxmcp.mime.SenderCheck;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every order in which a server may tell of two mails, of other mails, and of mails that come and go (RFC 3501 7.4.1, RFC
 * 9051 7.5.1): what the client makes of it is compared with what the server meant.
 */
class InterleavedAnswersTest {
    private static final long A = 100;
    private static final long B = 101;
    private static final long OLDEST = 10;
    private static final long OLD = 20;
    private static final long NEW = 500;
    private static final FolderPath FOLDER = new FolderPath("Folder"); // opened anew for each call
    private static final Query CRITERIA = Query.UNREAD;

    /** What an answer is made of. */
    private enum Event {
        TELL_A,
        TELL_B,
        TELL_A_BEGINNING,
        TELL_A_END,
        EXPUNGE_OLDEST,
        EXPUNGE_NEW,
        ARRIVAL,
        FLAG_A_BY_UID,
        ANSWER_A_BY_NUMBER,
        DRAFT_B_BY_NUMBER,
        DELETE_OLD_BY_UID,
        DELETE_OLD_BY_NUMBER,
        VANISH_OLDEST
    }

    private static final Set<Event> OTHERS = EnumSet.range(Event.EXPUNGE_OLDEST, Event.VANISH_OLDEST);
    private static final List<Event> WHOLE = List.of(Event.TELL_A, Event.TELL_B);
    private static final List<Event> IN_PIECES = List.of(Event.TELL_A_BEGINNING, Event.TELL_A_END, Event.TELL_B);

    private volatile Server folder = new Server(List.of());
    private final ScriptedImapServer server = new ScriptedImapServer(client -> {
        client.login("ESEARCH");
        while (true) {
            String command = client.command();
            folder.answer(client, command); // that of now, and not of when the last answer was given
        }
    });
    private final ImapConnector connector = new ImapConnector(server.settings());
    private final ImapPool pool = new ImapPool(connector, InstantSource.fixed(Instant.EPOCH));

    @AfterEach
    void close() {
        pool.close();
        connector.close();
        server.close();
    }

    @Test
    void rowsOfASearch() {
        Consumer<List<Event>> check = order -> {
            folder = new Server(order);
            MailPage page = call(connection -> Find.page(connection, FOLDER, CRITERIA, 10, null));
            assertThat(page.emails())
                    .as("%s", order)
                    .extracting(MessageSummary::uid)
                    .containsExactly(B, A);
            for (MessageSummary row : page.emails()) {
                assertRow(order, row);
                assertThat(row.flags()).as("%s", order).isEqualTo(folder.told(row.uid()));
            }
        };
        allOrders(WHOLE, 3, check);
        allOrders(IN_PIECES, 2, check);
    }

    /** Mails came and went since the folder was opened too. */
    @ParameterizedTest
    @ValueSource(ints = {4, 5, 6})
    void rowsOfAList(int mailsWhenOpened) {
        allOrders(WHOLE, 2, order -> {
            if (order.contains(Event.EXPUNGE_NEW)) {
                return;
            }
            folder = new Server(order);
            folder.mailsWhenOpened = mailsWhenOpened;
            MailPage page = call(connection -> ImapList.page(connection, FOLDER, 3, null, false, Snippets.NONE));
            List<Long> uids = page.emails().stream().map(MessageSummary::uid).toList();
            boolean arrived = uids.contains(600L);
            assertThat(uids).as("%s", order).isEqualTo(arrived ? List.of(600L, NEW, B) : List.of(NEW, B, A));
            page.emails().forEach(row -> assertRow(order, row));
            assertThat(page.emails().get(uids.indexOf(B)).flags())
                    .as("%s", order)
                    .isIn(folder.told(B), folder.flags(B));
        });
    }

    @Test
    void aReading() {
        MessageRef ref = new MessageRef(FOLDER, null, A);
        allOrders(IN_PIECES, 2, order -> {
            folder = new Server(order);
            MailMessage mail =
                    call(connection -> ImapRead.read(connection, ref, 0, 1000, SenderCheck.OF_NOBODY, Memory.ENDLESS));
            assertThat(mail.uid()).isEqualTo(A);
            assertThat(mail.subject()).as("%s", order).isEqualTo("mail 100");
            assertThat(mail.text().strip()).as("%s", order).isEqualTo("text of 100");
            assertThat(mail.messageId()).as("%s", order).isEqualTo("<m100@example.test>");
            assertThat(mail.warnings()).as("%s", order).isEmpty();
        });
    }

    @Test
    void theOriginalOfAReply() {
        MessageRef ref = new MessageRef(FOLDER, null, A);
        allOrders(WHOLE, 2, order -> {
            folder = new Server(order);
            OriginalMessage mail =
                    call(connection -> ImapOriginal.fetch(connection, ref, SenderCheck.OF_NOBODY, Memory.ENDLESS));
            assertThat(mail.subject()).as("%s", order).isEqualTo("mail 100");
            assertThat(mail.from())
                    .as("%s", order)
                    .containsExactly(new MailAddress("Sender 100", "sender100", "example.test"));
            assertThat(mail.text().strip()).as("%s", order).isEqualTo("text of 100");
        });
    }

    @Test
    void anAttachment() {
        MessageRef ref = new MessageRef(FOLDER, null, A);
        allOrders(WHOLE, 2, order -> {
            folder = new Server(order);
            @Nullable
            AttachmentContent content = call(connection -> ImapAttachment.fetch(connection, ref, "1", Memory.ENDLESS));
            assertThat(content)
                    .as("%s", order)
                    .isInstanceOfSatisfying(
                            AttachmentContent.Text.class,
                            text -> assertThat(text.text().strip()).isEqualTo("text of 100"));
        });
    }

    @Test
    void theLookForASentCopy() {
        allOrders(WHOLE, 2, order -> {
            folder = new Server(order);
            ImapMessageIds.Found found = Objects.requireNonNull(
                    call(connection -> ImapMessageIds.find(connection, FOLDER, List.of("<m101@example.test>"), null)));
            assertThat(found.uid()).isEqualTo(B);
            assertThat(found.messageId()).as("%s", order).isEqualTo("<m101@example.test>");
            assertThat(found.subject()).as("%s", order).isEqualTo("mail 101");
        });
    }

    private <T extends @Nullable Object> T call(ImapWork<T> work) {
        return pool.read(GreenMailAccount.ANNA, work);
    }

    private static void assertRow(List<Event> order, MessageSummary row) {
        assertThat(row.subject()).as("%s", order).isEqualTo("mail " + row.uid());
        assertThat(row.from()).as("%s", order).contains("sender" + row.uid() + "@example.test");
        assertThat(row.sizeBytes()).as("%s", order).isEqualTo(row.uid());
    }

    /** These events with so many of the others, in every order. */
    private static void allOrders(List<Event> always, int others, Consumer<List<Event>> check) {
        for (List<Event> chosen : choices(new ArrayList<>(OTHERS), others)) {
            List<Event> all = new ArrayList<>(always);
            all.addAll(chosen);
            permutations(all, 0, check);
        }
    }

    private static List<List<Event>> choices(List<Event> from, int count) {
        if (count == 0) {
            return List.of(List.of());
        }
        List<List<Event>> choices = new ArrayList<>();
        for (int i = 0; i < from.size(); i++) {
            for (List<Event> rest : choices(from.subList(i + 1, from.size()), count - 1)) {
                List<Event> choice = new ArrayList<>(List.of(from.get(i)));
                choice.addAll(rest);
                choices.add(choice);
            }
        }
        return choices;
    }

    private static void permutations(List<Event> events, int from, Consumer<List<Event>> check) {
        if (from == events.size()) {
            check.accept(List.copyOf(events));
            return;
        }
        for (int i = from; i < events.size(); i++) {
            Collections.swap(events, from, i);
            permutations(events, from + 1, check);
            Collections.swap(events, from, i);
        }
    }

    /** A folder of five mails. Its first FETCH is answered in the order of the events; it knows what it told. */
    private static final class Server {
        private final List<Event> order;
        private final List<Long> mails = new ArrayList<>(List.of(OLDEST, OLD, A, B, NEW));
        private final Map<Long, Set<String>> flags = new HashMap<>();
        private final List<Telling> tellings = new ArrayList<>();
        private int view;
        private boolean told;
        /** What the first command that opens it is told; 0 for what it holds. */
        private int mailsWhenOpened;

        /** @param named whether the UID was told with it */
        private record Telling(
                long uid, int view, boolean named, @Nullable Set<String> flags) {}

        Server(List<Event> order) {
            this.order = order;
        }

        void answer(ScriptedImapServer.Peer client, String command) throws IOException {
            view++; // a number of one answer says nothing in the next
            if (command.startsWith("EXAMINE")) {
                int exists = mailsWhenOpened > 0 ? mailsWhenOpened : mails.size();
                mailsWhenOpened = 0;
                client.say("* " + exists + " EXISTS", "* OK [UIDVALIDITY 7] valid");
            } else if (command.startsWith("STATUS")) {
                client.say("* STATUS Folder (UNSEEN 0)");
            } else if (command.startsWith("UID SEARCH")) {
                client.say("* ESEARCH (TAG \"" + client.tag() + "\") UID ALL 100:101");
            } else if (command.contains("FETCH") && !told) {
                told = true;
                if (command.startsWith("FETCH")) {
                    tell(client, command, NEW, 0, 1);
                }
                for (Event event : order) {
                    play(event, client, command);
                }
            } else if (command.contains("FETCH")) {
                for (long uid : List.copyOf(mails)) {
                    if (isAsked(command, uid)) {
                        tell(client, command, uid, 0, 1);
                    }
                }
            }
            client.ok("done");
        }

        private boolean isAsked(String command, long uid) {
            long number = command.startsWith("UID") ? uid : mails.indexOf(uid) + 1;
            String set = command.replaceFirst("(UID )?FETCH ", "").replaceFirst(" .*", "");
            return Arrays.stream(set.split(",")).anyMatch(range -> {
                String[] ends = range.split(":", -1);
                String last = ends[ends.length - 1];
                return number >= Long.parseLong(ends[0]) && (last.equals("*") || number <= Long.parseLong(last));
            });
        }

        private void play(Event event, ScriptedImapServer.Peer client, String command) throws IOException {
            switch (event) {
                case TELL_A -> tell(client, command, A, 0, 1);
                case TELL_B -> tell(client, command, B, 0, 1);
                case TELL_A_BEGINNING -> tell(client, command, A, 0, 0.5);
                case TELL_A_END -> tell(client, command, A, 0.5, 1);
                case EXPUNGE_OLDEST -> expunge(client, OLDEST);
                case EXPUNGE_NEW -> expunge(client, NEW);
                case ARRIVAL -> {
                    mails.add(600L);
                    client.say("* " + mails.size() + " EXISTS");
                }
                case FLAG_A_BY_UID -> flag(client, A, "\\Flagged", true);
                case ANSWER_A_BY_NUMBER -> flag(client, A, "\\Answered", false);
                case DRAFT_B_BY_NUMBER -> flag(client, B, "\\Draft", false);
                case DELETE_OLD_BY_UID -> flag(client, OLD, "\\Deleted", true);
                case DELETE_OLD_BY_NUMBER -> flag(client, OLD, "\\Deleted", false);
                case VANISH_OLDEST -> {
                    if (mails.remove(OLDEST)) {
                        client.say("* VANISHED " + OLDEST);
                        view++;
                    }
                }
            }
        }

        private void tell(ScriptedImapServer.Peer client, String command, long uid, double from, double to)
                throws IOException {
            List<String> items = new ScriptedMail(uid)
                    .with("UID", null)
                    .with("FLAGS", "(" + String.join(" ", flagsOf(uid)) + ")")
                    .items(command);
            List<String> some = new ArrayList<>(items.subList((int) (from * items.size()), (int) (to * items.size())));
            boolean withFlags = some.stream().anyMatch(item -> item.startsWith("FLAGS"));
            some.add("UID " + uid); // the order is the server's
            client.say("* " + (mails.indexOf(uid) + 1) + " FETCH (" + String.join(" ", some) + ")");
            tellings.add(new Telling(uid, view, true, withFlags ? Set.copyOf(flagsOf(uid)) : null));
        }

        private void flag(ScriptedImapServer.Peer client, long uid, String flag, boolean byUid) throws IOException {
            flagsOf(uid).add(flag);
            client.say("* " + (mails.indexOf(uid) + 1) + " FETCH (" + (byUid ? "UID " + uid + " " : "") + "FLAGS ("
                    + String.join(" ", flagsOf(uid)) + "))");
            tellings.add(new Telling(uid, view, byUid, Set.copyOf(flagsOf(uid))));
        }

        private void expunge(ScriptedImapServer.Peer client, long uid) throws IOException {
            int index = mails.indexOf(uid);
            if (index >= 0) {
                client.say("* " + (index + 1) + " EXPUNGE");
                mails.remove(index);
            }
        }

        private Set<String> flagsOf(long uid) {
            return flags.computeIfAbsent(uid, none -> new TreeSet<>());
        }

        /** The flags as they are. */
        Set<MessageFlag> flags(long uid) {
            return FetchedMessage.flags(List.copyOf(flagsOf(uid)));
        }

        /**
         * The flags as far as they can be known of that mail: those that came last, by UID or by a number whose UID the same
         * answer told.
         */
        Set<MessageFlag> told(long uid) {
            Set<Integer> named = new HashSet<>();
            tellings.stream().filter(one -> one.uid == uid && one.named).forEach(one -> named.add(one.view));
            Set<String> last = Set.of();
            for (Telling one : tellings) {
                if (one.uid == uid && one.flags != null && named.contains(one.view)) {
                    last = one.flags;
                }
            }
            return FetchedMessage.flags(List.copyOf(last));
        }
    }
}

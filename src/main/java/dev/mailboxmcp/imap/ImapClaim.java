// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.FolderRole;
import dev.mailboxmcp.mail.MessageRef;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Claims a draft for being sent, so that it is sent once, by whichever instance: of several who set the keyword
 * {@code $SubmitPending} (RFC 5550 5.10) on the condition that nobody changed the draft since they looked at it (RFC 7162
 * 3.1.3), the mail server lets one succeed. Where it knows no such condition the keyword is looked at and then set, which leaves
 * a moment between the two. To be run by {@link ImapPool#change}.
 */
public final class ImapClaim {
    /** The keyword of a draft that is being sent, or was while an answer was lost. */
    public static final String PENDING = "$SubmitPending";

    /** The keyword of a draft that was sent (RFC 5550 5.10) and still lies there. */
    private static final String SUBMITTED = "$Submitted";

    private static final String WORDS = "claiming the draft";
    /** A flag that means nothing for a draft. */
    private static final String PROBE = "\\Answered";

    private static final String REMOVING = "removing the draft";
    private static final int MAX_TRIES = 3;

    private ImapClaim() {}

    /** Who has the draft. */
    public enum Outcome {
        /** Whoever asked; nobody else sends it. */
        CLAIMED,
        /** Somebody else. */
        TAKEN,
        /** Nobody: it is not there any more, or somebody is removing it. */
        GONE
    }

    static boolean isConditional(ImapConnection connection) {
        return connection.has("CONDSTORE") || connection.has("QRESYNC");
    }

    static boolean isPending(FetchedMessage message) {
        return message.flagNames.stream().anyMatch(PENDING::equalsIgnoreCase);
    }

    static boolean isSubmitted(FetchedMessage message) {
        return message.flagNames.stream().anyMatch(SUBMITTED::equalsIgnoreCase);
    }

    /**
     * Claims a draft, in one round trip where its folder is open and nobody changed it, else in two; two more each time
     * that somebody just read it, and where the server tells flags with its answer.
     *
     * @param ref with its UIDVALIDITY
     * @param modSeq the moment at which it was seen unclaimed; 0 where the server does not tell
     * @throws dev.mailboxmcp.mail.MailException if the folder was recreated since, or cannot be changed
     */
    public static Outcome claim(ImapConnection connection, MessageRef ref, long modSeq) throws IOException {
        boolean conditional = isConditional(connection);
        OpenFolder open = ImapSelection.known(connection, ref.folder());
        boolean opened = open != null
                && open.mode() == OpenFolder.Mode.CHANGING
                && Long.valueOf(open.uidValidity()).equals(ref.uidValidity());
        long since = conditional && opened ? modSeq : 0;
        for (int tries = 0; tries < MAX_TRIES; tries++) {
            if (since == 0) {
                MailFlags flags = flags(connection, ref);
                if (flags != null && flags.has(PENDING)) {
                    return Outcome.TAKEN;
                }
                if (flags == null || flags.has("\\Deleted")) { // somebody removes it, since a newer one took its place
                    return Outcome.GONE;
                }
                since = conditional ? flags.modSeq() : 0;
            }
            String condition = since > 0 ? since(since) : "";
            ImapAnswer stored = connection.ask(
                    WORDS, ImapCommand.of("UID STORE", ref.uid() + condition + " +FLAGS.SILENT (" + PENDING + ")"));
            boolean modified = stored.status().code().equals("MODIFIED");
            if (stored.isOk() && !modified) {
                if (isTold(stored, ref)) {
                    MailFlags told = MailFlags.read(stored).get(ref.uid());
                    return isOwn(connection, ref, told) ? Outcome.CLAIMED : Outcome.TAKEN;
                }
                Outcome found = claimed(connection, ref);
                // no word of a change (RFC 7162 3.1.3): the mark may have been there, set by who came first
                return since > 0 && found == Outcome.CLAIMED ? Outcome.TAKEN : found;
            }
            if (!modified) {
                stored.requireOk(WORDS);
            }
            since = 0; // somebody claimed it, or only read it
        }
        return Outcome.TAKEN;
    }

    /** A server tells of each mail that it changed on a condition, if silently (RFC 7162 3.1.3). */
    private static boolean isTold(ImapAnswer stored, MessageRef ref) {
        return FetchReader.read(stored).stream().anyMatch(message -> message.uid == ref.uid() && message.modSeq > 0);
    }

    /**
     * Whether the change that the server tells is one's own. Cyrus tells all flags with each; Dovecot tells the number of one's
     * own silent change alone, and flags only with news of others: when somebody claims the draft in the moment between Dovecot's look
     * at the condition and its look at the keyword, then the latter is there already, nothing is changed, and the answer is
     * OK with that news. What a server does is found by a change that nobody else makes at that moment: {@code \Answered} is
     * turned over and back, each time on the condition that nothing happened since, and each answer has to tell exactly this.
     * Two round trips, and none on a server that tells the number alone.
     *
     * @param told the flags that came with the claim's answer; null where it told the number alone
     */
    private static boolean isOwn(ImapConnection connection, MessageRef ref, @Nullable MailFlags told)
            throws IOException {
        if (told == null) {
            connection.noteNumberAlone();
            return true;
        }
        if (connection.isTellingNumbersAlone() || !told.has(PENDING)) {
            return false;
        }
        MailFlags before = told;
        for (int turn = 0; turn < 2; turn++) {
            Set<String> expected = lasting(before);
            String probe = PROBE.toLowerCase(Locale.ROOT);
            boolean adds = expected.add(probe);
            if (!adds) {
                expected.remove(probe);
            }
            ImapAnswer stored = connection.ask(
                    WORDS,
                    ImapCommand.of(
                            "UID STORE",
                            ref.uid() + since(before.modSeq()) + " " + (adds ? "+" : "-") + "FLAGS.SILENT (" + PROBE
                                    + ")"));
            MailFlags after = MailFlags.read(stored).get(ref.uid());
            if (after == null && isTold(stored, ref)) {
                connection.noteNumberAlone();
            }
            if (!stored.isOk()
                    || stored.status().code().equals("MODIFIED")
                    || after == null
                    || after.modSeq() <= before.modSeq()
                    || !lasting(after).equals(expected)) {
                return false;
            }
            before = after;
        }
        return true;
    }

    /** The flags without the one that differs between sessions. */
    private static Set<String> lasting(MailFlags flags) {
        Set<String> names = new HashSet<>(flags.names());
        names.remove("\\recent");
        return names;
    }

    /** A draft that goes only as long as nobody claims it: a claim made meanwhile is seen, or keeps it from being removed. */
    static final class Unclaimed implements Eligible {
        private final long uid;
        private @Nullable MailFlags flags;

        Unclaimed(long uid) {
            this.uid = uid;
        }

        @Override
        public ImapCommand question(ImapConnection connection, List<Long> uids) {
            return look(connection, uid);
        }

        @Override
        public List<Long> read(ImapAnswer answer, List<Long> uids) throws IOException {
            if (!answer.isOk() && !answer.status().isAboutTheMail()) {
                answer.requireOk(WORDS);
            }
            flags = MailFlags.read(answer).get(uid);
            return flags == null || flags.has(PENDING) ? List.of() : List.of(uid);
        }

        @Override
        public boolean tellsFlags() {
            return true;
        }

        @Override
        public String condition() {
            return flags == null || flags.modSeq() == 0 ? "" : since(flags.modSeq());
        }

        /** Who has the draft, as far as was seen; {@link Outcome#CLAIMED} where nobody else has. */
        Outcome seen() {
            return flags == null ? Outcome.GONE : flags.has(PENDING) ? Outcome.TAKEN : Outcome.CLAIMED;
        }
    }

    private static String since(long modSeq) {
        return " (UNCHANGEDSINCE " + modSeq + ")";
    }

    /** OK says little: it is the answer for a mail that is gone, too. */
    private static Outcome claimed(ImapConnection connection, MessageRef ref) throws IOException {
        MailFlags flags = MailFlags.read(connection.ask(WORDS, look(connection, ref.uid())))
                .get(ref.uid());
        return flags == null ? Outcome.GONE : flags.has(PENDING) ? Outcome.CLAIMED : Outcome.TAKEN;
    }

    private static @Nullable MailFlags flags(ImapConnection connection, MessageRef ref) throws IOException {
        List<ImapAnswer> answers =
                ImapSelection.select(connection, ref.folder(), ref.uidValidity(), look(connection, ref.uid()));
        return MailFlags.read(answers.get(1)).get(ref.uid());
    }

    private static ImapCommand look(ImapConnection connection, long uid) {
        return ImapCommand.of("UID FETCH", uid + " (UID FLAGS" + (isConditional(connection) ? " MODSEQ)" : ")"));
    }

    /** Gives a draft back that was certainly not sent; two round trips. */
    public static void release(ImapConnection connection, MessageRef ref) throws IOException {
        ImapSelection.select(connection, ref.folder(), ref.uidValidity());
        connection
                .ask(WORDS, ImapCommand.of("UID STORE", ref.uid() + " -FLAGS.SILENT (" + PENDING + ")"))
                .requireOk(WORDS);
    }

    /** Says of a draft that it was sent, where it has to stay; two round trips. */
    public static void submitted(ImapConnection connection, MessageRef ref) throws IOException {
        ImapSelection.select(connection, ref.folder(), ref.uidValidity());
        connection
                .ask(WORDS, ImapCommand.of("UID STORE", ref.uid() + " +FLAGS.SILENT (" + SUBMITTED + ")"))
                .requireOk(WORDS);
    }

    /**
     * Sees to it that a mail among the drafts which may have been sent says so, so that nobody sends it: one round trip where it
     * does already, else three.
     *
     * @return whether it does now
     */
    public static boolean pending(ImapConnection connection, MessageRef ref) throws IOException {
        MailFlags flags = flags(connection, ref);
        if (flags == null || flags.has(PENDING)) {
            return flags != null;
        }
        connection
                .ask(WORDS, ImapCommand.of("UID STORE", ref.uid() + " +FLAGS.SILENT (" + PENDING + ")"))
                .requireOk(WORDS);
        return claimed(connection, ref) == Outcome.CLAIMED; // a server that keeps no keywords may say OK
    }

    /**
     * What else is known of a draft.
     *
     * @param sent the UID of a mail with its Message-ID in Sent, be it marked as a draft itself; null for none
     * @param original the mail that it answers or passes on; null where that is not known
     */
    public record Surroundings(
            @Nullable Long sent, @Nullable MessageRef original) {}

    /**
     * Looks for a mail in Sent, and for the mail that it answers, in one round trip. A folder that cannot be opened holds
     * nothing.
     *
     * @param sent null where the mailbox has no such folder
     * @param ids the Message-IDs that the mail may have, each with its angle brackets
     * @param original Message-ID of the mail that is answered, which is looked for in INBOX; null for none
     * @param since the day before which that one is not looked for
     */
    public static Surroundings surroundings(
            ImapConnection connection,
            @Nullable FolderPath sent,
            List<String> ids,
            @Nullable String original,
            LocalDate since)
            throws IOException {
        List<FolderFlight.Question> questions = new ArrayList<>();
        if (sent != null) {
            questions.add(new FolderFlight.Question(sent, List.of(ImapMessageIds.search(ids, null))));
        }
        if (original != null) {
            questions.add(new FolderFlight.Question(
                    FolderPath.INBOX, List.of(ImapMessageIds.search(List.of(original), since))));
        }
        List<FolderFlight.Reply> replies = FolderFlight.ask(connection, WORDS, ResponseLimits.SEARCH, questions);
        MessageRef copy = sent == null ? null : newest(replies.getFirst(), true);
        MessageRef answered = original == null ? null : newest(replies.getLast(), false);
        return new Surroundings(copy == null ? null : copy.uid(), answered);
    }

    private static @Nullable MessageRef newest(FolderFlight.Reply reply, boolean needed) throws IOException {
        OpenFolder opened = reply.opened();
        if (opened == null) {
            return null;
        }
        ImapAnswer answer = reply.answers().getFirst();
        if (needed) {
            answer.requireOk(WORDS);
        }
        List<Long> uids =
                answer.isOk() ? SearchAnswer.read(answer).numbers().highestBelow(NumberSet.MAX + 1, 1) : List.of();
        return uids.isEmpty() ? null : new MessageRef(reply.folder(), opened.uidValidity(), uids.getFirst());
    }

    /**
     * Removes a draft whose copy is safe, for good, and marks the mail that it answers or passes on: two round trips, three
     * with a mark. Where the server cannot remove single mails the draft goes to the trash.
     *
     * @param original null for none
     * @param mark {@code \Answered}, or the keyword of mails that were passed on
     * @param removed becomes true as soon as the draft is, whatever comes of the mark
     */
    public static void finish(
            ImapConnection connection,
            MessageRef draft,
            @Nullable MessageRef original,
            String mark,
            AtomicBoolean removed)
            throws IOException {
        boolean forGood = ImapMove.has(connection, "UIDPLUS") && !connection.has(GmailLabels.EXTENSION);
        if (!forGood) {
            removed.set(ImapMove.move(
                            connection,
                            new ImapMove.Request(
                                    draft.folder(),
                                    draft.uidValidity(),
                                    List.of(draft.uid()),
                                    new ImapMove.Target.Role(FolderRole.TRASH)),
                            new Unanswered())
                    .left()
                    .isEmpty());
            if (original != null) {
                ImapSelection.select(connection, original.folder(), original.uidValidity());
                mark(connection, original, mark);
            }
            return;
        }
        ImapSelection.select(connection, draft.folder(), draft.uidValidity());
        List<ImapCommand> commands = new ArrayList<>(List.of(
                ImapCommand.of("UID STORE", draft.uid() + " +FLAGS.SILENT (\\Deleted)"),
                ImapCommand.of("UID EXPUNGE", "" + draft.uid()))); // takes nothing that the first has not marked
        if (original != null) {
            commands.add(ImapCommand.select(original.folder()));
        }
        List<ImapAnswer> answers = connection.ask(REMOVING, ResponseLimits.USUAL, commands);
        removed.set(answers.get(0).isOk() && answers.get(1).isOk());
        OpenFolder open = original == null ? null : ImapSelection.known(connection, original.folder());
        boolean markable = open != null
                && original != null
                && open.mode() == OpenFolder.Mode.CHANGING
                && Long.valueOf(open.uidValidity()).equals(original.uidValidity())
                && (mark.startsWith("\\") || ImapStore.keeps(answers.get(2), mark));
        if (markable && original != null) {
            mark(connection, original, mark);
        }
    }

    private static void mark(ImapConnection connection, MessageRef original, String mark) throws IOException {
        connection
                .ask(WORDS, ImapCommand.of("UID STORE", original.uid() + " +FLAGS.SILENT (" + mark + ")"))
                .requireOk(WORDS);
    }
}

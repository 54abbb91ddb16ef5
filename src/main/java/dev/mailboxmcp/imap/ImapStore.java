// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.FlagChange;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.MessageRef;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sets and takes away flags (RFC 9051 6.4.6), one at a time by {@code +FLAGS} or {@code -FLAGS}, so that what others change
 * meanwhile stays. To be run by {@link ImapPool#change}.
 *
 * <p>OK says little: Dovecot answers OK to UIDs that are gone. So the flags are read before, and what counts is what the server
 * then tells of each mail: beside its answer to the change, or asked once more.
 */
public final class ImapStore {
    private static final String WORDS = "changing flags";

    private ImapStore() {}

    /**
     * What became of the mails.
     *
     * @param uidValidity of the folder
     * @param found of the mails that were named, in ascending order
     * @param done those that are now as was asked for
     * @param changed those of them that were not so before
     * @param modSeq the highest of those that changed (RFC 7162); 0 where the server does not tell
     */
    public record Stored(long uidValidity, List<Long> found, List<Long> done, List<Long> changed, long modSeq) {
        public Stored {
            found = List.copyOf(found);
            done = List.copyOf(done);
            changed = List.copyOf(changed);
        }
    }

    /**
     * Which mails get which flag.
     *
     * @param uidValidity under which the caller saw them; null for the present one
     * @param uids 1 or more, as many as {@link UidChunks} puts together
     * @param unchangedSince mails that anybody changed since that moment of the folder stay as they are (RFC 7162 3.1.3);
     *     null for none, and where the server does not know moments
     */
    public record Request(
            FolderPath folder,
            @Nullable Long uidValidity,
            List<Long> uids,
            FlagChange change,
            @Nullable Long unchangedSince) {
        public Request {
            uids = List.copyOf(uids);
        }
    }

    /**
     * Changes one flag of mails, in two round trips, three where the server does not tell by itself what came of all of them. A
     * label is a keyword, and on Gmail what Gmail calls so.
     *
     * @param unanswered tells what is under way
     * @throws MailException {@link MailFailure.NotAllowed} where the server keeps no such keyword
     */
    public static Stored store(ImapConnection connection, Request request, Unanswered unanswered) throws IOException {
        List<Long> uids = request.uids();
        FlagChange change = request.change();
        Long since = request.unchangedSince();
        boolean moments = connection.has("CONDSTORE") || connection.has("QRESYNC");
        boolean label = isGmailLabel(connection, change);
        // asking for MODSEQ enables CONDSTORE: from then on the server tells it beside its answer to a change (RFC 7162
        // 3.1)
        ImapCommand look = look(uids, label, moments && (!label || since != null));
        List<ImapAnswer> answers = ImapSelection.select(connection, request.folder(), request.uidValidity(), look);
        if (!label) {
            requireKept(answers.get(0), change);
        }
        answers.get(1).requireOk(WORDS);
        Map<Long, MailFlags> before = named(answers.get(1), uids);
        List<Long> found = before.keySet().stream().sorted().toList();
        List<Long> others = found.stream()
                .filter(uid -> isOther(before.get(uid), change) && isUnchanged(before.get(uid), since))
                .toList();
        long folderValidity =
                ImapSelection.require(connection, request.folder(), null).uidValidity();
        if (others.isEmpty()) {
            return new Stored(folderValidity, found, asWanted(found, before, change), List.of(), 0);
        }
        String condition = moments && since != null && !label ? " (UNCHANGEDSINCE " + since + ")" : "";
        unanswered.begin(Unanswered.Kind.CHANGE, found);
        ImapAnswer stored = connection
                .ask(
                        WORDS,
                        ResponseLimits.ROWS,
                        List.of(command(others, condition, change, label ? "X-GM-LABELS" : "FLAGS")))
                .get(0);
        // MODIFIED says NO where some are gone, too
        boolean refused = !stored.isOk() && !stored.status().code().equals("MODIFIED");
        Map<Long, MailFlags> after = new HashMap<>(before);
        Map<Long, MailFlags> told = named(stored, uids);
        boolean dated = !moments || told.values().stream().allMatch(flags -> flags.modSeq() > 0);
        if (!refused && !label && dated && asWanted(others, told, change).equals(others)) {
            after.putAll(told);
        } else {
            ImapAnswer answer = connection
                    .ask(WORDS, ResponseLimits.ROWS, List.of(look(uids, label, moments)))
                    .get(0);
            answer.requireOk(WORDS);
            after.clear();
            after.putAll(named(answer, uids));
        }
        unanswered.end();
        List<Long> changed = asWanted(others, after, change);
        if (refused && changed.isEmpty()) { // else some were changed before it refused the rest
            stored.requireOk(WORDS);
        }
        long modSeq = changed.stream()
                .map(after::get)
                .mapToLong(flags -> flags == null ? 0 : flags.modSeq())
                .max()
                .orElse(0);
        return new Stored(
                folderValidity,
                after.keySet().stream().sorted().toList(),
                asWanted(found, after, change),
                changed,
                modSeq);
    }

    /**
     * Those of the mails that are as the change makes them: for who lost the answer to it. One round trip.
     *
     * @param uids 1 or more
     */
    public static List<Long> standing(ImapConnection connection, FolderPath folder, List<Long> uids, FlagChange change)
            throws IOException {
        ImapAnswer answer = ImapSelection.ask(
                        connection,
                        folder,
                        WORDS,
                        ResponseLimits.ROWS,
                        look(uids, isGmailLabel(connection, change), false))
                .get(0);
        answer.requireOk(WORDS);
        return asWanted(uids, named(answer, uids), change);
    }

    /**
     * Changes several flags of mails, in two round trips, without looking what came of it: for marks that help others and are
     * no part of what was asked for.
     *
     * @param uidValidity under which the mails were seen; null where it is not known
     * @throws MailException where the folder was made anew since, the server keeps no such keywords, or refuses
     */
    public static void mark(
            ImapConnection connection,
            FolderPath folder,
            @Nullable Long uidValidity,
            List<Long> uids,
            List<FlagChange> changes)
            throws IOException {
        ImapAnswer opened =
                ImapSelection.select(connection, folder, uidValidity).get(0);
        changes.forEach(change -> requireKept(opened, change));
        List<ImapCommand> commands = changes.stream()
                .map(change -> command(uids, "", change, "FLAGS.SILENT"))
                .toList();
        for (ImapAnswer answer : connection.ask(WORDS, ResponseLimits.USUAL, commands)) {
            answer.requireOk(WORDS);
        }
    }

    /**
     * Marks a mail as answered, in two round trips, without looking what came of it.
     *
     * @throws MailException where the folder cannot be changed, or was made anew since, or the server refuses
     */
    public static void markAnswered(ImapConnection connection, MessageRef ref) throws IOException {
        ImapSelection.select(connection, ref.folder(), ref.uidValidity());
        connection
                .ask(WORDS, ImapCommand.of("UID STORE", ref.uid() + " +FLAGS.SILENT (\\Answered)"))
                .requireOk(WORDS);
    }

    private static ImapCommand command(List<Long> uids, String modifier, FlagChange change, String item) {
        return ImapCommand.of(
                "UID STORE",
                NumberSet.write(uids) + modifier + (change.set() ? " +" : " -") + item + " (" + change.flag() + ")");
    }

    private static ImapCommand look(List<Long> uids, boolean label, boolean moments) {
        return ImapCommand.of(
                "UID FETCH",
                NumberSet.write(uids) + " (UID FLAGS" + (label ? " X-GM-LABELS" : "") + (moments ? " MODSEQ)" : ")"));
    }

    /** Whether it is a label of Gmail, and no mark by which programs tell each other something. */
    private static boolean isGmailLabel(ImapConnection connection, FlagChange change) {
        return connection.has(GmailLabels.EXTENSION) && !change.isSystem() && GmailLabels.isLabel(change.flag());
    }

    /** Those of the mails that are as was asked for. */
    private static List<Long> asWanted(List<Long> uids, Map<Long, MailFlags> flags, FlagChange change) {
        return uids.stream()
                .filter(uid -> flags.containsKey(uid) && !isOther(flags.get(uid), change))
                .toList();
    }

    private static boolean isOther(@Nullable MailFlags flags, FlagChange change) {
        return flags != null && flags.has(change.flag()) != change.set();
    }

    private static boolean isUnchanged(@Nullable MailFlags flags, @Nullable Long since) {
        return flags == null || since == null || flags.modSeq() <= since;
    }

    private static Map<Long, MailFlags> named(ImapAnswer answer, List<Long> uids) throws ProtocolViolation {
        Map<Long, MailFlags> flags = MailFlags.read(answer);
        flags.keySet().retainAll(uids); // others' news may come in between
        return flags;
    }

    /** QUIRK: a server that keeps no keywords answers OK and forgets them (RFC 9051 7.1, PERMANENTFLAGS). */
    private static void requireKept(ImapAnswer opened, FlagChange change) {
        if (!change.isSystem() && change.set() && !keeps(opened, change.flag())) {
            throw new MailException(new MailFailure.NotAllowed(
                    "the mail server keeps no labels of its users in this folder, so nothing was changed"));
        }
    }

    /**
     * Whether a folder keeps a keyword.
     *
     * @param opened the answer to the command that opened it
     */
    static boolean keeps(ImapAnswer opened, String keyword) {
        String flag = keyword.toLowerCase(Locale.ROOT);
        return opened.untagged().stream()
                .filter(ImapResponse::isOK)
                .map(ImapResponse::status)
                .filter(status -> status.code().equals("PERMANENTFLAGS"))
                .map(status -> List.of(status.argument()
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[()]", "")
                        .split(" ", -1)))
                .anyMatch(flags -> flags.contains("\\*") || flags.contains(flag));
    }
}

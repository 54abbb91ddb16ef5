// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.FolderRole;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailThread;
import dev.mailboxmcp.mail.Memory;
import dev.mailboxmcp.mail.MessageRef;
import dev.mailboxmcp.mail.NotSearched;
import dev.mailboxmcp.mail.ThreadMail;
import dev.mailboxmcp.mime.MessageId;
import dev.mailboxmcp.mime.SenderCheck;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a conversation in four round trips: the mail that was asked for and the roles of the folders; the mails that name
 * it, or one that it names; what these are; their texts. Beside the texts the mails are looked for that name one of those
 * that were found. Where there are some, as in a conversation whose programs name only the mail that they answer, what they
 * are and their texts take two round trips more, at most {@link #MAX_HOPS} times; what is known to be left then is counted,
 * and named with its folder.
 *
 * <p>It looks into INBOX, Sent, Archive and the folder of the mail; on Gmail into All Mail instead. Mails that arrived more
 * than a year before the one that was asked for are not looked at.
 */
public final class ImapThread {
    private static final String WORDS = "reading the conversation";
    private static final int MAX_HOPS = 3;
    private static final int MAX_ROWS = 100;
    /** So many ids of the mail that was asked for are looked for in all ways: its own, the first of the conversation, the nearest. */
    private static final int NEAREST = 4;

    /** The searches of one flight in one folder. */
    private static final int MAX_SEARCHES = 3;

    private static final int MAX_TEXTS = 20;
    /** The most bytes of all texts of a flight but the first. */
    private static final long MAX_TEXT_BYTES = 5L << 20;

    /** Stands for all folders where a bound of time is told. */
    private static final String EVERYWHERE = "*";

    private static final List<FolderRole> ROLES = List.of(FolderRole.INBOX, FolderRole.SENT, FolderRole.ARCHIVE);

    private ImapThread() {}

    /**
     * The conversation of a mail: at most {@value #MAX_TEXTS} of its newest mails, each with its text as far as it was
     * fetched.
     *
     * @param neededChars how much of a text is enough
     * @param senderCheck knows whose mail it is
     * @param memory for the texts while they are read
     * @throws MailException if there is no such folder or mail, or the folder was recreated since
     */
    public static MailThread read(
            ImapConnection connection, MessageRef ref, int neededChars, SenderCheck senderCheck, Memory memory)
            throws IOException {
        return new Search(connection, ref, new ThreadTexts(connection, neededChars, senderCheck, memory)).read();
    }

    /** The work on one conversation. */
    private static final class Search {
        private final ImapConnection connection;
        private final MessageRef ref;
        private final ThreadTexts texts;
        private final Map<FolderPath, FolderRole> folders = new LinkedHashMap<>();
        private final Map<String, NotSearched> notSearched = new LinkedHashMap<>();
        private final Map<String, ThreadRow> rows = new LinkedHashMap<>(); // by place
        private final Set<String> asked = new LinkedHashSet<>(); // ids of mails
        private final Set<String> askedForAnswers = new LinkedHashSet<>();
        /** Where so many mails have the same subject that not all that were found were looked at. */
        private final Set<FolderPath> crowded = new LinkedHashSet<>();

        /** The search by ids; null where there is none. */
        private @Nullable ImapCommand related;

        private LocalDate since = LocalDate.EPOCH;
        private String threadKey = "";
        /** Whether the server knows all mails of the conversation. */
        private boolean gmail;

        Search(ImapConnection connection, MessageRef ref, ThreadTexts texts) {
            this.connection = connection;
            this.ref = ref;
            this.texts = texts;
        }

        MailThread read() throws IOException {
            ThreadRow seed = seed();
            Instant arrival = seed.time().date().toInstant();
            since = arrival.atOffset(ZoneOffset.UTC).toLocalDate().minusYears(1);
            fetchRows(search(seed));
            rows.putIfAbsent(seed.place(), seed); // whatever the server found
            List<ThreadRow> members = members(seed);
            Map<FolderPath, List<Long>> more = fetchTexts(members);
            for (int hop = 0; hop < MAX_HOPS && !more.isEmpty(); hop++) {
                int before = members.size();
                fetchRows(more);
                members = members(seed);
                more = members.size() > before ? fetchTexts(members) : Map.of();
            }
            sayWhatIsLeft(more, members);
            List<ThreadRow> found = members;
            List<ThreadMail> mails = found.stream()
                    .filter(texts::has)
                    .skip(Math.max(0, found.stream().filter(texts::has).count() - MAX_TEXTS))
                    .map(row -> texts.mail(row, folders.get(row.folder())))
                    .toList();
            return new MailThread(
                    seed.header().subject(),
                    mails,
                    found.size() + more.values().stream().mapToInt(List::size).sum(),
                    MailThread.Awaiting.NOBODY,
                    folders.size()
                            - (int) notSearched.values().stream()
                                    .filter(one -> folders.containsKey(new FolderPath(one.folder())))
                                    .count(),
                    List.copyOf(notSearched.values()));
        }

        /** The mail that was asked for, and the folders to look into. */
        private ThreadRow seed() throws IOException {
            String thread = threadItem();
            List<ImapAnswer> answers = ImapSelection.ask(
                    connection,
                    ref.folder(),
                    WORDS,
                    ResponseLimits.ROWS,
                    ImapCommand.of("UID FETCH", ref.uid() + " " + items(thread)),
                    ImapFolders.rolesCommand(connection));
            OpenFolder open = ImapSelection.require(connection, ref.folder(), ref.uidValidity());
            FetchedMessage message = FetchReader.described(answers.get(0)).stream()
                    .filter(one -> one.uid == ref.uid() && one.isComplete())
                    .findFirst()
                    .orElse(null);
            if (message == null) { // it is not there, or not told together
                message = ImapRead.fetch(
                        connection,
                        ref,
                        "FLAGS INTERNALDATE RFC822.SIZE",
                        HeaderRequest.THREAD.item(),
                        BodyStructure.ITEM);
            }
            gmail = thread.equals("X-GM-THRID") && !message.threadId.isEmpty();
            threadKey = message.threadId.isEmpty() ? "" : thread + " " + message.threadId;
            chooseFolders(ImapFolders.roles(connection, answers.get(1)));
            return new ThreadRow(ref.folder(), open.uidValidity(), message, HeaderRequest.THREAD);
        }

        private String threadItem() {
            if (connection.has(GmailLabels.EXTENSION)) {
                return "X-GM-THRID";
            }
            return connection.has("OBJECTID") ? "THREADID" : "";
        }

        private static String items(String thread) {
            return "(UID FLAGS INTERNALDATE RFC822.SIZE " + (thread.isEmpty() ? "" : thread + " ")
                    + HeaderRequest.THREAD.item() + " " + BodyStructure.ITEM + ")";
        }

        private void chooseFolders(Map<FolderRole, FolderPath> byRole) {
            Map<FolderRole, FolderPath> wanted = new EnumMap<>(FolderRole.class);
            wanted.put(FolderRole.INBOX, FolderPath.INBOX);
            wanted.putAll(byRole);
            boolean all = gmail && byRole.containsKey(FolderRole.ALL);
            FolderRole own = wanted.entrySet().stream()
                    .filter(entry -> FolderName.same(entry.getValue(), ref.folder()))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElse(FolderRole.FLAGGED); // any that means nothing here
            folders.put(ref.folder(), own);
            for (FolderRole role : all ? List.of(FolderRole.ALL) : ROLES) {
                FolderPath folder = wanted.get(role);
                if (folder != null && !FolderName.same(folder, ref.folder())) {
                    folders.put(folder, role);
                }
            }
            if (!all && !wanted.containsKey(FolderRole.SENT)) {
                notSearched.put("Sent", new NotSearched("Sent", "the mailbox has no folder for sent mail"));
            }
        }

        /** Whether the oldest of them answers mails that were not found. */
        private static boolean beginsEarlier(List<ThreadRow> members) {
            Set<String> missing = new LinkedHashSet<>(members.getFirst().answered());
            members.forEach(row -> missing.remove(row.messageId()));
            return missing.stream().anyMatch(MessageId::isValid);
        }

        /** The UIDs of the mails that may belong to the conversation. */
        private Map<FolderPath, List<Long>> search(ThreadRow seed) throws IOException {
            List<String> names = seed.namesNearestFirst();
            int nearest = Math.min(NEAREST, names.size());
            ThreadKeys.Ids ids = gmail
                    ? ThreadKeys.Ids.NONE
                    : fresh(names.subList(0, nearest), names.subList(nearest, names.size()));
            String piece = gmail ? null : ThreadKeys.piece(seed.header().subject());
            LocalDate subjectSince = since.plusMonths(9);
            ImapCommand search;
            if (!ids.isEmpty() || !threadKey.isEmpty()) {
                String key = threadKey.isEmpty() ? null : threadKey;
                related = ThreadKeys.related(ids, key, since);
                search = piece == null ? related : ThreadKeys.relatedOrOfSubject(ids, key, since, piece, subjectSince);
            } else if (piece != null) {
                search = ThreadKeys.ofSubject(piece, subjectSince);
            } else {
                return Map.of();
            }
            Map<FolderPath, List<Long>> found = new LinkedHashMap<>();
            for (FolderFlight.Reply reply :
                    FolderFlight.ask(connection, WORDS, ResponseLimits.SEARCH, questions(folders.keySet(), search))) {
                take(reply, piece != null, found);
            }
            return found;
        }

        private static List<FolderFlight.Question> questions(Collection<FolderPath> folders, ImapCommand command) {
            return folders.stream()
                    .map(folder -> new FolderFlight.Question(folder, List.of(command)))
                    .toList();
        }

        /** @param bySubject whether mails of other conversations may be among those that were found */
        private void take(FolderFlight.Reply reply, boolean bySubject, Map<FolderPath, List<Long>> found)
                throws IOException {
            if (reply.opened() == null) {
                leftOut(reply.folder(), reply.refusal());
                return;
            }
            ImapAnswer answer = reply.answers().get(0);
            if (!answer.isOk()) {
                leftOut(reply.folder(), "the mail server does not search in it");
                return;
            }
            SearchAnswer told = SearchAnswer.read(answer);
            if (told.numbers().size() > MAX_ROWS && bySubject) {
                crowded.add(reply.folder());
            } else if (told.numbers().size() > MAX_ROWS) {
                leftOut(
                        reply.folder(),
                        "of " + told.numbers().size() + " mails the newest " + MAX_ROWS + " were looked at");
            }
            Set<Long> uids = new LinkedHashSet<>(found.getOrDefault(reply.folder(), List.of()));
            uids.addAll(told.numbers().highestBelow(NumberSet.MAX + 1, MAX_ROWS));
            uids.removeIf(uid -> rows.containsKey(ThreadRow.place(reply.folder(), uid)));
            if (!uids.isEmpty()) {
                found.put(reply.folder(), List.copyOf(uids));
            }
        }

        /** Says what is to be known of the whole, unless more is to be known of the folder that was asked about. */
        private void remark(String reason) {
            notSearched.putIfAbsent(
                    ref.folder().value(), new NotSearched(ref.folder().value(), reason));
        }

        private void leftOut(FolderPath folder, String reason) {
            notSearched.put(folder.value(), new NotSearched(folder.value(), reason));
        }

        private void fetchRows(Map<FolderPath, List<Long>> uids) throws IOException {
            String items = items(threadKey.isEmpty() ? "" : threadItem());
            List<FolderFlight.Question> questions = new ArrayList<>();
            uids.forEach((folder, wanted) -> questions.add(new FolderFlight.Question(
                    folder, List.of(ImapCommand.of("UID FETCH", NumberSet.write(wanted) + " " + items)))));
            List<FolderFlight.Question> again = new ArrayList<>();
            for (FolderFlight.Reply reply : FolderFlight.ask(connection, WORDS, ResponseLimits.ROWS, questions)) {
                keep(reply);
                List<Long> left = uids.getOrDefault(reply.folder(), List.of()).stream()
                        .filter(uid -> !rows.containsKey(ThreadRow.place(reply.folder(), uid)))
                        .toList();
                if (!left.isEmpty()
                        && reply.opened() != null
                        && !reply.answers().get(0).isOk()) { // QUIRK: Yahoo, iCloud
                    again.add(new FolderFlight.Question(
                            reply.folder(),
                            left.stream()
                                    .map(uid -> ImapCommand.of("UID FETCH", uid + " " + items))
                                    .toList()));
                }
            }
            for (FolderFlight.Reply reply : FolderFlight.ask(connection, WORDS, ResponseLimits.ROWS, again)) {
                keep(reply);
                long refused = reply.answers().stream()
                        .filter(answer -> !answer.isOk() && !answer.status().isAboutTheMail())
                        .count();
                if (refused > 0) {
                    leftOut(reply.folder(), "the mail server refused to describe " + refused + " of the mails");
                }
            }
        }

        private void keep(FolderFlight.Reply reply) {
            OpenFolder opened = reply.opened();
            if (opened == null) {
                leftOut(reply.folder(), reply.refusal());
                return;
            }
            for (FetchedMessage message : FetchReader.described(reply.answers().get(0))) {
                ThreadRow row = new ThreadRow(reply.folder(), opened.uidValidity(), message, HeaderRequest.THREAD);
                rows.putIfAbsent(row.place(), row);
            }
        }

        /** The mails of the conversation, oldest first, each once. */
        private List<ThreadRow> members(ThreadRow seed) {
            List<ThreadRow> all = List.copyOf(rows.values());
            int at = 0;
            for (int i = 0; i < all.size(); i++) {
                at = all.get(i).place().equals(seed.place()) ? i : at;
            }
            List<Integer> connected =
                    ThreadLinks.connected(all.stream().map(ThreadRow::names).toList(), at);
            Map<String, List<ThreadRow>> byIdentity = new LinkedHashMap<>();
            byIdentity.put(seed.identity(), new ArrayList<>(List.of(seed)));
            for (FolderPath folder : folders.keySet()) {
                connected.stream()
                        .map(all::get)
                        .filter(row -> row.folder().equals(folder) && !row.isDraft())
                        .filter(row -> !row.place().equals(seed.place()))
                        .forEach(row -> byIdentity
                                .computeIfAbsent(row.identity(), identity -> new ArrayList<>())
                                .add(row));
            }
            return new ThreadOrder(byIdentity.values().stream()
                            .flatMap(same -> withoutCopies(same).stream())
                            .toList())
                    .oldestFirst();
        }

        /**
         * Each mail once. Where it came first is where it is taken from, and from Sent before all: whoever knows a mail can
         * send another one in its name later.
         */
        private List<ThreadRow> withoutCopies(List<ThreadRow> same) {
            List<ThreadRow> originals = new ArrayList<>();
            same.stream()
                    .sorted(Comparator.comparing((ThreadRow row) -> folders.get(row.folder()) != FolderRole.SENT)
                            .thenComparing(ThreadRow::arrival))
                    .filter(row -> originals.stream().noneMatch(row::isCopyOf))
                    .forEach(originals::add);
            return originals;
        }

        /**
         * Fetches the texts of the newest mails that are not there yet, and looks for mails of the conversation that were not
         * found yet.
         */
        private Map<FolderPath, List<Long>> fetchTexts(List<ThreadRow> members) throws IOException {
            List<ImapCommand> searches = searches(members);
            List<ThreadRow> wanted = wanted(members);
            List<FolderFlight.Question> questions = new ArrayList<>();
            for (FolderPath folder : folders.keySet()) {
                if (!notSearched.containsKey(folder.value())) { // each by itself: plain answers cannot be told apart
                    searches.forEach(search -> questions.add(new FolderFlight.Question(folder, List.of(search))));
                }
                List<ImapCommand> commands = wanted.stream()
                        .filter(row -> row.folder().equals(folder))
                        .map(texts::command)
                        .toList();
                if (!commands.isEmpty()) {
                    questions.add(new FolderFlight.Question(folder, commands));
                }
            }
            if (related != null
                    && !crowded.isEmpty()) { // what the ids find may be older than what has the same subject
                questions.addAll(questions(crowded, related));
                searches.add(related);
                crowded.clear();
            }
            Map<FolderPath, List<Long>> found = new LinkedHashMap<>();
            List<FolderFlight.Reply> replies = FolderFlight.ask(connection, WORDS, ResponseLimits.USUAL, questions);
            for (int i = 0; i < replies.size(); i++) {
                FolderFlight.Reply reply = replies.get(i);
                if (searches.contains(questions.get(i).commands().getFirst())) {
                    take(reply, false, found);
                } else if (reply.opened() != null) {
                    texts.take(
                            wanted.stream()
                                    .filter(row -> row.folder().equals(reply.folder()))
                                    .toList(),
                            reply.answers().getFirst());
                }
            }
            for (ThreadRow row : wanted) {
                texts.complete(row);
            }
            return found;
        }

        /** Searches for what names the mails that were found, or is named by them, and was not looked for yet. */
        private List<ImapCommand> searches(List<ThreadRow> members) {
            Set<String> ends = ends(members);
            Set<String> others = new LinkedHashSet<>();
            members.reversed().forEach(row -> others.addAll(row.namesNearestFirst()));
            List<ImapCommand> searches = new ArrayList<>();
            for (int i = 0; i < MAX_SEARCHES && !gmail; i++) {
                ThreadKeys.Ids some = fresh(ends, i == 0 ? others : List.of()); // of the others some are enough
                if (!some.isEmpty()) {
                    searches.add(ThreadKeys.related(some, null, since));
                }
            }
            return searches;
        }

        /** The ids where the conversation may go on: of mails that none of the others names, and of named mails that are not there. */
        private static Set<String> ends(List<ThreadRow> members) {
            Set<String> own = new LinkedHashSet<>();
            Set<String> named = new LinkedHashSet<>();
            for (ThreadRow row : members.reversed()) {
                own.add(row.messageId());
                named.addAll(row.answered());
            }
            Set<String> ends = new LinkedHashSet<>(own);
            ends.removeAll(named);
            named.removeAll(own);
            ends.addAll(named);
            return ends;
        }

        /** @param more the mails that were found, and not looked at */
        private void sayWhatIsLeft(Map<FolderPath, List<Long>> more, List<ThreadRow> members) {
            more.forEach((folder, uids) -> leftOut(
                    folder,
                    uids.size() + " mails were found last and not read: read the conversation of uid "
                            + uids.getLast()));
            boolean unasked = ends(members).stream().anyMatch(id -> MessageId.isValid(id) && !asked.contains(id));
            if (more.isEmpty() && unasked && !gmail) {
                remark("the conversation is long: mails that answer only one of it may be missing");
            }
            if (more.isEmpty() && members.size() > MAX_TEXTS) {
                remark("of its " + members.size() + " mails the newest " + MAX_TEXTS
                        + " are read, whatever max_chars is: imap_search_emails finds the others");
            }
            if (beginsEarlier(members)) {
                notSearched.put(
                        EVERYWHERE,
                        new NotSearched(EVERYWHERE, "mails that arrived before " + since + " were not looked at"));
            }
        }

        /** The newest of which the text is not there, as far as there is room for them in a flight. */
        private List<ThreadRow> wanted(List<ThreadRow> members) {
            List<ThreadRow> wanted = new ArrayList<>();
            long bytes = 0;
            for (ThreadRow row : members.reversed().subList(0, Math.min(MAX_TEXTS, members.size()))) {
                if (!texts.has(row)) {
                    bytes += texts.maxBytes(row);
                    if (!wanted.isEmpty() && bytes > MAX_TEXT_BYTES) {
                        break;
                    }
                    wanted.add(row);
                }
            }
            return wanted;
        }

        /** Those of the ids that were not asked for yet, and from here on are. */
        private ThreadKeys.Ids fresh(Collection<String> named, Collection<String> answered) {
            Set<String> freshNamed = new LinkedHashSet<>(named);
            freshNamed.removeIf(id -> asked.contains(id) || !MessageId.isValid(id));
            Set<String> freshAnswered = new LinkedHashSet<>(answered);
            freshAnswered.removeAll(freshNamed);
            freshAnswered.removeIf(id -> asked.contains(id) || askedForAnswers.contains(id) || !MessageId.isValid(id));
            ThreadKeys.Ids fitting = ThreadKeys.fitting(freshNamed, freshAnswered);
            asked.addAll(fitting.named());
            askedForAnswers.addAll(fitting.answered());
            return fitting;
        }
    }
}

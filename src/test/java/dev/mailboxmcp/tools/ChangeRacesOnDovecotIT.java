// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Grant;
import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.call.CallMemory;
import dev.mailboxmcp.call.CallTrail;
import dev.mailboxmcp.call.Signals;
import dev.mailboxmcp.mailserver.CuttingProxy;
import dev.mailboxmcp.mailserver.DovecotServer;
import dev.mailboxmcp.mailserver.MailUser;
import dev.mailboxmcp.mailserver.RawImap;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Changes while others change the same mails, deliver new ones, or leave; and long sequences of changes and undos. */
class ChangeRacesOnDovecotIT {
    /** A machine that is so many times too slow plays as many rounds as there is time for; how many, it prints. */
    private static final int SLOWEST = 20;

    private static final List<String> FOLDERS = List.of("INBOX", "Elsewhere", "Archive", "Trash");

    private final DovecotServer server = DovecotServer.shared();
    private final MailUser alice = server.alice();
    private final Map<String, String> settings =
            Map.of("DELETE_MODE", "allow", "BULK_MAX", "2000", "WRITES_PER_MINUTE", "0");
    private ToolStack stack = ToolStack.on(server, settings);
    private @Nullable RawImap eyes;

    @BeforeEach
    void emptyMailbox() throws Exception {
        closeEyes(); // Dovecot ends a session whose folder is deleted
        server.reset(alice);
        for (String folder : FOLDERS) {
            eyes().create(folder);
        }
    }

    @AfterEach
    void close() throws IOException {
        stack.close();
        closeEyes();
    }

    private void closeEyes() throws IOException {
        if (eyes != null) {
            eyes.close();
            eyes = null;
        }
    }

    /** What looks at the mailbox from outside: one connection, since logging in takes longer than looking. */
    private RawImap eyes() throws IOException {
        if (eyes == null) {
            eyes = server.connect(alice);
        }
        return eyes;
    }

    @Test
    void twoWhoChangeTheSameMailsAtTheSameMomentLoseNoneAndDoubleNone() throws Exception {
        race(500, Duration.ofMinutes(2));
    }

    @Tag("nightly")
    @Test
    void twoWhoChangeTheSameMailsLoseNoneInManyRounds() throws Exception {
        race(10_000, nightly());
    }

    /** The most that one test takes by night. */
    private static Duration nightly() {
        return Duration.ofMinutes(Integer.getInteger("races.minutes", 20));
    }

    private void race(int rounds, Duration most) throws Exception {
        Instant end = Instant.now().plus(most);
        int mails = 6;
        append(mails, "mail");
        String[] actions = {"archive", "trash", "flag", "read"};
        Random random = new Random(19);
        int played = 0;
        int failed = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            while (played < rounds && Instant.now().isBefore(end)) {
                String folder = FOLDERS.get(random.nextInt(FOLDERS.size()));
                List<Long> uids = uids(folder);
                if (uids.isEmpty()) {
                    continue; // which is no round
                }
                played++;
                CyclicBarrier start = new CyclicBarrier(2);
                List<Future<JsonObject>> calls = new ArrayList<>();
                for (int caller = 0; caller < 2; caller++) {
                    String action = actions[random.nextInt(actions.length)];
                    String target = FOLDERS.get(random.nextInt(FOLDERS.size()));
                    String arguments = random.nextBoolean()
                            ? "{\"folder\":\"%s\",\"uids\":%s,\"action\":\"%s\"}".formatted(folder, uids, action)
                            : "{\"folder\":\"%s\",\"uids\":%s,\"action\":\"move\",\"target\":\"%s\"}"
                                    .formatted(folder, uids, target);
                    calls.add(threads.submit(() -> {
                        start.await();
                        return stack.call(ToolStack.credentials(alice), "imap_organize_emails", arguments);
                    }));
                }
                Set<JsonObject> moves = new HashSet<>(); // the same call twice is one, and has one result
                for (Future<JsonObject> call : calls) {
                    JsonObject result = call.get();
                    failed += result.getBoolean("isError") ? 1 : 0;
                    if (!result.getBoolean("isError")
                            && result.getJsonObject("structuredContent").containsKey("target")) {
                        moves.add(result.getJsonObject("structuredContent"));
                    }
                }
                assertThat(moves.stream().mapToInt(move -> move.getInt("done")).sum())
                        .as("moved by one or the other: %s", moves)
                        .isLessThanOrEqualTo(uids.size());
                if (played % 50 == 0) {
                    assertThat(everything()).hasSize(mails).doesNotHaveDuplicates();
                }
            }
        }
        assertThat(everything()).hasSize(mails).doesNotHaveDuplicates();
        System.out.printf("%d rounds of two who race, %d calls refused, 0 mails lost, 0 doubled%n", played, failed);
        assertThat(played).as("rounds").isGreaterThanOrEqualTo(rounds / SLOWEST);
    }

    @Test
    void twoInstancesThatMoveTheSameMailsAtTheSameMomentLoseNone() throws Exception {
        raceOfInstances(200, Duration.ofSeconds(15));
    }

    @Tag("nightly")
    @Test
    void twoInstancesThatMoveTheSameMailsLoseNoneInManyRounds() throws Exception {
        raceOfInstances(10_000, nightly());
    }

    @Test
    void whatIsSaidOfAMoveIsSoWhileAnotherRemovesMails() throws Exception {
        raceWithOneWhoTidiesUp(60, Duration.ofMinutes(1), Tidying.EXPUNGE);
    }

    @Tag("nightly")
    @Test
    void whatIsSaidOfAMoveIsSoWhileAnotherRemovesMailsOrRenamesOrDeletesAFolder() throws Exception {
        raceWithOneWhoTidiesUp(10_000, nightly(), Tidying.values());
    }

    /**
     * What another session does to the folder that mails are moved from, or to that they are moved to. That one is not renamed:
     * Dovecot 2.3 takes the lock of a session that saves mail along with the folder, and all wait for two minutes then.
     */
    private enum Tidying {
        EXPUNGE,
        RENAME_SOURCE,
        DELETE_SOURCE,
        DELETE_TARGET;

        List<String> commands(String source, String target) {
            return switch (this) {
                case EXPUNGE ->
                    List.of(
                            "SELECT " + source,
                            "UID STORE 2:3 +FLAGS.SILENT (\\Deleted)",
                            "UID EXPUNGE 2:3",
                            "EXAMINE INBOX");
                case RENAME_SOURCE -> List.of("RENAME " + source + " " + source + "-other");
                case DELETE_SOURCE -> List.of("DELETE " + source);
                case DELETE_TARGET -> List.of("DELETE " + target);
            };
        }

        /** What it may take with it, of what was not moved and of what was. */
        boolean removes(boolean moved) {
            return this == (moved ? DELETE_TARGET : DELETE_SOURCE);
        }
    }

    private void raceWithOneWhoTidiesUp(int rounds, Duration most, Tidying... kinds) throws Exception {
        Instant end = Instant.now().plus(most);
        int mails = 4;
        Random random = new Random(47);
        Map<String, Integer> outcomes = new TreeMap<>();
        int played = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            while (played < rounds && Instant.now().isBefore(end)) {
                emptyMailbox();
                append(mails, "mail");
                try (RawImap other = server.connect(alice)) {
                    other.command("EXAMINE INBOX");
                    for (int i = 0; i < 20 && played < rounds; i++, played++) { // in folders that were never there
                        String source = "Box" + played;
                        String target = "Goal" + played;
                        eyes().command("CREATE " + source);
                        eyes().command("CREATE " + target);
                        eyes().command("EXAMINE INBOX");
                        eyes().command("COPY 1:" + mails + " " + source);
                        Tidying tidying = kinds[random.nextInt(kinds.length)];
                        int pause = random.nextInt(20_000_000); // ns, twice as long as a move takes
                        CyclicBarrier start = new CyclicBarrier(2);
                        Future<JsonObject> call = threads.submit(() -> {
                            start.await();
                            return stack.call(
                                    ToolStack.credentials(alice),
                                    "imap_organize_emails",
                                    "{\"folder\":\"%s\",\"uids\":[1,2,3,4],\"action\":\"move\",\"target\":\"%s\"}"
                                            .formatted(source, target));
                        });
                        start.await();
                        LockSupport.parkNanos(pause);
                        for (String command : tidying.commands(source, target)) {
                            boolean unused = other.isDone(command); // refused where the call was there first
                        }
                        JsonObject result = call.get();
                        server.forgetLocks(alice);
                        outcomes.merge(tidying + " " + judged(tidying, result, source, target), 1, Integer::sum);
                    }
                }
            }
        }
        System.out.printf("%d rounds beside one who tidies up: %s%n", played, outcomes);
        assertThat(played).as("rounds").isGreaterThanOrEqualTo(rounds / SLOWEST);
    }

    /** Compares what was said with where the mails are; gives what was said, in a word. */
    private String judged(Tidying tidying, JsonObject result, String source, String target) throws IOException {
        int mails = 4;
        List<String> left = new ArrayList<>();
        List<String> moved = new ArrayList<>();
        for (String folder : List.of(source, source + "-other", target)) {
            if (eyes().exists(folder)) {
                (folder.startsWith(source) ? left : moved).addAll(subjects(folder));
            }
        }
        String said = tidying + ": " + result;
        if (result.getBoolean("isError")) {
            assertThat(moved).as(said).isEmpty();
            if (tidying != Tidying.EXPUNGE && !tidying.removes(false)) {
                assertThat(left).as(said).hasSize(mails);
            }
            return ToolStack.errorText(result).split(":", 2)[0];
        }
        JsonObject move = result.getJsonObject("structuredContent");
        String status = move.getString("status");
        // Dovecot 2.3 copies, finds the folder renamed when it removes the mails, and refuses the move with its COPYUID
        boolean toldTwice = move.getString("advice", "").contains("these are there twice");
        if (!toldTwice && !status.equals("unknown")) {
            assertThat(Stream.concat(left.stream(), moved.stream())).as(said).doesNotHaveDuplicates();
        }
        if (!status.equals("unknown")) {
            if (!tidying.removes(true)) {
                assertThat(moved).as(said).hasSize(move.getInt("done"));
            }
            if (!tidying.removes(false) && !toldTwice) {
                assertThat(left).as(said).hasSizeLessThanOrEqualTo(mails - move.getInt("done"));
            }
        }
        if (tidying == Tidying.RENAME_SOURCE) {
            assertThat(Stream.concat(left.stream(), moved.stream()).distinct())
                    .as(said)
                    .hasSize(mails);
        }
        if (toldTwice) {
            return status + ", some twice";
        }
        return status;
    }

    /** The turns of one instance mean nothing to another: what Dovecot doubles then is taken away again or told (ADR 43). */
    private void raceOfInstances(int rounds, Duration most) throws Exception {
        Instant end = Instant.now().plus(most);
        int mails = 4;
        Random random = new Random(42);
        int played = 0;
        int doubled = 0;
        int silent = 0;
        boolean inInbox = true;
        append(mails, "mail");
        ToolStack other = ToolStack.on(server, settings);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (; played < rounds && Instant.now().isBefore(end); played++) {
                closeEyes(); // Dovecot loses its way in a session that saw folders before mails were doubled in them
                String folder = inInbox ? "INBOX" : "Elsewhere";
                String home = inInbox ? "Elsewhere" : "INBOX";
                CyclicBarrier start = new CyclicBarrier(2);
                List<Future<JsonObject>> calls = new ArrayList<>();
                List<Long> uids = uids(folder);
                String away = random.nextBoolean() ? home : "Archive";
                for (ToolStack instance : List.of(stack, other)) {
                    String arguments = "{\"folder\":\"%s\",\"uids\":%s,\"action\":\"move\",\"target\":\"%s\"}"
                            .formatted(folder, uids, instance.equals(stack) ? home : away);
                    calls.add(threads.submit(() -> {
                        start.await();
                        return instance.call(ToolStack.credentials(alice), "imap_organize_emails", arguments);
                    }));
                }
                int reported = 0;
                for (Future<JsonObject> call : calls) {
                    String result = call.get().toString();
                    reported += result.contains("at the same moment") || result.contains("\"unknown\"") ? 1 : 0;
                }
                List<String> there = everything();
                assertThat(new HashSet<>(there)).as("after round %d", played).hasSize(mails);
                doubled += there.size() - mails;
                silent += there.size() > mails && reported == 0 ? 1 : 0;
                inInbox = !inInbox;
                if (there.size() > mails || uids(home).size() < mails) { // not all in one place any more
                    emptyMailbox();
                    append(mails, "mail");
                    inInbox = true;
                }
            }
        } finally {
            other.close();
        }
        System.out.printf(
                "%d rounds of two instances that race, 0 mails lost, %d doubled, %d rounds of it in silence%n",
                played, doubled, silent);
    }

    @Test
    void anySequenceOfChangesAndUndosLeavesTheMailboxAsAModelOfItSays() throws Exception {
        Random random = new Random(20261128);
        append(12, "mail");
        Map<String, Mail> model = new TreeMap<>();
        IntStream.range(0, 12).forEach(i -> model.put("mail " + i, new Mail("INBOX", Set.of(), 0, 0)));
        List<Undoable> undoable = new ArrayList<>();
        Instant end = Instant.now().plusSeconds(20);
        int changes = 0;
        int undone = 0;
        int missing = 0;
        for (; changes < 200 && Instant.now().isBefore(end); changes++) {
            if (!undoable.isEmpty() && random.nextInt(3) == 0) {
                Undoable one = undoable.remove(random.nextInt(undoable.size()));
                JsonObject result = stack.succeed(alice, "imap_undo", "{\"undo\":\"" + one.undo() + "\"}");
                int back = one.takeBack(model);
                assertThat(result.getInt("done")).as("undone").isEqualTo(back);
                assertThat(result.getInt("missing"))
                        .as("changed again since")
                        .isEqualTo(one.mails().size() - back);
                undone += back;
                missing += one.mails().size() - back;
            } else {
                change(random, model, undoable);
            }
            assertThat(places()).as("after %d changes", changes + 1).isEqualTo(shown(model));
        }
        System.out.printf(
                "%d changes and undos, %d mails taken back, %d said to be changed again since%n",
                changes, undone, missing);
        assertThat(changes).isGreaterThan(20);
    }

    /**
     * A mail of the model.
     *
     * @param moved how often it was, since which it has another uid
     * @param changed how often its flags did
     */
    private record Mail(String folder, Set<String> flags, int moved, int changed) {
        Mail in(String other) {
            return new Mail(other, flags, moved + 1, changed);
        }

        Mail with(String flag, boolean set) {
            Set<String> other = new HashSet<>(flags);
            boolean differs = set ? other.add(flag) : other.remove(flag);
            return differs ? new Mail(folder, Set.copyOf(other), moved, changed + 1) : this;
        }
    }

    /**
     * A change that can be undone.
     *
     * @param mails as they were, and then are
     */
    private record Undoable(String undo, Map<String, Mail> before, Map<String, Mail> mails) {
        /** How many mails go back: those that are where the change left them, and whose flags nobody changed since. */
        int takeBack(Map<String, Mail> model) {
            int done = 0;
            for (String subject : mails.keySet()) {
                Mail now = Objects.requireNonNull(model.get(subject));
                Mail left = Objects.requireNonNull(mails.get(subject));
                Mail old = Objects.requireNonNull(before.get(subject));
                boolean move = !left.folder().equals(old.folder());
                if (now.moved() != left.moved() || !move && now.changed() != left.changed()) {
                    continue;
                }
                model.put(
                        subject,
                        move
                                ? now.in(old.folder())
                                : new Mail(now.folder(), old.flags(), now.moved(), now.changed() + 1));
                done++;
            }
            return done;
        }
    }

    private static Map<String, Place> shown(Map<String, Mail> model) {
        Map<String, Place> shown = new TreeMap<>();
        model.forEach((subject, mail) -> shown.put(subject, new Place(mail.folder(), mail.flags())));
        return shown;
    }

    private record Place(String folder, Set<String> flags) {}

    private void change(Random random, Map<String, Mail> model, List<Undoable> undoable) throws IOException {
        String folder = FOLDERS.get(random.nextInt(FOLDERS.size()));
        Map<Long, String> here = bySubject(folder);
        List<Long> uids =
                here.keySet().stream().filter(uid -> random.nextInt(3) > 0).toList();
        String action = List.of("flag", "unflag", "read", "unread", "archive", "trash", "move")
                .get(random.nextInt(7));
        String target = switch (action) {
            case "archive" -> "Archive";
            case "trash" -> "Trash";
            case "move" -> FOLDERS.get(random.nextInt(FOLDERS.size()));
            default -> "";
        };
        if (uids.isEmpty() || target.equals(folder)) {
            return;
        }
        JsonObject result = stack.succeed(
                alice,
                "imap_organize_emails",
                "{\"folder\":\"%s\",\"uids\":%s,\"action\":\"%s\"%s}"
                        .formatted(
                                folder, uids, action, action.equals("move") ? ",\"target\":\"" + target + "\"" : ""));
        assertThat(result.getInt("done")).isEqualTo(uids.size());
        Map<String, Mail> before = new HashMap<>();
        Map<String, Mail> after = new HashMap<>();
        for (long uid : uids) {
            String subject = Objects.requireNonNull(here.get(uid));
            Mail old = Objects.requireNonNull(model.get(subject));
            Mail now = switch (action) {
                case "flag", "unflag" -> old.with("\\Flagged", action.equals("flag"));
                case "read", "unread" -> old.with("\\Seen", action.equals("read"));
                default -> old.in(target);
            };
            if (!now.equals(old)) {
                before.put(subject, old);
                after.put(subject, now);
                model.put(subject, now);
            }
        }
        assertThat(result.containsKey("undo")).isEqualTo(!after.isEmpty());
        if (!after.isEmpty()) {
            undoable.add(new Undoable(result.getString("undo"), before, after));
        }
    }

    @Test
    void exactlyTheMailsOfThePreviewAreMovedWhileFiftyOthersASecondAreDelivered() throws Exception {
        append(1000, "Newsletter");
        JsonObject preview = organize("");
        assertThat(preview.getInt("matched")).isEqualTo(1000);
        AtomicInteger delivered = new AtomicInteger();
        CountDownLatch some = new CountDownLatch(25);
        JsonObject result;
        try (RawImap imap = server.connect(alice);
                ScheduledExecutorService deliveries = Executors.newSingleThreadScheduledExecutor()) {
            Future<?> each20Milliseconds = deliveries.scheduleAtFixedRate(
                    () -> {
                        try {
                            imap.append("INBOX", "()", mail("Newsletter late " + delivered.get()));
                            delivered.incrementAndGet();
                            some.countDown();
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    },
                    0,
                    20,
                    TimeUnit.MILLISECONDS);
            assertThat(some.await(30, TimeUnit.SECONDS))
                    .as("between the preview and its confirmation")
                    .isTrue();
            result = organize(confirming(preview));
            each20Milliseconds.cancel(false);
            deliveries.shutdown();
            assertThat(deliveries.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(result.getString("status")).isEqualTo("done");
        assertThat(result.getInt("done")).isEqualTo(1000);
        assertThat(delivered.get()).as("before and during the run").isGreaterThan(25);
        assertThat(subjects("Archive")).hasSize(1000).noneMatch(subject -> subject.contains("late"));
        assertThat(subjects("INBOX")).hasSize(delivered.get()).allMatch(subject -> subject.contains("late"));
        assertThat(result.toString().getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(600);
        assertThat(result.getString("undo")).hasSizeLessThanOrEqualTo(130);
    }

    @Test
    void aResultIsSmallHoweverScatteredTheMailsAre() throws Exception {
        append(400, "mail");
        List<Long> all = uids("INBOX");
        List<Long> scattered =
                IntStream.range(0, 200).mapToObj(i -> all.get(2 * i)).toList();
        for (String action : List.of("flag", "archive")) {
            JsonObject result = stack.succeed(
                    alice, "imap_organize_emails", "{\"uids\":%s,\"action\":\"%s\"}".formatted(scattered, action));

            assertThat(result.getInt("done")).isEqualTo(200);
            assertThat(result.toString().getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(600);
            assertThat(result.containsKey("undo") || result.getString("advice").contains("cannot take this back"))
                    .isTrue();
        }
    }

    @Test
    void aChangeThatIsCancelledEndsBetweenTwoChunksAndCanBeUndoneAndGoneOnWith() throws Exception {
        append(1100, "Newsletter"); // three chunks
        for (int cancelAt = 1; cancelAt <= 2; cancelAt++) {
            JsonObject preview = organize("");
            assertThat(preview.getInt("matched")).isEqualTo(1100);
            int[] told = {0};
            int last = cancelAt;
            JsonObject partial = stack.round(
                            telling(() -> {
                                if (++told[0] == last) {
                                    Thread.currentThread().interrupt();
                                }
                            }),
                            "imap_organize_emails",
                            arguments(confirming(preview)))
                    .getJsonObject("structuredContent");
            assertThat(Thread.interrupted()).isTrue();

            assertThat(partial.getString("status")).isEqualTo("partial");
            assertThat(partial.getInt("done")).isEqualTo(500 * cancelAt);
            assertThat(partial.getInt("left")).isEqualTo(1100 - 500 * cancelAt);
            assertThat(partial.getString("advice")).contains("cancelled");
            assertThat(organize(confirming(preview)))
                    .as("the same call, from a client that had left")
                    .isEqualTo(partial);
            assertThat(organize("").getInt("matched")).isEqualTo(1100 - 500 * cancelAt);
            JsonObject undone = stack.succeed(alice, "imap_undo", "{\"undo\":\"" + partial.getString("undo") + "\"}");
            assertThat(undone.getInt("done")).isEqualTo(500 * cancelAt);
            assertThat(subjects("INBOX")).hasSize(1100);
        }
    }

    @Test
    void whoMayOnlyReadMakesNoChangingCommandReachTheServerWhateverToolIsCalled() throws Exception {
        append(3, "mail");
        long uid = uids("INBOX").getFirst();
        String undo = stack.succeed(alice, "imap_organize_emails", "{\"uids\":[%d],\"action\":\"flag\"}".formatted(uid))
                .getString("undo");
        String mail = "\"folder\":\"INBOX\",\"uid\":" + uid;
        String to = "\"to\":[\"bob@mails.example\"]";
        Map<String, List<String>> calls = Map.ofEntries(
                Map.entry("imap_encrypt_credentials", List.of("{\"user\":\"alice\",\"password\":\"wrong\"}")),
                Map.entry("imap_list_folders", List.of("{}")),
                Map.entry(
                        "imap_list_emails",
                        List.of("{}", "{\"unread_only\":true,\"snippets\":true}", "{\"folder\":\"Elsewhere\"}")),
                Map.entry(
                        "imap_search_emails", List.of("{\"query\":\"mail\"}", "{\"query\":\"mail\",\"folder\":\"*\"}")),
                Map.entry(
                        "imap_read_email",
                        List.of(
                                "{" + mail + "}",
                                "{" + mail + ",\"headers\":true}",
                                "{\"folder\":\"Elsewhere\",\"uid\":1}")),
                Map.entry("imap_read_thread", List.of("{" + mail + "}")),
                Map.entry("imap_read_attachment", List.of("{" + mail + ",\"part\":\"1\"}")),
                Map.entry("imap_list_changes", List.of("{}")),
                Map.entry("imap_find_contacts", List.of("{\"name\":\"bob\"}")),
                Map.entry(
                        "imap_list_follow_ups",
                        List.of("{\"kind\":\"to_answer\"}", "{\"kind\":\"awaiting_reply\"}", "{\"kind\":\"bounced\"}")),
                Map.entry(
                        "imap_organize_emails",
                        List.of(
                                "{\"uids\":[%d],\"action\":\"trash\"}".formatted(uid),
                                "{\"query\":\"mail\",\"action\":\"read\"}",
                                "{\"uids\":[%d],\"action\":\"copy\",\"target\":\"Elsewhere\"}".formatted(uid))),
                Map.entry("imap_undo", List.of("{\"undo\":\"" + undo + "\"}")),
                Map.entry("imap_manage_folders", List.of("{\"action\":\"create\",\"folder\":\"New\"}")),
                Map.entry("imap_delete_emails", List.of("{\"uids\":[%d]}".formatted(uid), "{\"query\":\"mail\"}")),
                Map.entry("imap_save_draft", List.of("{" + to + ",\"text\":\"x\"}")),
                Map.entry("imap_request_upload", List.of("{\"name\":\"a.txt\",\"size_bytes\":3}")),
                Map.entry("smtp_send_draft", List.of("{" + mail + ",\"uidvalidity\":1}")),
                Map.entry("smtp_send_email", List.of("{" + to + ",\"subject\":\"s\",\"text\":\"x\"}")),
                Map.entry("smtp_reply_email", List.of("{" + mail + ",\"text\":\"x\"}")),
                Map.entry("smtp_forward_email", List.of("{" + mail + "," + to + "}")),
                Map.entry("smtp_answer_invitation", List.of("{" + mail + ",\"answer\":\"accept\"}")));
        List<String> tools = stack.catalog().list().getValuesAs(JsonObject.class).stream()
                .map(tool -> tool.getString("name"))
                .toList();
        assertThat(calls.keySet()).as("every tool that there is").containsExactlyInAnyOrderElementsOf(tools);
        try (CuttingProxy counting = new CuttingProxy(server.plainImapPort())) {
            Map<String, String> through = new HashMap<>(Map.of("IMAP_PORT", "" + counting.port(), "IMAP_TLS", "false"));
            through.put("DELETE_MODE", "allow");
            Credentials reader = ToolStack.credentials(alice).withGrant(Grant.of(EnumSet.of(Permission.READ), null));
            try (ToolStack all = ToolStack.on(server, through)) {
                calls.forEach((tool, each) -> each.forEach(arguments -> all.call(reader, tool, arguments)));
            }
            through.put("READ_ONLY", "true");
            try (ToolStack readOnly = ToolStack.on(server, through)) {
                Credentials full = ToolStack.credentials(alice);
                calls.forEach((tool, each) -> each.forEach(arguments -> readOnly.call(full, tool, arguments)));
            }
            assertThat(counting.changes()).isZero();
            assertThat(counting.commands()).as("what reads got through").isGreaterThan(20);
        }
        assertThat(subjects("INBOX")).hasSize(3);
    }

    private CallContext telling(Runnable progress) {
        Signals signals = new Signals() {
            @Override
            public void progress(double done, @Nullable Double total, @Nullable String message) {
                progress.run();
            }

            @Override
            public void log(LogLevel level, JsonValue data) {}

            @Override
            public void disconnect() {}
        };
        return new CallContext(
                new Caller(ToolStack.credentials(alice), "127.0.0.1"),
                JsonObject.EMPTY_JSON_OBJECT,
                signals,
                new CallTrail(),
                CallMemory.endless(),
                Map.of(),
                null);
    }

    private JsonObject organize(String confirm) {
        return stack.succeed(alice, "imap_organize_emails", arguments(confirm));
    }

    private static String arguments(String confirm) {
        return "{\"query\":\"subject:Newsletter\",\"action\":\"archive\"" + confirm + "}";
    }

    private static String confirming(JsonObject preview) {
        return ",\"confirm\":\"" + preview.getString("confirm") + "\"";
    }

    private void append(int mails, String subject) throws IOException {
        try (RawImap imap = server.connect(alice)) {
            for (int i = 0; i < Math.min(mails, 25); i++) {
                imap.append("INBOX", "()", mail(subject + " " + i));
            }
            imap.command("SELECT INBOX");
            for (int there = 25; there < mails; there *= 2) { // copying is quicker
                imap.command("COPY 1:" + Math.min(there, mails - there) + " INBOX");
            }
        }
    }

    private static byte[] mail(String subject) {
        return Mails.plain("bob@mails.example", "alice@mails.example", subject, "text");
    }

    private List<String> everything() throws IOException {
        List<String> all = new ArrayList<>();
        for (String folder : FOLDERS) {
            all.addAll(subjects(folder));
        }
        return all;
    }

    private Map<String, Place> places() throws IOException {
        Map<String, Place> places = new TreeMap<>();
        for (String folder : FOLDERS) {
            for (String line : fetch(folder)) {
                Set<String> flags = new HashSet<>();
                for (String flag : List.of("\\Flagged", "\\Seen")) {
                    if (line.contains(flag)) {
                        flags.add(flag);
                    }
                }
                places.put(subject(line), new Place(folder, Set.copyOf(flags)));
            }
        }
        return places;
    }

    private Map<Long, String> bySubject(String folder) throws IOException {
        Map<Long, String> subjects = new LinkedHashMap<>();
        for (String line : fetch(folder)) {
            subjects.put(Long.parseLong(line.replaceAll(".*UID (\\d+).*", "$1")), subject(line));
        }
        return subjects;
    }

    private List<Long> uids(String folder) throws IOException {
        return List.copyOf(bySubject(folder).keySet());
    }

    private List<String> subjects(String folder) throws IOException {
        return List.copyOf(bySubject(folder).values());
    }

    private List<String> fetch(String folder) throws IOException {
        eyes().command("EXAMINE " + folder);
        return eyes().command("UID FETCH 1:* (FLAGS ENVELOPE)").stream()
                .filter(line -> line.contains(" FETCH ("))
                .toList();
    }

    /** The subject, which the mails here have quoted and without a quotation mark. */
    private static String subject(String fetched) {
        String envelope = fetched.substring(fetched.indexOf("ENVELOPE ("));
        return envelope.split("\"", -1)[3];
    }
}

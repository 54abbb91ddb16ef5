// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.call.FileTransfers;
import dev.mailboxmcp.call.TransferRefused;
import dev.mailboxmcp.mailserver.DovecotServer;
import dev.mailboxmcp.mailserver.MailServer;
import dev.mailboxmcp.mailserver.MailUser;
import dev.mailboxmcp.mailserver.RawImap;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who uses all tools, one call after the other, and remembers what was said. Every mail names its owner, so that
 * each answer can be told right from wrong. What stays in INBOX is read, searched and answered; eight loose mails are put in
 * order without end, between four folders; what is copied is deleted again. One thread works for one user.
 */
final class SoakingUser {
    /** How a call is made and judged. */
    interface Calls {
        /** The result of a call that must not fail where no fault was near. */
        JsonObject call(MailUser user, String tool, String arguments);

        /** The result of a call that says again what was in doubt, and may be refused for that. */
        JsonObject again(MailUser user, String tool, String arguments);

        /** Whether no fault can have met what began at that {@link System#nanoTime}. */
        boolean isPeaceSince(long began);
    }

    private static final int MAILS = 30;
    private static final int LOOSE = 8;
    private static final List<String> FOLDERS = List.of("INBOX", "Archive", "Trash", "Shelf");
    private static final String COPIES = "Copies";
    private static final int MAILS_TO_DELETE = 5;
    private static final int ATTEMPTS = 3;
    private static final Duration LATELY = Duration.ofSeconds(30);
    private static final int MAX_SAID = 400;

    private static final Pattern OURS = Pattern.compile("(?:mail|loose|file|invitation) \\d+ of (reader\\d\\d)");
    private static final Pattern LOOSE_ONES = Pattern.compile("Subject: (loose \\d+ of reader\\d\\d)");
    private static final Pattern TOKEN = Pattern.compile("token-[0-9a-f-]{36}\\.");

    private final DovecotServer server;
    private final ToolStack stack;
    private final Calls calls;
    private final MailUser self;
    private final Random random;

    /** What was said of each mail that was to be sent, by a word in its text. */
    private final Map<String, String> sent = new HashMap<>();

    /** The words of mails that are said to be saved among those that were sent. */
    private final Set<String> saved = new HashSet<>();

    /** The words of drafts that are said to be sent, without a word that they may still lie there. */
    private final Set<String> cleared = new HashSet<>();

    /** The uids of copies that were counted: whoever asks for the same copies again soon is told of the first ones. */
    private final Set<String> copies = new HashSet<>();

    /** When a mail, by its folder and uid, was last copied, by {@link System#nanoTime}. */
    private final Map<String, Long> copiedAt = new HashMap<>();

    private int atLeastCopies = MAILS_TO_DELETE;
    private int atMostCopies = MAILS_TO_DELETE;
    private boolean mayHaveDoubled;

    /** What was asked and said of the copies, the last of it, for whoever looks for what was not so. */
    private final Deque<String> saidOfCopies = new ArrayDeque<>();

    private @Nullable String cursor;

    /** @param number from 1 to 50 */
    SoakingUser(DovecotServer server, ToolStack stack, Calls calls, int number) {
        this.server = server;
        this.stack = stack;
        this.calls = calls;
        self = DovecotServer.reader(number);
        random = new Random(number);
    }

    /** Leaves the mailbox as a soak begins. */
    void fillMailbox() throws IOException {
        server.reset(self);
        try (RawImap box = server.connect(self)) {
            for (String folder : List.of("Archive", "Trash", "Shelf", COPIES, "Drafts", "Sent")) {
                box.create(folder);
            }
            for (int i = 1; i <= MAILS; i++) {
                box.append("INBOX", "()", fromBob("mail " + i));
            }
            for (int i = 1; i <= MAILS_TO_DELETE; i++) {
                box.append(COPIES, "()", fromBob("spare " + i));
            }
            for (int i = 1; i <= LOOSE; i++) {
                box.append("INBOX", "()", fromBob("loose " + i));
            }
            box.append(
                    "INBOX",
                    "()",
                    Mails.withAttachment(
                            subject("file 1"),
                            "See the file.",
                            "file.txt",
                            ("This is in " + subject("file 1") + ".").getBytes(StandardCharsets.US_ASCII)));
            box.append("INBOX", "()", invitation());
        }
    }

    private byte[] fromBob(String what) {
        return Mails.plain("Bob <bob@example.test>", self.address(), subject(what), "This is " + subject(what) + ".");
    }

    private byte[] invitation() {
        return Mails.raw("""
                From: Bob <bob@example.test>
                To: %1$s
                Date: Fri, 20 Nov 2026 14:03:59 +0100
                Subject: %2$s
                Message-ID: <%3$s@mails.example>
                MIME-Version: 1.0
                Content-Type: text/calendar; charset=utf-8; method=REQUEST

                BEGIN:VCALENDAR
                VERSION:2.0
                METHOD:REQUEST
                BEGIN:VEVENT
                UID:%3$s@mails.example
                DTSTAMP:20200101T000000Z
                DTSTART:20991201T100000Z
                DTEND:20991201T110000Z
                SUMMARY:%2$s
                ORGANIZER;CN=Bob:mailto:bob@example.test
                ATTENDEE:mailto:%1$s
                END:VEVENT
                END:VCALENDAR
                """.formatted(self.address(), subject("invitation 1"), name()));
    }

    /** Mails that were to be sent. */
    int sent() {
        return sent.size();
    }

    /** What a user does next: mostly reading, and all else now and then. */
    void act() {
        switch (random.nextInt(40)) {
            case 0, 1, 2 -> list();
            case 3 -> listFolders();
            case 4, 5, 6 -> search();
            case 7 -> searchEverywhere();
            case 8 -> readThread();
            case 9 -> readAttachment();
            case 10, 11 -> listChanges();
            case 12 -> findContacts();
            case 13 -> listFollowUps();
            case 14, 15, 16, 17 -> organize();
            case 18 -> flagAndListChanges();
            case 19, 20 -> copy();
            case 21 -> delete();
            case 22 -> manageFolders();
            case 23, 24 -> draftAndSend();
            case 25 -> uploadAndSend();
            case 26 -> send();
            case 27 -> reply();
            case 28 -> forward();
            case 29 -> answerInvitation();
            case 30 -> encryptCredentials();
            default -> read();
        }
    }

    private void list() {
        boolean snippets = random.nextInt(3) == 0;
        ifRight("imap_list_emails", "{\"limit\":20,\"snippets\":%s}".formatted(snippets), page -> {
            assertThat(page.getInt("total")).isGreaterThanOrEqualTo(MAILS);
            assertThat(ToolsContract.subjects(page)).hasSize(20).allMatch(this::isOurs);
        });
    }

    private void listFolders() {
        ifRight(
                "imap_list_folders",
                "{}",
                result -> assertThat(paths(result)).contains("INBOX", "Archive", "Trash", "Shelf", COPIES));
    }

    private void search() {
        String subject = anyMail();
        ifRight(
                "imap_search_emails",
                "{\"subject\":\"%s\"}".formatted(subject),
                page -> assertThat(ToolsContract.subjects(page)).containsExactly(subject));
    }

    /** Looks for a mail that stays where it is. What lies in Trash is not looked for. */
    private void searchEverywhere() {
        String subject = anyMail();
        ifRight(
                "imap_search_emails",
                "{\"query\":\"from:bob subject:\\\"%s\\\"\",\"folder\":\"*\"}".formatted(subject),
                page -> {
                    if (!page.containsKey("not_searched")) {
                        assertThat(ToolsContract.subjects(page)).as("%s", page).containsExactly(subject);
                    }
                });
    }

    private void read() {
        String subject = anyMail();
        Long uid = find(subject);
        if (uid != null) {
            ifRight("imap_read_email", "{\"uid\":%d}".formatted(uid), mail -> {
                assertThat(mail.getString("subject")).isEqualTo(subject);
                assertThat(mail.getString("text")).isEqualTo("This is " + subject + ".");
            });
        }
    }

    private void readThread() {
        String subject = anyMail();
        Long uid = find(subject);
        if (uid != null) {
            ifRight("imap_read_thread", "{\"uid\":%d}".formatted(uid), thread -> {
                assertThat(thread.getString("subject")).isEqualTo(subject);
                if (thread.getInt("omitted") == 0) { // after an hour some were answered and passed on twenty times
                    assertThat(thread.getJsonArray("messages").getValuesAs(JsonObject.class))
                            .as("%d in %s", uid, thread)
                            .filteredOn(mail -> mail.getJsonNumber("uid").longValue() == uid
                                    && mail.getString("folder").equals("INBOX"))
                            .singleElement()
                            .extracting(mail -> mail.getString("text"))
                            .isEqualTo("This is " + subject + ".");
                }
            });
        }
    }

    private void readAttachment() {
        String subject = subject("file 1");
        Long uid = find(subject);
        if (uid != null) {
            ifRight(
                    "imap_read_attachment",
                    "{\"uid\":%d,\"part\":\"2\"}".formatted(uid),
                    file -> assertThat(file.getString("text").strip()).isEqualTo("This is in " + subject + "."));
        }
    }

    private void listChanges() {
        String known = cursor;
        String arguments = known == null ? "{}" : "{\"cursor\":\"%s\"}".formatted(known);
        ifRight("imap_list_changes", arguments, changes -> {
            cursor = changes.getString("cursor");
            for (JsonObject folder : objects(changes.getJsonArray("folders"))) {
                if (FOLDERS.contains(folder.getString("folder")) && folder.containsKey("new")) {
                    assertThat(objects(folder.getJsonArray("new"))).allMatch(row -> isOurs(row.getString("subject")));
                }
            }
        });
    }

    private void findContacts() {
        ifRight(
                "imap_find_contacts",
                "{\"name\":\"bob\"}",
                found -> assertThat(objects(found.getJsonArray("contacts")))
                        .extracting(contact -> contact.getString("address"))
                        .contains("bob@example.test"));
    }

    private void listFollowUps() {
        ifRight(
                "imap_list_follow_ups",
                "{\"kind\":\"to_answer\"}",
                found -> assertThat(objects(found.getJsonArray("items")))
                        .allMatch(row -> isOurs(row.getString("subject"))));
    }

    /** Moves some of the loose mails from one folder to another, and half of the time moves them back. */
    private void organize() {
        String folder = any(FOLDERS);
        Map<Long, String> mails = loose(folder);
        if (mails.isEmpty()) {
            return;
        }
        String target =
                any(FOLDERS.stream().filter(other -> !other.equals(folder)).toList());
        String what = switch (target) {
            case "Archive" -> "\"action\":\"archive\"";
            case "Trash" -> "\"action\":\"trash\"";
            default -> "\"action\":\"move\",\"target\":\"%s\"".formatted(target);
        };
        boolean byQuery = random.nextInt(3) == 0;
        List<Long> uids = byQuery ? List.copyOf(mails.keySet()) : some(mails.keySet());
        String choice = byQuery ? "\"query\":\"subject:loose\"" : "\"uids\":" + uids;
        JsonObject moved = change("imap_organize_emails", "{\"folder\":\"%s\",%s,%s}".formatted(folder, choice, what));
        if (moved == null || !moved.getString("status").equals("done")) {
            return;
        }
        assertThat(moved.getInt("done")).as("%s", moved).isEqualTo(uids.size());
        if (random.nextBoolean()) {
            JsonObject back = change("imap_undo", "{\"undo\":\"%s\"}".formatted(moved.getString("undo")));
            if (back != null && back.getString("status").equals("done")) {
                assertThat(back.getInt("done")).as("%s", back).isEqualTo(uids.size());
                Map<Long, String> there = loose(folder);
                if (!there.isEmpty()) {
                    assertThat(there.values()).containsExactlyInAnyOrderElementsOf(mails.values());
                }
            }
        }
    }

    /** A mark that was set is among the changes since the moment before. */
    private void flagAndListChanges() {
        JsonObject before = call("imap_list_changes", "{\"folders\":[\"INBOX\"]}");
        Long uid = find(anyMail());
        if (isError(before) || uid == null) {
            return;
        }
        String action = any(List.of("flag", "unflag", "read", "unread", "label"));
        String label = action.equals("label") ? ",\"target\":\"soaked\"" : "";
        JsonObject marked =
                change("imap_organize_emails", "{\"uids\":[%d],\"action\":\"%s\"%s}".formatted(uid, action, label));
        if (marked == null || !marked.containsKey("undo")) {
            return; // it was so before
        }
        String since = before.getJsonObject("structuredContent").getString("cursor");
        long began = System.nanoTime();
        ifRight("imap_list_changes", "{\"cursor\":\"%s\",\"folders\":[\"INBOX\"]}".formatted(since), changes -> {
            JsonObject inbox = changes.getJsonArray("folders").getJsonObject(0);
            switch (inbox.getString("state")) {
                case "reset" -> {}
                case "unknown_flags" ->
                    assertThat(calls.isPeaceSince(began))
                            .as("in peace, %s", changes)
                            .isFalse();
                default ->
                    assertThat(objects(inbox.getJsonArray("flags")))
                            .as("%s of %d in %s", action, uid, changes)
                            .anyMatch(row -> row.getJsonNumber("uid").longValue() == uid);
            }
        });
    }

    private void copy() {
        String folder = any(FOLDERS);
        List<Long> uids = some(loose(folder).keySet());
        if (uids.isEmpty()) {
            return;
        }
        List<String> mails = uids.stream().map(uid -> folder + " " + uid).toList();
        int copiedLately = copiedLately(mails);
        JsonObject copied = changeCopies(
                "imap_organize_emails",
                "{\"folder\":\"%s\",\"uids\":%s,\"action\":\"copy\",\"target\":\"%s\"}"
                        .formatted(folder, uids, COPIES));
        if (copied != null && (!copied.containsKey("new_uids") || copies.add(copied.getString("new_uids")))) {
            boolean done = copied.getString("status").equals("done");
            int count = copied.getInt("done");
            atLeastCopies += done ? count : Math.max(0, count - copiedLately);
            atMostCopies += done ? count : uids.size();
            if (done) {
                mails.forEach(mail -> copiedAt.put(mail, System.nanoTime()));
            }
        }
    }

    /**
     * Counts those of these mails that were copied a moment before: the look after a lost answer may take such a copy for the
     * one that it looks for, where the server's STATUS is not as new as that.
     */
    private int copiedLately(List<String> mails) {
        long since = System.nanoTime() - LATELY.toNanos();
        return Math.toIntExact(mails.stream()
                .filter(mail -> copiedAt.getOrDefault(mail, since) - since > 0)
                .count());
    }

    private void delete() {
        JsonObject page = call("imap_list_emails", "{\"folder\":\"%s\",\"limit\":3}".formatted(COPIES));
        if (isError(page)) {
            return;
        }
        List<Long> uids = objects(page.getJsonObject("structuredContent").getJsonArray("emails")).stream()
                .map(row -> row.getJsonNumber("uid").longValue())
                .toList();
        if (uids.isEmpty()) {
            return;
        }
        String which = "\"folder\":\"%s\",\"uids\":%s".formatted(COPIES, uids);
        JsonObject preview = changeCopies("imap_delete_emails", "{%s}".formatted(which));
        if (preview == null) {
            return;
        }
        assertThat(preview.getString("status")).isEqualTo("preview");
        assertThat(preview.getInt("matched")).isEqualTo(uids.size());
        JsonObject deleted = changeCopies(
                "imap_delete_emails", "{%s,\"confirm\":\"%s\"}".formatted(which, preview.getString("confirm")));
        if (deleted != null) {
            boolean done = deleted.getString("status").equals("done");
            atMostCopies -= deleted.getInt("done");
            atLeastCopies -= done ? deleted.getInt("done") : uids.size();
        }
    }

    /** A folder that is made, renamed and deleted is there, has its new name, and is gone. */
    private void manageFolders() {
        String first = "Box " + UUID.randomUUID();
        String second = first + " b";
        if (manage("create", first, "")
                && isListed(first, true)
                && manage("rename", first, ",\"new_path\":\"%s\"".formatted(second))
                && isListed(first, false)
                && isListed(second, true)
                && manage("delete", second, "")) {
            isListed(second, false);
        }
    }

    private boolean manage(String action, String folder, String more) {
        return !isError(
                call("imap_manage_folders", "{\"action\":\"%s\",\"folder\":\"%s\"%s}".formatted(action, folder, more)));
    }

    /** False where the answer did not come. */
    private boolean isListed(String folder, boolean there) {
        JsonObject result = call("imap_list_folders", "{}");
        if (isError(result)) {
            return false;
        }
        assertThat(paths(result.getJsonObject("structuredContent")).contains(folder))
                .as(folder)
                .isEqualTo(there);
        return true;
    }

    private void send() {
        MailUser to = DovecotServer.reader(1 + random.nextInt(50));
        String token = token();
        remember(
                token,
                call(
                        "smtp_send_email",
                        "{\"to\":[\"%s\"],\"subject\":\"mail 0 of %s\",\"text\":\"%s\"}"
                                .formatted(to.address(), name(to), token)));
    }

    private void reply() {
        Long uid = find(anyMail());
        if (uid != null) {
            String token = token();
            remember(token, call("smtp_reply_email", "{\"uid\":%d,\"text\":\"%s\"}".formatted(uid, token)));
        }
    }

    private void forward() {
        Long uid = find(anyMail());
        if (uid != null) {
            String token = token();
            remember(
                    token,
                    call(
                            "smtp_forward_email",
                            "{\"uid\":%d,\"to\":[\"bob@example.test\"],\"how\":\"%s\",\"text\":\"%s\"}"
                                    .formatted(uid, any(List.of("inline", "attached")), token)));
        }
    }

    private void answerInvitation() {
        Long uid = find(subject("invitation 1"));
        if (uid != null) {
            String token = token();
            remember(
                    token,
                    call(
                            "smtp_answer_invitation",
                            "{\"uid\":%d,\"answer\":\"%s\",\"comment\":\"%s\"}"
                                    .formatted(uid, any(List.of("accept", "tentative", "decline")), token)));
        }
    }

    /** Saves a draft, replaces it half of the time, and sends it, again where it is in doubt. */
    private void draftAndSend() {
        String token = token();
        JsonObject draft = draft(token, "");
        if (draft != null && random.nextBoolean()) {
            String newer = token();
            draft = draft(
                    newer,
                    ",\"replaces\":{\"uid\":%d,\"uidvalidity\":%d}"
                            .formatted(
                                    draft.getJsonNumber("uid").longValue(),
                                    draft.getJsonNumber("uidvalidity").longValue()));
            sent.put(token, "replaced");
            token = newer;
        }
        if (draft != null) {
            sendDraft(token, draft);
        }
    }

    /** The same with a file that is brought by a link. */
    private void uploadAndSend() {
        byte[] file = ("This is of " + name() + ".").getBytes(StandardCharsets.US_ASCII);
        JsonObject request =
                call("imap_request_upload", "{\"name\":\"a.txt\",\"size_bytes\":%d}".formatted(file.length));
        if (isError(request)) {
            return;
        }
        String url = request.getJsonObject("structuredContent").getString("url");
        var upload = (FileTransfers.Upload)
                Objects.requireNonNull(stack.files().find(url.substring(url.lastIndexOf('/') + 1), "127.0.0.1"));
        FileTransfers.Stored stored;
        try {
            stored = upload.store(new ByteArrayInputStream(file));
        } catch (TransferRefused e) {
            return; // its words are judged elsewhere
        }
        String token = token();
        JsonObject draft = draft(
                token,
                ",\"attachments\":[{\"folder\":\"%s\",\"uid\":%d,\"uidvalidity\":%d,\"part\":\"%s\"}]"
                        .formatted(stored.folder(), stored.uid(), stored.uidValidity(), stored.part()));
        if (draft != null) {
            assertThat(draft.getJsonArray("attachments")).hasSize(1);
            sendDraft(token, draft);
        }
    }

    private @Nullable JsonObject draft(String text, String more) {
        JsonObject result = call(
                "imap_save_draft",
                "{\"to\":[\"bob@example.test\"],\"subject\":\"draft of %s\",\"text\":\"%s\"%s}"
                        .formatted(name(), text, more));
        return isError(result) ? null : result.getJsonObject("structuredContent");
    }

    private void sendDraft(String token, JsonObject draft) {
        String arguments = "{\"uid\":%d,\"uidvalidity\":%d,\"digest\":\"%s\"}"
                .formatted(
                        draft.getJsonNumber("uid").longValue(),
                        draft.getJsonNumber("uidvalidity").longValue(),
                        draft.getString("digest"));
        JsonObject result = call("smtp_send_draft", arguments);
        remember(token, result);
        for (int attempt = 1; attempt < ATTEMPTS && !"sent".equals(sent.get(token)); attempt++) {
            result = calls.again(self, "smtp_send_draft", arguments);
            if (!isError(result)) {
                remember(token, result);
            }
        }
        if ("sent".equals(sent.get(token))
                && !isError(result)
                && !result.getJsonObject("structuredContent").containsKey("advice")) {
            cleared.add(token);
        }
    }

    private void encryptCredentials() {
        ifRight(
                "imap_encrypt_credentials",
                "{\"user\":\"%s\",\"password\":\"%s\"}".formatted(self.address(), self.password()),
                result -> assertThat(result.getString("user")).isEqualTo(self.address()));
    }

    private void remember(String token, JsonObject result) {
        if (isError(result)) {
            sent.put(token, "not sent: " + ToolStack.errorText(result));
            return;
        }
        JsonObject outcome = result.getJsonObject("structuredContent");
        sent.put(token, outcome.getString("status"));
        if (outcome.getString("saved_to", "").equals("Sent")) { // where it is not known, it lies among the drafts
            saved.add(token);
        }
    }

    /** The result of a change; null where it is an error, which says that nothing was changed. */
    private @Nullable JsonObject change(String tool, String arguments) {
        JsonObject result = call(tool, arguments);
        if (isError(result)) {
            return null;
        }
        JsonObject change = result.getJsonObject("structuredContent");
        mayHaveDoubled |= change.getString("advice", "").contains("both folders")
                || change.getString("advice", "").contains("twice");
        return change;
    }

    private @Nullable JsonObject changeCopies(String tool, String arguments) {
        JsonObject change = change(tool, arguments);
        if (saidOfCopies.size() == MAX_SAID) {
            saidOfCopies.remove();
        }
        saidOfCopies.add("%s %s %s".formatted(Instant.now(), arguments, change));
        return change;
    }

    /** The loose mails of a folder by their uids; none where the answer did not come. */
    private Map<Long, String> loose(String folder) {
        JsonObject result = call("imap_search_emails", "{\"folder\":\"%s\",\"subject\":\"loose\"}".formatted(folder));
        if (isError(result)) {
            return Map.of();
        }
        return objects(result.getJsonObject("structuredContent").getJsonArray("emails")).stream()
                .collect(
                        Collectors.toMap(row -> row.getJsonNumber("uid").longValue(), row -> row.getString("subject")));
    }

    /** The uid of the mail of that subject in INBOX, which uids are the server's to choose; null where the answer did not come. */
    private @Nullable Long find(String subject) {
        JsonObject result = call("imap_search_emails", "{\"subject\":\"%s\"}".formatted(subject));
        return isError(result)
                ? null
                : objects(result.getJsonObject("structuredContent").getJsonArray("emails")).stream()
                        .filter(row -> row.getString("subject").equals(subject))
                        .map(row -> row.getJsonNumber("uid").longValue())
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("no " + subject + " in " + result));
    }

    private interface Check {
        void of(JsonObject result);
    }

    private void ifRight(String tool, String arguments, Check check) {
        JsonObject result = call(tool, arguments);
        if (!isError(result)) {
            check.of(result.getJsonObject("structuredContent"));
        }
    }

    private JsonObject call(String tool, String arguments) {
        return calls.call(self, tool, arguments);
    }

    /**
     * Everything is where it was said to be: each mail came as often as was said, no loose mail is missing or there twice,
     * and of the copies there are as many as were made and not deleted.
     *
     * @param came how often each word came to the mailboxes of all
     */
    void assertWhatWasSaidIsSo(Map<String, Integer> came) throws IOException {
        sent.forEach((token, status) -> {
            int times = came.getOrDefault(token, 0);
            switch (status) {
                case "sent" -> assertThat(times).as("%s is sent", token).isEqualTo(1);
                case "unknown" -> assertThat(times).as("%s is unknown", token).isLessThanOrEqualTo(1);
                default -> assertThat(times).as("%s is %s", token, status).isZero();
            }
        });
        Map<String, Integer> inSent = tokens("Sent");
        assertThat(inSent.values()).as("copies among what %s sent", name()).allMatch(copies -> copies == 1);
        assertThat(saved).isSubsetOf(inSent.keySet());
        Set<String> drafts = tokens("Drafts").keySet();
        assertThat(cleared).as("drafts of %s that were sent", name()).noneMatch(drafts::contains);
        everyLooseMailIsThereOnce();
        assertThat(server.messages(self, COPIES).size())
                .as("copies of %s, of whom was said:%n%s", name(), String.join("\n", saidOfCopies))
                .isBetween(atLeastCopies, atMostCopies);
    }

    private void everyLooseMailIsThereOnce() throws IOException {
        List<String> found = new ArrayList<>();
        for (String folder : FOLDERS) {
            for (byte[] mail : server.messages(self, folder)) {
                LOOSE_ONES
                        .matcher(new String(mail, StandardCharsets.UTF_8))
                        .results()
                        .limit(1)
                        .map(match -> match.group(1))
                        .forEach(found::add);
            }
        }
        List<String> all = IntStream.rangeClosed(1, LOOSE)
                .mapToObj(i -> subject("loose " + i))
                .toList();
        assertThat(found).containsAll(all);
        if (!mayHaveDoubled) {
            assertThat(found).as("loose mails of %s", name()).hasSize(LOOSE);
        }
    }

    /** How often each word came to this user. */
    Map<String, Integer> came() throws IOException {
        return tokens("INBOX");
    }

    private Map<String, Integer> tokens(String folder) throws IOException {
        return tokens(server, self, folder);
    }

    /** How many mails of a folder have each word; a mail may say it several times. */
    static Map<String, Integer> tokens(MailServer server, MailUser user, String folder) throws IOException {
        Map<String, Integer> mails = new HashMap<>();
        for (byte[] mail : server.messages(user, folder)) {
            TOKEN.matcher(new String(mail, StandardCharsets.UTF_8))
                    .results()
                    .map(MatchResult::group)
                    .distinct()
                    .forEach(token -> mails.merge(token, 1, Integer::sum));
        }
        return mails;
    }

    private static String token() {
        return "token-" + UUID.randomUUID() + ".";
    }

    private String anyMail() {
        return subject("mail " + (1 + random.nextInt(MAILS)));
    }

    private String subject(String what) {
        return what + " of " + name();
    }

    private <T> T any(List<T> choice) {
        return choice.get(random.nextInt(choice.size()));
    }

    private <T> List<T> some(Set<T> choice) {
        List<T> shuffled = new ArrayList<>(choice);
        Collections.shuffle(shuffled, random);
        return shuffled.isEmpty() ? List.of() : List.copyOf(shuffled.subList(0, 1 + random.nextInt(shuffled.size())));
    }

    private boolean isOurs(String subject) {
        Matcher matcher = OURS.matcher(subject);
        return matcher.find() && matcher.group(1).equals(name());
    }

    private static List<String> paths(JsonObject folders) {
        return objects(folders.getJsonArray("folders")).stream()
                .map(folder -> folder.getString("path"))
                .toList();
    }

    private static List<JsonObject> objects(JsonArray array) {
        return array.getValuesAs(JsonObject.class);
    }

    private static boolean isError(JsonObject result) {
        return result.getBoolean("isError");
    }

    private String name() {
        return name(self);
    }

    private static String name(MailUser user) {
        return user.address().substring(0, user.address().indexOf('@'));
    }
}

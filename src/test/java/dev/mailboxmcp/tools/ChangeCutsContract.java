// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mailserver.CuttingProxy;
import dev.mailboxmcp.mailserver.CuttingProxy.Side;
import dev.mailboxmcp.mailserver.MailServer;
import dev.mailboxmcp.mailserver.MailUser;
import dev.mailboxmcp.mailserver.RawImap;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The connection is cut at every byte of each command that changes mails, and of its answer, with and without the call made
 * again: no mail is lost, none is in two folders unless the result says that it may be, none that is left is marked as deleted,
 * and an error means that nothing was changed.
 *
 * <p>A server goes on with a command whose client left, and may end it during the next attempt. Each attempt looks at its own mails alone.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ChangeCutsContract {
    private static final String ELSEWHERE = "Elsewhere";
    private static final int MAILS = 2;
    private static final int MOST_BYTES = 2_000;

    private final MailServer server;
    private final MailUser alice;
    private final CuttingProxy proxy;
    private final ToolStack stack;
    private final int step;
    private @Nullable RawImap eyes;
    private int attempt;

    /** @param step so many bytes apart are the cuts; the nightly run takes every one */
    ChangeCutsContract(MailServer server, int step) {
        this.server = server;
        this.step = step;
        alice = server.alice();
        proxy = new CuttingProxy(server.plainImapPort());
        Map<String, String> settings = Map.of(
                "IMAP_PORT", "" + proxy.port(), "IMAP_TLS", "false", "DELETE_MODE", "allow", "WRITES_PER_MINUTE", "0");
        stack = ToolStack.on(server, settings);
    }

    @AfterAll
    void close() throws IOException {
        stack.close();
        proxy.close();
        if (eyes != null) {
            eyes.close();
        }
    }

    /** What looks at the mailbox from outside: one connection, since logging in takes longer than looking. */
    private RawImap eyes() throws IOException {
        if (eyes == null) {
            eyes = server.connect(alice);
        }
        return eyes;
    }

    /**
     * A change, and one of its commands.
     *
     * @param command as it stands on the wire
     * @param deletes whether the mails are to be gone
     */
    record Change(String tool, String arguments, String command, boolean deletes) {
        @Override
        public String toString() {
            return tool.replace("imap_", "") + " "
                    + arguments.replaceAll("[^a-z]+", " ").strip() + ", cut in " + command;
        }
    }

    /** The commands that this server is sent for a move, besides those that any is sent. */
    abstract Stream<String> moving();

    Stream<Change> changes() {
        String target = ",\"target\":\"" + server.path(ELSEWHERE) + "\"";
        Stream<Change> moves = moving().map(
                        command -> new Change("imap_organize_emails", ",\"action\":\"move\"" + target, command, false));
        return Stream.concat(
                moves,
                Stream.of(
                        new Change("imap_organize_emails", ",\"action\":\"copy\"" + target, "UID COPY", false),
                        new Change("imap_organize_emails", ",\"action\":\"flag\"", "UID STORE", false),
                        new Change("imap_delete_emails", "", "UID STORE", true),
                        new Change("imap_delete_emails", "", "UID EXPUNGE", true)));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void noMailIsLostAndNoneIsDoubledInSilence(Change change) throws Exception {
        sweep(change, step);
    }

    @Tag("nightly")
    @ParameterizedTest
    @MethodSource("changes")
    void noMailIsLostAndNoneIsDoubledInSilenceAtAnyByte(Change change) throws Exception {
        sweep(change, 1);
    }

    private void sweep(Change change, int apart) throws Exception {
        int cuts = 0;
        int unknown = 0;
        int doubled = 0;
        for (Side side : Side.values()) {
            for (int bytes = 0; bytes < MOST_BYTES; bytes += apart) {
                boolean again = bytes / apart % 2 == 1;
                attempt++;
                List<Long> uids = fill();
                String arguments = arguments(change, uids);
                proxy.cut(change.command(), side, bytes);
                JsonObject first = stack.call(ToolStack.credentials(alice), change.tool(), arguments);
                if (!proxy.struck()) {
                    assertThat(first.getBoolean("isError")).as("%s", first).isFalse();
                    break;
                }
                cuts++;
                boolean reported = check(change, first);
                unknown += reported ? 1 : 0;
                if (again) {
                    reported |= check(change, stack.call(ToolStack.credentials(alice), change.tool(), arguments))
                            || reported;
                }
                doubled += requireNoneLost(change, reported, first);
                requireNoneMarked(first);
            }
        }
        System.out.printf(
                "%s: %d cuts, %d unknown or partial, %d in two folders and reported, 0 lost%n",
                change, cuts, unknown, doubled);
        assertThat(cuts).isPositive();
    }

    /** Whether the result says that more may have happened than it knows. */
    private boolean check(Change change, JsonObject result) throws IOException {
        List<String> inbox = subjects("INBOX");
        List<String> elsewhere = subjects(ELSEWHERE);
        if (result.getBoolean("isError")) {
            assertThat(inbox).as("after %s", ToolStack.errorText(result)).hasSize(MAILS);
            return false;
        }
        JsonObject structured = result.getJsonObject("structuredContent");
        if (!structured.getString("status").equals("done")) {
            if (change.arguments().contains("copy") && structured.getInt("done") > 0) {
                assertThat(elsewhere).as("%s", structured).hasSize(structured.getInt("done"));
            }
            return true;
        }
        if (change.deletes()) {
            assertThat(inbox).isEmpty();
        } else if (change.arguments().contains("move")) {
            assertThat(inbox).isEmpty();
            assertThat(elsewhere).hasSize(MAILS);
        } else if (change.arguments().contains("copy")) {
            assertThat(elsewhere).hasSize(MAILS);
        }
        return false;
    }

    /** How many mails are in both folders. */
    private int requireNoneLost(Change change, boolean reported, JsonObject result) throws IOException {
        List<String> inbox = subjects("INBOX");
        List<String> elsewhere = subjects(ELSEWHERE);
        int doubled = 0;
        for (int mail = 0; mail < MAILS && !change.deletes(); mail++) {
            String subject = subject(mail);
            long there = inbox.stream().filter(subject::equals).count();
            long copies = elsewhere.stream().filter(subject::equals).count();
            assertThat(there + copies).as("%s after %s", subject, result).isPositive();
            assertThat(copies).as("copies of %s after %s", subject, result).isLessThanOrEqualTo(1);
            if (there + copies > 1 && !change.arguments().contains("copy")) {
                assertThat(reported)
                        .as("%s is in two folders after %s", subject, result)
                        .isTrue();
                doubled++;
            }
        }
        return doubled;
    }

    /** Any mail program would remove what is marked as deleted, and the result says that it is as it was. */
    private void requireNoneMarked(JsonObject result) throws IOException {
        for (String folder : List.of("INBOX", server.path(ELSEWHERE))) {
            eyes().command("EXAMINE \"" + folder + "\"");
            assertThat(eyes().command("UID SEARCH DELETED"))
                    .as("marked as deleted in %s after %s", folder, result)
                    .filteredOn(line -> line.startsWith("* SEARCH"))
                    .allMatch(line -> line.strip().equals("* SEARCH"));
        }
    }

    private String arguments(Change change, List<Long> uids) {
        String arguments = "{\"uids\":" + uids + change.arguments();
        if (!change.deletes()) {
            return arguments + "}";
        }
        String confirm = stack.succeed(alice, change.tool(), arguments + "}").getString("confirm");
        return arguments + ",\"confirm\":\"" + confirm + "\"}";
    }

    /** The mails are new, and INBOX has no others. */
    private List<Long> fill() throws IOException {
        RawImap imap = eyes();
        imap.create(ELSEWHERE);
        for (String folder : List.of(ELSEWHERE, "INBOX")) {
            imap.command("SELECT \"" + (folder.equals("INBOX") ? folder : server.path(folder)) + "\"");
            if (!imap.command("UID SEARCH ALL").getFirst().equals("* SEARCH")) {
                imap.command("UID STORE 1:* +FLAGS.SILENT (\\Deleted)");
                imap.command("EXPUNGE");
            }
        }
        for (int mail = 0; mail < MAILS; mail++) {
            imap.append("INBOX", "()", Mails.plain("bob@mails.example", "alice@mails.example", subject(mail), "text"));
        }
        imap.command("SELECT INBOX");
        String found = imap.command("UID SEARCH ALL").getFirst();
        List<Long> uids = new ArrayList<>();
        for (String uid : found.substring("* SEARCH ".length()).strip().split(" ", -1)) {
            uids.add(Long.parseLong(uid));
        }
        return uids;
    }

    private String subject(int mail) {
        return "mail " + mail + " of " + attempt;
    }

    /** The subjects of the mails of this attempt. */
    private List<String> subjects(String folder) throws IOException {
        return eyes().messages(folder).stream()
                .map(message -> new String(message, StandardCharsets.UTF_8))
                .map(text -> text.lines()
                        .filter(line -> line.startsWith("Subject: "))
                        .findFirst()
                        .orElse("")
                        .substring("Subject: ".length()))
                .filter(subject -> subject.endsWith(" of " + attempt))
                .toList();
    }
}

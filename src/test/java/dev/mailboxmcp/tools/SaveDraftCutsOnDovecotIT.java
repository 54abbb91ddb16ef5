// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mailserver.CuttingProxy;
import dev.mailboxmcp.mailserver.CuttingProxy.Side;
import dev.mailboxmcp.mailserver.DovecotServer;
import dev.mailboxmcp.mailserver.MailUser;
import dev.mailboxmcp.mailserver.RawImap;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * While a draft is saved in the place of an older one, the conversation with the mailbox is cut behind a byte: nightly behind
 * every one, else behind some. The older draft, the newer one or both are there, each whole and once, and what is said is so:
 * after an error nothing is another, and where both are there a warning says it.
 *
 * <p>A server goes on with a command whose client left, and may end it while the next draft is being replaced. Each attempt looks at
 * its own drafts alone.
 */
class SaveDraftCutsOnDovecotIT {
    private static final int MOST_BYTES = 20_000;

    /** Who wrote the draft that is replaced. */
    enum Older {
        OURS,
        A_PERSONS
    }

    private final DovecotServer server = DovecotServer.shared();
    private final MailUser alice = server.alice();
    private @Nullable RawImap eyes;
    private int attempt;

    @AfterEach
    void close() throws IOException {
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

    @ParameterizedTest
    @EnumSource
    void noCutLosesADraftOrSavesItTwice(Older older) throws Exception {
        sweep(older, 53);
    }

    @Tag("nightly")
    @ParameterizedTest
    @EnumSource
    void noCutBehindAnyByteLosesADraftOrSavesItTwice(Older older) throws Exception {
        sweep(older, 1);
    }

    private void sweep(Older older, int apart) throws Exception {
        int cuts = 0;
        int refused = 0;
        int both = 0;
        try (CuttingProxy proxy = new CuttingProxy(server.plainImapPort());
                ToolStack stack = ToolStack.on(
                        server,
                        Map.of("IMAP_PORT", "" + proxy.port(), "IMAP_TLS", "false", "WRITES_PER_MINUTE", "0"))) {
            for (Side side : Side.values()) {
                for (int bytes = 0; bytes < MOST_BYTES; bytes += apart) {
                    String where = older + ", " + side + ", cut behind byte " + bytes;
                    attempt++;
                    String arguments = replacing(stack, older);
                    proxy.cutBehind(side, bytes);
                    JsonObject result = stack.call(ToolStack.credentials(alice), "imap_save_draft", arguments);
                    boolean struck = proxy.struck();
                    List<String> drafts = texts("Drafts");
                    List<String> trash = texts("Trash");

                    where += ": " + drafts + trash + result;
                    assertThat(drafts).as(where).isSubsetOf("older", "newer").doesNotHaveDuplicates();
                    assertThat(trash).as(where).isSubsetOf("older").doesNotHaveDuplicates();
                    if (result.getBoolean("isError")) {
                        refused++;
                        assertThat(drafts).as(where).containsExactly("older");
                        assertThat(trash).as(where).isEmpty();
                    } else {
                        assertThat(drafts).as(where).contains("newer");
                        if (older == Older.A_PERSONS) {
                            assertThat(drafts.contains("older") || trash.contains("older"))
                                    .as(where)
                                    .isTrue();
                        }
                        if (drafts.contains("older")) {
                            both++;
                            assertThat(result.getJsonObject("structuredContent"))
                                    .as(where)
                                    .containsKey("warnings");
                        }
                    }
                    if (!struck) {
                        break;
                    }
                    cuts++;
                }
            }
        }
        System.out.printf(
                "a draft of %s is replaced: %d cuts, %d refused, %d left both and said so, 0 lost%n",
                older, cuts, refused, both);
        assertThat(cuts).isPositive();
    }

    /** Puts the older draft there alone; gives what asks for the newer one. */
    private String replacing(ToolStack stack, Older older) throws IOException {
        RawImap imap = eyes();
        for (String folder : List.of("Drafts", "Trash")) {
            imap.create(folder);
            imap.command("SELECT " + folder);
            if (!imap.command("UID SEARCH ALL").getFirst().strip().equals("* SEARCH")) {
                imap.command("UID STORE 1:* +FLAGS.SILENT (\\Deleted)");
                imap.command("EXPUNGE");
            }
        }
        if (older == Older.A_PERSONS) {
            imap.append("Drafts", "(\\Draft)", """
                    From: alice@example.test
                    To: bob@example.test
                    Subject: plan
                    Message-ID: <older-%d@example.test>

                    older %<d
                    """.formatted(attempt)
                    .replace("\n", "\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
        }
        if (older == Older.OURS) {
            stack.succeed(alice, "imap_save_draft", "{\"subject\":\"plan\",\"text\":\"older %d\"}".formatted(attempt));
        }
        JsonObject drafts = stack.succeed(alice, "imap_list_emails", "{\"folder\":\"Drafts\"}");
        imap.command("EXAMINE Drafts");
        String found = imap.command("UID SEARCH BODY \"older " + attempt + "\"").getFirst();
        return "{\"subject\":\"plan\",\"text\":\"newer %d\",\"replaces\":{\"uid\":%d,\"uidvalidity\":%d}}"
                .formatted(
                        attempt,
                        Long.parseLong(found.substring("* SEARCH ".length()).strip()),
                        drafts.getJsonNumber("uidvalidity").longValue());
    }

    /** The last line of each mail of this attempt, without its number; all mails are whole. */
    private List<String> texts(String folder) throws IOException {
        return eyes().messages(folder).stream()
                .map(mail -> new String(mail, StandardCharsets.US_ASCII).strip())
                .map(text -> text.substring(text.lastIndexOf('\n') + 1))
                .filter(line -> line.endsWith(" " + attempt) || !line.matches("(older|newer) \\d+"))
                .map(line -> line.replace(" " + attempt, ""))
                .toList();
    }
}

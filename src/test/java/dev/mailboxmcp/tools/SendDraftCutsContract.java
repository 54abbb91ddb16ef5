// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mailserver.CuttingProxy;
import dev.mailboxmcp.mailserver.CuttingProxy.Side;
import dev.mailboxmcp.mailserver.MailServer;
import dev.mailboxmcp.mailserver.MailUser;
import dev.mailboxmcp.mailserver.RawImap;
import dev.mailboxmcp.smtp.ScriptedSmtpPeer;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * While a draft is sent, the conversation with the mailbox or with the submission server is cut behind a byte: nightly behind every one,
 * else behind some. What is said is compared with what is true, of the call itself, of the same call made again and of one
 * after a restart: no draft is lost, and none is sent twice.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SendDraftCutsContract {
    private static final int MOST_BYTES = 20_000;

    private enum Said {
        SENT,
        NOT_SENT,
        UNKNOWN
    }

    /** The server with which the conversation is cut. */
    private enum Wire {
        MAILBOX,
        SUBMISSION
    }

    private final MailServer server;
    private final MailUser alice;
    private final int step;
    private final CuttingProxy proxy;
    private final Map<Said, Integer> counts = new EnumMap<>(Said.class);
    private int cuts;
    private @Nullable RawImap eyes;

    /** @param step so many bytes apart are the cuts; the nightly run takes every one */
    SendDraftCutsContract(MailServer server, int step) {
        this.server = server;
        this.alice = server.alice();
        this.step = step;
        this.proxy = new CuttingProxy(server.plainImapPort());
    }

    @AfterAll
    void close() throws IOException {
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

    @Test
    void noCutOfTheMailboxLosesADraftOrSendsItTwice() throws Exception {
        sweep(Wire.MAILBOX, step);
    }

    @Test
    void noCutOfTheSubmissionLosesADraftOrSendsItTwice() throws Exception {
        sweep(Wire.SUBMISSION, Math.max(1, step / 4));
    }

    @Tag("nightly")
    @Test
    void noCutOfTheMailboxBehindAnyByteLosesADraftOrSendsItTwice() throws Exception {
        sweep(Wire.MAILBOX, 1);
    }

    @Tag("nightly")
    @Test
    void noCutOfTheSubmissionBehindAnyByteLosesADraftOrSendsItTwice() throws Exception {
        sweep(Wire.SUBMISSION, 1);
    }

    private void sweep(Wire wire, int apart) throws Exception {
        counts.clear();
        cuts = 0;
        for (Side side : Side.values()) {
            boolean struck = true;
            for (int bytes = 0; struck && bytes < MOST_BYTES; bytes += apart) {
                struck = cutBehind(wire, side, bytes);
                cuts += struck ? 1 : 0;
            }
        }
        System.out.printf("%s: %d cuts of the %s, first said %s%n", server.host(), cuts, wire, counts);
        assertThat(cuts).isPositive();
        assertThat(counts).containsKeys(Said.SENT, Said.NOT_SENT);
    }

    private boolean cutBehind(Wire wire, Side side, int bytes) throws Exception {
        String where = "the " + wire + ", " + side + ", cut behind byte " + bytes;
        try (ScriptedSmtpPeer peer = new ScriptedSmtpPeer();
                ToolStack stack = stack(peer);
                ToolStack restarted = stack(peer)) {
            long uid = draft();
            stack.succeed(
                    alice,
                    "imap_list_emails",
                    "{\"folder\":\"%s\"}".formatted(server.path("Sent"))); // so that the login is not cut
            switch (wire) {
                case MAILBOX -> proxy.cutBehind(side, bytes);
                case SUBMISSION -> {
                    if (side == Side.COMMAND) {
                        peer.cutInputAfter(bytes);
                    } else {
                        peer.cutOutputAfter(bytes);
                    }
                }
            }
            Said first = said(stack, uid);
            boolean whole =
                    wire == Wire.SUBMISSION && (side == Side.COMMAND ? peer.bytesIn() : peer.bytesOut()) < bytes;
            boolean struck = wire == Wire.MAILBOX ? proxy.struck() : !whole;
            peer.cutNoMore();
            awaitEnd(peer);
            int sent = peer.mails();
            counts.merge(first, 1, Integer::sum);
            switch (first) {
                case SENT -> assertThat(sent).as(where).isEqualTo(1);
                case NOT_SENT -> assertThat(sent).as(where).isZero();
                case UNKNOWN -> assertThat(sent).as(where).isLessThanOrEqualTo(1);
            }
            requireNotLost(peer, where);
            Said again = said(stack, uid);
            Said atLast = said(restarted, uid);
            awaitEnd(peer);

            assertThat(peer.mails()).as(where).isLessThanOrEqualTo(1);
            requireNotLost(peer, where);
            if (again == Said.SENT || atLast == Said.SENT) {
                assertThat(peer.mails()).as(where).isEqualTo(1);
            }
            if (peer.mails() == 0) { // a draft that is claimed, and says so
                assertThat(atLast).as(where).isEqualTo(Said.UNKNOWN);
                assertThat(flags()).as(where).contains("$SubmitPending");
            }
            if (first == Said.SENT) {
                assertThat(again).as(where).isEqualTo(Said.SENT);
                assertThat(atLast).as(where).isIn(Said.SENT, Said.UNKNOWN);
            }
            return struck;
        }
    }

    /** What was sent is in Sent or still in Drafts, and so is what was not. */
    private void requireNotLost(ScriptedSmtpPeer peer, String where) throws IOException {
        int drafts = eyes().messages("Drafts").size();
        int copies = eyes().messages("Sent").size();
        assertThat(drafts + copies).as(where).isPositive();
        assertThat(copies).as(where).isLessThanOrEqualTo(peer.mails());
    }

    private ToolStack stack(ScriptedSmtpPeer peer) {
        return ToolStack.on(
                server,
                Map.of(
                        "IMAP_PORT", "" + proxy.port(),
                        "IMAP_TLS", "false",
                        "SMTP_HOST", "127.0.0.1",
                        "SMTP_PORT", "" + peer.port(),
                        "SMTP_TLS", "false",
                        "SMTP_IDLE_TIMEOUT", "0",
                        "SEND_FROM_ALIASES", "alice@example.org"));
    }

    private Said said(ToolStack stack, long uid) {
        JsonObject result = stack.call(ToolStack.credentials(alice), "smtp_send_draft", "{\"uid\":%d}".formatted(uid));
        if (result.getBoolean("isError")) {
            return Said.NOT_SENT;
        }
        return result.getJsonObject("structuredContent").getString("status").equals("sent") ? Said.SENT : Said.UNKNOWN;
    }

    /** The only mail of the mailbox. */
    private long draft() throws IOException {
        RawImap imap = eyes();
        for (String folder : new String[] {"Sent", "Drafts"}) {
            imap.create(folder);
            imap.command("SELECT \"" + server.path(folder) + "\"");
            if (!imap.command("UID SEARCH ALL").getFirst().strip().equals("* SEARCH")) {
                imap.command("UID STORE 1:* +FLAGS.SILENT (\\Deleted)");
                imap.command("EXPUNGE");
            }
        }
        imap.append("Drafts", "(\\Draft)", """
                From: alice@example.org
                To: bob@example.org
                Subject: mail
                Message-ID: <cut-%d@example.org>
                In-Reply-To: <orig@mails.example>

                text
                """.formatted(System.nanoTime())
                .replace("\n", "\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        imap.command("SELECT \"" + server.path("Drafts") + "\"");
        String found = imap.command("UID SEARCH ALL").getFirst();
        return Long.parseLong(found.substring(found.lastIndexOf(' ') + 1).strip());
    }

    private String flags() throws IOException {
        RawImap imap = eyes();
        imap.command("EXAMINE \"" + server.path("Drafts") + "\"");
        return String.join("\n", imap.command("FETCH 1:* (FLAGS)"));
    }

    private static void awaitEnd(ScriptedSmtpPeer peer) {
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> peer.ended() == peer.begun());
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mailserver.CuttingProxy;
import dev.mailboxmcp.mailserver.CuttingProxy.Side;
import dev.mailboxmcp.mailserver.DovecotServer;
import dev.mailboxmcp.mailserver.MailUser;
import dev.mailboxmcp.mailserver.RawImap;
import dev.mailboxmcp.smtp.ScriptedSmtpPeer;
import jakarta.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * An instance ends without a word while it sends a draft, behind a byte of what it says or hears: nightly a process of its own by
 * SIGKILL, else by a network that lets nothing of it pass any more, which is all that others see of either. Another instance is
 * asked afterwards. No draft is lost, none is sent twice, and the answer says where it stands.
 */
class SendDraftKillsOnDovecotIT {
    private static final int MOST_BYTES = 20_000;

    /** The conversation in which the instance ends. */
    private enum Wire {
        MAILBOX,
        SUBMISSION
    }

    /** An instance that can be ended from outside. */
    private interface Instance extends AutoCloseable {
        /** Begins to send a draft, and returns when that is over, however it ended. */
        void send(long uid) throws Exception;

        /** Ends it. */
        void kill();

        @Override
        void close() throws Exception;
    }

    @FunctionalInterface
    private interface Maker {
        Instance make(Map<String, String> variables) throws Exception;
    }

    private final DovecotServer server = DovecotServer.shared();
    private final MailUser alice = server.alice();
    private @Nullable RawImap eyes;
    private int kills;
    private int sentByTheFirst;
    private int sentByTheSecond;
    private int toldUnknown;

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

    @Test
    void whatAnInstanceLeavesThatFellSilentIsNeitherLostNorSentTwice() throws Exception {
        for (Wire wire : Wire.values()) {
            sweep(wire, wire == Wire.MAILBOX ? 211 : 67, SilentInstance::new);
        }
        report("fell silent");
    }

    @Tag("nightly")
    @Test
    void whatAnInstanceLeavesThatFellSilentBehindAnyByteIsNeitherLostNorSentTwice() throws Exception {
        for (Wire wire : Wire.values()) {
            sweep(wire, 3, SilentInstance::new);
        }
        report("fell silent");
    }

    @Tag("nightly")
    @Test
    void whatAProcessLeavesThatIsKilledIsNeitherLostNorSentTwice() throws Exception {
        for (Wire wire : Wire.values()) {
            sweep(wire, wire == Wire.MAILBOX ? 223 : 71, SendingProcess::new);
        }
        report("killed by signal 9");
    }

    private void report(String how) {
        System.out.printf(
                "%d instances %s: %d drafts sent by the first, %d by the second, %d told as unknown%n",
                kills, how, sentByTheFirst, sentByTheSecond, toldUnknown);
        assertThat(sentByTheFirst).isPositive();
        assertThat(sentByTheSecond).isPositive();
        assertThat(toldUnknown).isPositive();
    }

    private void sweep(Wire wire, int apart, Maker maker) throws Exception {
        for (Side side : Side.values()) {
            boolean struck = true;
            for (int bytes = 0; struck && bytes < MOST_BYTES; bytes += apart) {
                struck = killBehind(wire, side, bytes, maker);
                kills += struck ? 1 : 0;
            }
        }
    }

    private boolean killBehind(Wire wire, Side side, int bytes, Maker maker) throws Exception {
        String where = "the " + wire + ", " + side + ", killed behind byte " + bytes;
        long uid = draft();
        try (ScriptedSmtpPeer peer = new ScriptedSmtpPeer();
                CuttingProxy mailbox = new CuttingProxy(server.plainImapPort());
                CuttingProxy submission = new CuttingProxy(peer.port());
                Instance first = maker.make(variables(mailbox.port(), submission.port()));
                ToolStack second = ToolStack.on(server, variables(server.plainImapPort(), peer.port()))) {
            CuttingProxy proxy = wire == Wire.MAILBOX ? mailbox : submission;
            CuttingProxy other = wire == Wire.MAILBOX ? submission : mailbox;
            proxy.killBehind(side, bytes, () -> {
                first.kill();
                other.die();
            });
            first.send(uid);
            if (!proxy.struck()) {
                return false;
            }
            awaitEnd(peer);
            int sent = peer.mails();
            requireNotLost(sent, where);

            JsonObject result =
                    second.call(ToolStack.credentials(alice), "smtp_send_draft", "{\"uid\":%d}".formatted(uid));
            assertThat(result.getBoolean("isError")).as(where + " " + result).isFalse();
            String status = result.getJsonObject("structuredContent").getString("status");
            awaitEnd(peer);
            assertThat(peer.mails()).as(where).isLessThanOrEqualTo(1);
            requireNotLost(peer.mails(), where);
            if (status.equals("sent")) {
                assertThat(peer.mails()).as(where).isEqualTo(1);
            } else {
                assertThat(status).as(where).isEqualTo("unknown");
                assertThat(flags()).as(where).contains("$SubmitPending");
                toldUnknown++;
            }
            sentByTheFirst += sent;
            sentByTheSecond += peer.mails() - sent;
            return true;
        }
    }

    private Map<String, String> variables(int imap, int smtp) {
        return Map.of(
                "IMAP_PORT", "" + imap,
                "IMAP_TLS", "false",
                "SMTP_HOST", "127.0.0.1",
                "SMTP_PORT", "" + smtp,
                "SMTP_TLS", "false",
                "SMTP_IDLE_TIMEOUT", "0",
                "SEND_FROM_ALIASES", "alice@example.org");
    }

    /** What was sent is in Sent or still in Drafts, and so is what was not. */
    private void requireNotLost(int sent, String where) throws IOException {
        int drafts = eyes().messages("Drafts").size();
        int copies = eyes().messages("Sent").size();
        assertThat(drafts + copies).as(where).isPositive();
        assertThat(copies).as(where).isLessThanOrEqualTo(sent);
    }

    /** The only mail of the mailbox. */
    private long draft() throws IOException {
        RawImap imap = eyes();
        for (String folder : new String[] {"Sent", "Drafts"}) {
            imap.create(folder);
            imap.command("SELECT " + folder);
            if (!imap.command("UID SEARCH ALL").getFirst().strip().equals("* SEARCH")) {
                imap.command("UID STORE 1:* +FLAGS.SILENT (\\Deleted)");
                imap.command("EXPUNGE");
            }
        }
        imap.append("Drafts", "(\\Draft)", """
                From: alice@example.org
                To: bob@example.org
                Subject: mail
                Message-ID: <kill-%d@example.org>

                text
                """.formatted(System.nanoTime())
                .replace("\n", "\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        imap.command("SELECT Drafts");
        String found = imap.command("UID SEARCH ALL").getFirst();
        return Long.parseLong(found.substring(found.lastIndexOf(' ') + 1).strip());
    }

    private String flags() throws IOException {
        RawImap imap = eyes();
        imap.command("EXAMINE Drafts");
        return String.join("\n", imap.command("FETCH 1:* (FLAGS)"));
    }

    private static void awaitEnd(ScriptedSmtpPeer peer) {
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> peer.ended() == peer.begun());
    }

    /** Nothing of it passes any more when it is killed. */
    private final class SilentInstance implements Instance {
        private final ToolStack stack;

        SilentInstance(Map<String, String> variables) {
            stack = ToolStack.on(server, variables);
            stack.succeed(alice, "imap_list_emails", "{\"folder\":\"Sent\"}"); // so that it is logged in
        }

        @Override
        public void send(long uid) {
            stack.call(ToolStack.credentials(alice), "smtp_send_draft", "{\"uid\":%d}".formatted(uid));
        }

        @Override
        public void kill() {
            // its proxies are dead
        }

        @Override
        public void close() {
            stack.close();
        }
    }

    /** A process that is killed by SIGKILL. */
    private final class SendingProcess implements Instance {
        private final Process process;
        private final BufferedReader out;

        SendingProcess(Map<String, String> variables) throws IOException {
            ProcessBuilder builder = new ProcessBuilder(
                    ProcessHandle.current().info().command().orElseThrow(),
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    AnnotatedTools.option(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    Sender.class.getName(),
                    alice.address(),
                    alice.password());
            Map<String, String> environment = new HashMap<>(variables);
            environment.put("IMAP_HOST", "127.0.0.1");
            builder.environment().putAll(environment);
            process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
            out = process.inputReader(StandardCharsets.UTF_8);
            assertThat(out.readLine()).isEqualTo("ready");
        }

        @Override
        public void send(long uid) throws Exception {
            try {
                process.outputWriter().append(uid + "\n").flush();
                String result = out.readLine(); // null where it was killed
                assertThat(result == null ? "{" : result).startsWith("{");
            } finally {
                process.outputWriter().close();
                assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            }
        }

        @Override
        public void kill() {
            process.destroyForcibly(); // SIGKILL
            process.onExit().join();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    /** The program of that process: it is configured by its environment, and sends the draft that it is told of. */
    static final class Sender {
        private Sender() {}

        /** @param who user and password */
        public static void main(String[] who) {
            Map<String, String> variables = new HashMap<>(System.getenv());
            variables.put("LOGIN_FAILURES_PER_ADDRESS", "0");
            try (ToolStack stack = ToolStack.of(variables)) {
                MailUser user = new MailUser(who[0], who[1]);
                stack.succeed(user, "imap_list_emails", "{\"folder\":\"Sent\"}"); // so that it is logged in
                System.out.println("ready");
                String uid = new java.io.BufferedReader(
                                new java.io.InputStreamReader(System.in, StandardCharsets.UTF_8))
                        .readLine();
                System.out.println(
                        stack.call(ToolStack.credentials(user), "smtp_send_draft", "{\"uid\":%s}".formatted(uid)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

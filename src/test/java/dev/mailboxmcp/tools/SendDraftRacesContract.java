// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mailserver.MailServer;
import dev.mailboxmcp.mailserver.MailUser;
import dev.mailboxmcp.mailserver.RawImap;
import dev.mailboxmcp.smtp.ScriptedSmtpPeer;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two instances are asked to send the same draft at the same moment. */
abstract class SendDraftRacesContract {
    private final MailServer server;
    private final MailUser alice;

    private final int rounds;

    /** @param rounds as many as take some seconds */
    SendDraftRacesContract(MailServer server, int rounds) {
        this.rounds = rounds;
        this.server = server;
        this.alice = server.alice();
    }

    @Test
    void aDraftIsSentOnceByWhicheverInstance() throws Exception {
        race(rounds);
    }

    @Tag("nightly")
    @Test
    void aDraftIsSentOnceByWhicheverInstanceAThousandTimes() throws Exception {
        race(1_000);
    }

    private void race(int rounds) throws Exception {
        server.reset(alice);
        Map<String, Integer> said = new TreeMap<>();
        try (ScriptedSmtpPeer peer = new ScriptedSmtpPeer();
                ToolStack one = stack(peer);
                ToolStack other = stack(peer);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThat(said(one, draft(1))).isEqualTo("sent"); // each learns how this server tells of a claim
            assertThat(said(other, draft(2))).isEqualTo("sent");
            for (int round = 3; round <= rounds; round++) {
                long uid = draft(round);
                List<ToolStack> callers = List.of(one, other);
                CyclicBarrier barrier = new CyclicBarrier(callers.size());
                List<Future<String>> answers = new ArrayList<>();
                for (ToolStack caller : callers) {
                    answers.add(threads.submit(() -> {
                        barrier.await();
                        return said(caller, uid);
                    }));
                }
                List<String> results = results(answers);
                results.forEach(result -> said.merge(result, 1, Integer::sum));

                assertThat(peer.mails()).as("round %d: %s", round, results).isEqualTo(round);
                assertThat(results).contains("sent");
                assertThat(results.stream().filter("sent"::equals)).hasSize(1);
                assertThat(round % 10 == 0 ? said(other, uid) : "sent again").isEqualTo("sent again");
            }
            assertThat(server.messages(alice, "Drafts")).isEmpty();
            assertThat(server.messages(alice, "Sent")).hasSize(rounds);
        }
        System.out.println("races for a draft: " + rounds + " rounds, " + said);
    }

    private static List<String> results(List<Future<String>> answers) throws InterruptedException, ExecutionException {
        List<String> results = new ArrayList<>();
        for (Future<String> answer : answers) {
            results.add(answer.get());
        }
        return results;
    }

    private String said(ToolStack stack, long uid) {
        JsonObject result = stack.call(ToolStack.credentials(alice), "smtp_send_draft", "{\"uid\":%d}".formatted(uid));
        if (result.getBoolean("isError")) {
            return ToolStack.errorText(result).replaceAll(":.*", "");
        }
        JsonObject sent = result.getJsonObject("structuredContent");
        return sent.getString("status")
                + (sent.getString("advice", "").contains("this one sent nothing")
                                || sent.getString("advice", "").contains("not sent again")
                        ? " again"
                        : "");
    }

    private ToolStack stack(ScriptedSmtpPeer peer) {
        return ToolStack.on(
                server,
                Map.of(
                        "SMTP_HOST", "127.0.0.1",
                        "SMTP_PORT", "" + peer.port(),
                        "SMTP_TLS", "false",
                        "SEND_PER_MINUTE", "10000",
                        "SEND_FROM_ALIASES", "alice@example.org"));
    }

    private long draft(int round) throws IOException {
        try (RawImap imap = server.connect(alice)) {
            imap.create("Drafts");
            imap.create("Sent");
            imap.append(
                    "Drafts",
                    "(\\Draft)",
                    "From: alice@example.org\r\nTo: bob@example.org\r\nMessage-ID: <race-%d@example.org>\r\n\r\nt\r\n"
                            .formatted(round)
                            .getBytes(StandardCharsets.US_ASCII));
            imap.command("SELECT " + server.path("Drafts"));
            String found = imap.command("UID SEARCH ALL").getFirst();
            return Long.parseLong(found.substring(found.lastIndexOf(' ') + 1).strip());
        }
    }
}

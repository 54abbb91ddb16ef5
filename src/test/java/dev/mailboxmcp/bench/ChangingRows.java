// SPDX-License-Identifier: MIT
package dev.mailboxmcp.bench;

import dev.mailboxmcp.rpc.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What changes mails, and a conversation: in folders of their own, which are made and filled first and deleted afterwards. In each
 * round the raw client makes a change and takes it back, then the tools do; so all find the same.
 */
final class ChangingRows {
    private static final String FROM = "bench-changes";
    private static final String TO = "bench-changes-to";
    private static final Pattern UNDO = Pattern.compile("\"undo\":\"([A-Za-z0-9_-]+)\"");
    private static final int WARM_UP_ROUNDS = 20;
    private static final int CONVERSATION = 20;
    private static final int TEXTS = 12;

    private final RawClient raw;
    private final ToolClient tools;
    private final int mails;
    private final int rounds;

    private ChangingRows(RawClient raw, ToolClient tools, BenchSettings settings) {
        this.raw = raw;
        this.tools = tools;
        mails = settings.changes();
        rounds = settings.rounds();
    }

    /** The rows of that mailbox; the server must change {@link BenchSettings#changes()} mails without asking back. */
    static List<Latency> measure(RawClient raw, ToolClient tools, BenchSettings settings) throws IOException {
        ChangingRows rows = new ChangingRows(raw, tools, settings);
        rows.seed();
        try {
            List<Latency> all = new ArrayList<>();
            all.addAll(rows.moves());
            all.addAll(rows.flags());
            all.add(rows.conversation());
            return all;
        } finally {
            raw.run("CLOSE");
            raw.run("DELETE " + FROM);
            raw.run("DELETE " + TO);
        }
    }

    private void seed() throws IOException {
        raw.run("CREATE " + FROM);
        raw.run("CREATE " + TO);
        StringBuilder references = new StringBuilder();
        for (int i = 0; i < Math.max(mails, CONVERSATION); i++) {
            boolean inConversation = i < CONVERSATION;
            String id = "<" + i + "@changes.example>";
            String head = "From: Bob <bob@example.org>\r\nTo: Anna <anna@example.org>\r\nSubject: "
                    + (inConversation ? "Re: the plan" : "news " + i) + "\r\nMessage-ID: " + id + "\r\n"
                    + (inConversation && i > 0
                            ? "References: " + references.toString().strip() + "\r\n"
                            : "")
                    + "Date: Mon, 2 Nov 2026 10:" + (10 + i % 50) + ":00 +0000\r\n\r\n";
            references.append(id).append("\r\n ");
            raw.append(
                    FROM,
                    (head + ("A line of text, number " + i + ".\r\n").repeat(20)).getBytes(StandardCharsets.UTF_8));
        }
        raw.run("SELECT " + FROM, "EXPUNGE");
    }

    private List<Latency> moves() throws IOException {
        return pair("move " + mails, "imap_undo of it", action("move", TO), () -> move(FROM, TO), () -> move(TO, FROM));
    }

    private void move(String from, String to) throws IOException {
        raw.run("SELECT " + from, "UID SEARCH ALL");
        raw.run("UID MOVE 1:* " + to);
    }

    private List<Latency> flags() throws IOException {
        return pair("flag " + mails, "imap_undo of that", action("flag", null), () -> store("+"), () -> store("-"));
    }

    private void store(String sign) throws IOException {
        raw.run("SELECT " + FROM, "UID SEARCH ALL");
        raw.run("UID STORE 1:* " + sign + "FLAGS.SILENT (\\Flagged)");
    }

    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    private static JsonObject action(String action, @Nullable String target) {
        var arguments = Json.createObjectBuilder()
                .add("folder", FROM)
                .add("query", "larger:1")
                .add("action", action);
        if (target != null) {
            arguments.add("target", target);
        }
        return arguments.build();
    }

    private List<Latency> pair(String name, String undoing, JsonObject change, Work there, Work back)
            throws IOException {
        long[][] times = new long[4][rounds];
        for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
            long[] at = new long[5];
            at[0] = System.nanoTime();
            there.run();
            at[1] = System.nanoTime();
            back.run();
            raw.run("UNSELECT");
            at[2] = System.nanoTime();
            String undo = undo(tools.call("imap_organize_emails", change));
            at[3] = System.nanoTime();
            require(tools.call(
                    "imap_undo", Json.createObjectBuilder().add("undo", undo).build()));
            at[4] = System.nanoTime();
            for (int part = 0; round >= 0 && part < 4; part++) {
                times[part][round] = at[part + 1] - at[part];
            }
        }
        return List.of(Latency.of(name, times[0], times[2]), Latency.of(undoing, times[1], times[3]));
    }

    private String undo(String response) throws IOException {
        Matcher undo = UNDO.matcher(response);
        if (!response.contains("\"done\":" + mails) || !undo.find()) {
            throw new IOException("not all of " + mails + " mails were changed (BULK_CONFIRM_ABOVE?): " + response);
        }
        return undo.group(1);
    }

    private void require(String response) throws IOException {
        if (!response.contains("\"done\":" + mails)) {
            throw new IOException("not all was taken back: " + response);
        }
    }

    /** The flights that it needs: the mail, the search in four folders, the rows, and the newest texts. */
    private Latency conversation() throws IOException {
        raw.run("SELECT " + FROM);
        String found = raw.run("UID SEARCH SUBJECT \"the plan\"");
        Matcher number = Pattern.compile("(?<=[ ])\\d+")
                .matcher(found.lines().findFirst().orElse(""));
        List<String> uids = new ArrayList<>();
        while (number.find()) {
            uids.add(number.group());
        }
        String newest = uids.getLast();
        String search = "UID SEARCH OR HEADER Message-ID <0@changes.example> OR HEADER References <0@changes.example>"
                + " HEADER In-Reply-To <0@changes.example>";
        JsonObject arguments = Json.createObjectBuilder()
                .add("folder", FROM)
                .add("uid", Long.parseLong(newest))
                .build();
        String set = String.join(",", uids);
        String texts = String.join(",", uids.subList(uids.size() - TEXTS, uids.size()));
        Operation thread = new Operation(
                "conversation of " + CONVERSATION,
                "imap_read_thread",
                arguments,
                List.of(
                        List.of("EXAMINE " + FROM, "UID FETCH " + newest + " (ENVELOPE BODY.PEEK[HEADER])"),
                        List.of(
                                "EXAMINE INBOX",
                                search,
                                "EXAMINE Sent",
                                search,
                                "EXAMINE Archive",
                                search,
                                "EXAMINE " + FROM,
                                search),
                        List.of("UID FETCH " + set
                                + " (UID FLAGS INTERNALDATE RFC822.SIZE BODYSTRUCTURE BODY.PEEK[HEADER])"),
                        List.of("UID FETCH " + texts + " (BODY.PEEK[TEXT])")));
        return Latency.measure(thread, raw, tools, rounds);
    }
}

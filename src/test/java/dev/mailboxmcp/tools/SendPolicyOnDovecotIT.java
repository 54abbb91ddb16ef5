// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static org.awaitility.Awaitility.await;

import dev.mailboxmcp.mailserver.DovecotServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Postfix logs every envelope, with each recipient as it was given, and what became of it. */
class SendPolicyOnDovecotIT extends SendPolicyContract {
    private static final Pattern RECIPIENT = Pattern.compile(" to=<([^>]*)>(?:, orig_to=<([^>]*)>)?, .*status=sent");

    private final DovecotServer postfix;

    SendPolicyOnDovecotIT() {
        super(DovecotServer.shared());
        postfix = DovecotServer.shared();
    }

    @Override
    Submitted submitted(String messageId, int recipients) {
        await().atMost(Duration.ofSeconds(30)).until(() -> ended(messageId));
        List<String> lines = lines(messageId);
        return new Submitted(
                lines.stream()
                        .filter(line -> line.contains("/qmgr[") && line.contains(" from=<"))
                        .map(line -> line.replaceAll(".* from=<([^>]*)>.*", "$1"))
                        .findFirst()
                        .orElse(""),
                lines.stream()
                        .map(RECIPIENT::matcher)
                        .filter(Matcher::find)
                        .map(found -> found.group(2) == null ? found.group(1) : found.group(2))
                        .toList());
    }

    private boolean ended(String messageId) {
        List<String> lines = lines(messageId);
        return !lines.isEmpty() && lines.getLast().endsWith(": removed");
    }

    /** What the log says of the mail, by its number in the queue. */
    private List<String> lines(String messageId) {
        try {
            List<String> log = Files.readAllLines(postfix.postfixLog());
            String queued = log.stream()
                    .filter(line -> line.endsWith(": message-id=" + messageId))
                    .map(line -> line.replaceAll(".*: ([0-9A-Za-z]+): message-id=.*", " $1: "))
                    .findFirst()
                    .orElse(null);
            return queued == null
                    ? List.of()
                    : log.stream().filter(line -> line.contains(queued)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

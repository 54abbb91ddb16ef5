// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static dev.mailboxmcp.mail.FolderPath.INBOX;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mail.Draft;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailMessage;
import dev.mailboxmcp.mail.Memory;
import dev.mailboxmcp.mail.MessageRef;
import dev.mailboxmcp.mail.OriginalMessage;
import dev.mailboxmcp.mail.ReplyText;
import dev.mailboxmcp.mime.AddressList;
import dev.mailboxmcp.mime.EmailAddress;
import dev.mailboxmcp.mime.SenderCheck;
import dev.mailboxmcp.sending.ReplyDraft;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Whatever the header of a mail holds: an answer to it, to one or to all, goes to no address that reading it does not show.
 */
class ReplyWithinReadingTest {
    private static final SenderCheck CHECK = new SenderCheck("me@x.example", List.of(), Set.of("mx.x.example"));
    private static final int RANDOM_HEADERS = 1500;

    private static final List<String> PIECES = List.of(
            "From: ",
            "From: ",
            "Reply-To: ",
            "Reply-To : ",
            "To: ",
            "Cc: ",
            "Sender: ",
            "Mail-Followup-To: ",
            "List-Post: <mailto:l@list.test>",
            "List-Id: <list.test>",
            "X: ",
            "References: <a@b.test>",
            "ceo@bank.test",
            "<x@evil.test>",
            "Ann <ann@a.test>",
            "\"Doe, Jane\" <jane@d.test>",
            "me@x.example",
            "bob@b.test",
            "l@list.test",
            "a@bücher.test",
            "a@xn--bcher-kva.test",
            "\"q l\"@q.test",
            "=?utf-8?q?ceo=40bank.test?=",
            "=?utf-8?B?QW5uIDxhbm5AYS50ZXN0Pg==?=",
            "Team:",
            "undisclosed-recipients:;",
            "@r.test:",
            "mailto:",
            ",",
            ", ",
            ";",
            ":",
            "<",
            ">",
            "\"",
            "(",
            ")",
            "@",
            "\\",
            " ",
            "\r\n",
            "\r\n",
            "\r\n ",
            "\n",
            "\r",
            "\0",
            "\u200b",
            "\u202e",
            "é",
            "Jane");

    private volatile String header = "";
    private final ScriptedImapServer server = new ScriptedImapServer(client -> {
        client.login("");
        while (true) {
            String command = client.command();
            if (command.startsWith("EXAMINE")) {
                client.say("* 1 EXISTS", "* OK [UIDVALIDITY 1] valid");
            } else if (command.contains("HEADER.FIELDS")) {
                client.raw("* 1 FETCH (UID 5 BODY[HEADER.FIELDS (FROM)]<0> {" + header.getBytes(UTF_8).length + "}\r\n"
                        + header + " BODYSTRUCTURE (\"text\" \"plain\" NIL NIL NIL \"7bit\" 5 1))\r\n");
            } else if (command.contains("BODY.PEEK[1]")) {
                client.say("* 1 FETCH (UID 5 BODY[1]<0> {5}", "hello)");
            }
            client.ok("done");
        }
    });
    private final ImapConnector connector = new ImapConnector(server.settings());
    private final ImapPool pool = new ImapPool(connector, InstantSource.system());
    private final ReplyDraft replies = new ReplyDraft(List.of(EmailAddress.parse("from", "me@x.example")));

    @AfterEach
    void close() {
        pool.close();
        connector.close();
        server.close();
    }

    @Test
    void forHeadersOfAllKinds() {
        Random random = new Random(20261128);
        int answered = 0;
        for (int i = 0; i < RANDOM_HEADERS; i++) {
            StringBuilder text = new StringBuilder("From: ");
            for (int pieces = 1 + random.nextInt(25); pieces > 0; pieces--) {
                text.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            answered += check(text + "\r\n\r\n");
        }
        assertThat(answered).isGreaterThan(RANDOM_HEADERS / 2);
    }

    @Test
    void forHeadersThatAreTooLong() {
        String folded = "Comments: " + "(x)\r\n ".repeat(12_000) + "\r\n";
        String references = "References: " + "<aaaaaaaaaaaaaaaaaaaaaa@b.test>\r\n ".repeat(3000) + "\r\n";
        String replyTo = "Reply-To: attacker@evil.test\r\n\r\n";

        assertThat(check("From: Boss <a@a.test>\r\n" + folded + replyTo)).isPositive();
        assertThat(check("From: Boss <a@a.test>\r\n" + references + replyTo)).isPositive();
        assertThat(check("From: Boss <a@a.test>" + "\r\n (x)".repeat(14_000) + "\r\n" + replyTo))
                .isPositive();
        assertThat(check("From: Boss <a@a.test>\r\n" + folded.repeat(4) + replyTo))
                .isZero();
        assertThat(check("From: Boss <a@a.test>\r\n" + references.repeat(3) + replyTo))
                .isZero();
        assertThat(check("From: Boss <a@a.test>\r\n" + "X: y\r\n".repeat(44_000) + replyTo))
                .isZero();
        assertThat(check("From: Boss <a@a.test>, <b@b.test>\r\nTo: " + "p@p.test,\r\n ".repeat(15_000) + "\r\n\r\n"))
                .isPositive();
    }

    /** How many answers there are that may be sent. */
    private int check(String block) {
        header = block;
        MessageRef ref = new MessageRef(INBOX, null, 5);
        MailMessage mail = pool.read(GreenMailAccount.ANNA, c -> ImapRead.read(c, ref, 0, 100, CHECK, Memory.ENDLESS));
        OriginalMessage original =
                pool.read(GreenMailAccount.ANNA, c -> ImapOriginal.fetch(c, ref, CHECK, Memory.ENDLESS));
        Set<String> shown = new HashSet<>();
        Stream.of(List.of(mail.from()), mail.replyTo(), mail.to(), mail.cc())
                .flatMap(List::stream)
                .flatMap(text -> AddressList.read(text).addresses().stream())
                .map(EmailAddress::of)
                .filter(Objects::nonNull)
                .forEach(address -> shown.add(key(address)));
        List<String> recipients = new ArrayList<>();
        int answered = 0;
        for (boolean all : new boolean[] {false, true}) {
            try {
                Draft draft = replies.to(original, new ReplyText("t", null, all, true, null, null));
                Stream.concat(draft.to().stream(), draft.cc().stream())
                        .forEach(text -> recipients.add(key(EmailAddress.parse("to", text))));
                answered++;
            } catch (MailException e) {
                // names nobody, or is not known
            }
        }
        assertThat(shown)
                .as("%s", block.substring(0, Math.min(block.length(), 500)))
                .containsAll(recipients);
        assertThat(original.headerKnown())
                .as("told")
                .isEqualTo(mail.warnings().stream().noneMatch(warning -> warning.contains("longer than what is read")));
        return answered;
    }

    private static String key(EmailAddress address) {
        return address.wire().toLowerCase(Locale.ROOT);
    }
}

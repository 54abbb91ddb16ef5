// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mailserver.MailServer;
import dev.mailboxmcp.mailserver.MailUser;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What finding people promises, on any mail server. */
abstract class ContactsContract {
    private final MailServer server;
    private final MailUser alice;
    private final ToolStack stack;

    ContactsContract(MailServer server) {
        this.server = server;
        alice = server.alice();
        stack = ToolStack.on(server);
    }

    @BeforeEach
    void mailbox() throws Exception {
        server.reset(alice);
        sent("Anna Berg <anna@berg.example>", "Subject: 1");
        sent("Anna Berg <ANNA@berg.example>, Annabel <annabel@stone.example>", "Subject: 2");
        sent("bob@stone.example", "Cc: =?UTF-8?Q?J=C3=B6rg_Ebers?= <ebers@ebers.example>");
        sent("bob@stone.example", "Bcc: Hidden Anna <hidden@berg.example>");
        heard("Annette Roth <annette@roth.example>", "Subject: 3");
        heard("Anna News <news@berg.example>", "List-Unsubscribe: <mailto:off@berg.example>");
        heard(alice.address(), "Subject: anna");
    }

    @AfterEach
    void close() {
        stack.close();
    }

    @Test
    void whoIsWrittenToMostComesFirstAndListsDoNotCount() {
        JsonObject found = find("anna");

        assertThat(addresses(found))
                .startsWith("anna@berg.example")
                .containsExactlyInAnyOrder("anna@berg.example", "annabel@stone.example", "hidden@berg.example");
        JsonObject anna = found.getJsonArray("contacts").getJsonObject(0);
        assertThat(anna.getString("name")).isEqualTo("Anna Berg");
        assertThat(anna.getInt("times_written")).isEqualTo(2);
        assertThat(anna).containsKey("last_written").doesNotContainKey("last_heard");
        assertThat(found.getInt("looked_at")).isPositive();
    }

    @Test
    void howManyMoreFitIsTold() {
        JsonObject first = stack.succeed(alice, "imap_find_contacts", "{\"name\":\"anna\",\"limit\":1}");

        assertThat(first.getJsonArray("contacts")).hasSize(1);
        assertThat(first.getInt("omitted")).isEqualTo(2);
        assertThat(find("anna")).doesNotContainKey("omitted");
    }

    @Test
    void whoOnlyWroteIsFoundToo() {
        JsonObject annette = find("ANNETTE").getJsonArray("contacts").getJsonObject(0);

        assertThat(annette.getString("address")).isEqualTo("annette@roth.example");
        assertThat(annette.getInt("times_written")).isZero();
        assertThat(annette).containsKey("last_heard");
    }

    @Test
    void aStrangerOfTheSameNameComesBehindWhoeverWasWrittenToHoweverOftenHeWrites() throws Exception {
        for (int i = 0; i < 12; i++) {
            heard("Anna Berg <anna.berg@evil.example>", "Subject: again " + i);
        }

        assertThat(addresses(find("anna")))
                .startsWith("anna@berg.example")
                .endsWith("anna.berg@evil.example")
                .hasSize(4);
    }

    @Test
    void namesAreFoundInAnyScriptAndOrder() {
        assertThat(addresses(find("jörg"))).containsExactly("ebers@ebers.example");
        assertThat(addresses(find("ebers Jörg"))).containsExactly("ebers@ebers.example");
        assertThat(addresses(find("stone.example"))).hasSize(2);
        assertThat(addresses(find("nobody at all"))).isEmpty();
        assertThat(addresses(find("\" ALL {5}"))).isEmpty();
    }

    private static List<String> addresses(JsonObject found) {
        return found.getJsonArray("contacts").getValuesAs(JsonObject.class).stream()
                .map(contact -> contact.getString("address"))
                .toList();
    }

    private JsonObject find(String name) {
        return stack.succeed(alice, "imap_find_contacts", "{\"name\":\"" + name.replace("\"", "\\\"") + "\"}");
    }

    private void sent(String to, String field) throws IOException {
        append("Sent", alice.address(), to, field);
    }

    private void heard(String from, String field) throws IOException {
        append("INBOX", from, alice.address(), field);
    }

    private void append(String folder, String from, String to, String field) throws IOException {
        server.append(
                alice,
                folder,
                ("From: " + from + "\r\nTo: " + to + "\r\n" + field + "\r\n\r\ntext\r\n").getBytes(UTF_8));
    }
}

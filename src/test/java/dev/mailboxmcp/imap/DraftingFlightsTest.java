// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static dev.mailboxmcp.imap.ScriptedImapServer.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.EncryptionKeys;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.account.TestLinks;
import dev.mailboxmcp.extract.ExtractSettings;
import dev.mailboxmcp.extract.Extractor;
import dev.mailboxmcp.imap.ScriptedImapServer.Peer;
import dev.mailboxmcp.imap.ScriptedImapServer.Script;
import dev.mailboxmcp.mail.DraftRequest;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.Memory;
import dev.mailboxmcp.mail.SavedDraft;
import dev.mailboxmcp.mail.TextFormat;
import dev.mailboxmcp.mailbox.BulkSettings;
import dev.mailboxmcp.mailbox.Mailboxes;
import dev.mailboxmcp.sending.EnclosureSettings;
import dev.mailboxmcp.sending.SenderSettings;
import dev.mailboxmcp.settings.Settings;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How often saving a draft asks the IMAP server, and what becomes of an old draft where the new one cannot be kept. */
class DraftingFlightsTest {
    private static final Credentials ANNA = new Credentials("anna@example.test", new Secret("right horse"));
    private static final String CAPABILITIES = "ESEARCH LITERAL+ SPECIAL-USE LIST-EXTENDED UIDPLUS MOVE";

    @Test
    void aDraftIsSavedInThreeRoundTrips() {
        int flights = flights(
                client -> {
                    client.login(CAPABILITIES);
                    folders(client);
                    client.expect("APPEND \"Drafts\" (\\Seen \\Draft)");
                    client.ok("[APPENDUID 7 42] done");
                },
                null,
                saved -> {
                    assertThat(saved.uid()).isEqualTo(42);
                    assertThat(saved.uidValidity()).isEqualTo(7);
                });

        assertThat(flights).isEqualTo(4); // the login is the fourth
    }

    @Test
    void anOldDraftStaysWhereTheNewOneIsNotKept() {
        assertThatThrownBy(() -> flights(
                        client -> {
                            client.login(CAPABILITIES);
                            lookAtTheOld(client, "\\Draft");
                            folders(client);
                            client.expect("APPEND \"Drafts\"");
                            client.no("[OVERQUOTA] full");
                            client.expect("nothing more");
                        },
                        new DraftRequest.Replaced(5, 7),
                        saved -> {}))
                .isInstanceOfSatisfying(
                        MailException.class, e -> assertThat(e.failure()).isInstanceOf(MailFailure.MailboxFull.class));
    }

    @Test
    void aDraftThatIsBeingSentIsNotReplaced() {
        assertThatThrownBy(() -> flights(
                        client -> {
                            client.login(CAPABILITIES);
                            lookAtTheOld(client, "\\Draft $submitpending");
                        },
                        new DraftRequest.Replaced(5, 7),
                        saved -> {}))
                .isInstanceOfSatisfying(
                        MailException.class, e -> assertThat(e.failure()).isInstanceOf(MailFailure.Conflict.class));
    }

    private static void lookAtTheOld(Peer client, String flags) throws IOException {
        folders(client);
        client.examine(7, 3);
        client.answer(
                "UID FETCH 5 (UID FLAGS",
                "* 2 FETCH (UID 5 FLAGS (" + flags + ") "
                        + header(
                                "Date: Fri, 20 Nov 2026 14:03:59 +0100",
                                "X-Mailbox-Draft: Fri, 20 Nov 2026 14:03:59 +0100")
                        + ")");
    }

    private static void folders(Peer client) throws IOException {
        client.answer("LIST", "* LIST (\\Drafts) \"/\" Drafts");
    }

    private static int flights(
            Script script, DraftRequest.@Nullable Replaced replaces, Consumer<SavedDraft> expectation) {
        InstantSource clock = InstantSource.fixed(Instant.now()); // no connection gets old enough to be probed
        Map<String, String> environment =
                Map.of("ENCRYPTION_KEY", "8f3a1c7e5b2d9046e1f7a83c5d60b94272c8e05f1a9b3d6478e2c4051f7d9ab3");
        EncryptionKeys keys = Objects.requireNonNull(
                EncryptionKeys.read(new Settings(name -> Optional.ofNullable(environment.get(name)))));
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    script.play(client);
                    client.stall();
                });
                ImapConnector connector = new ImapConnector(server.settings());
                ImapPool pool = new ImapPool(connector, clock);
                Mailboxes mailboxes = new Mailboxes(
                        pool,
                        null,
                        new SenderSettings(Set.of()),
                        BulkSettings.USUAL,
                        EnclosureSettings.USUAL,
                        TestLinks.none(keys),
                        TestLinks.noPages(keys),
                        keys,
                        new Extractor(ExtractSettings.USUAL),
                        clock)) {
            expectation.accept(mailboxes.drafting(ANNA, Memory.ENDLESS).save(request(replaces)));
            return server.flights.get();
        }
    }

    private static DraftRequest request(DraftRequest.@Nullable Replaced replaces) {
        return new DraftRequest(
                null,
                List.of("bob@example.test"),
                List.of(),
                List.of(),
                null,
                "s",
                "t",
                null,
                TextFormat.PLAIN,
                List.of(),
                null,
                true,
                replaces);
    }
}

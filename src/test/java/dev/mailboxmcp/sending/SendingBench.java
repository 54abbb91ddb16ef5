// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sending;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.EncryptionKeys;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.imap.ImapConnector;
import dev.mailboxmcp.imap.ImapPool;
import dev.mailboxmcp.imap.ImapSettings;
import dev.mailboxmcp.mail.Draft;
import dev.mailboxmcp.mailserver.MailServer;
import dev.mailboxmcp.mailserver.MailUser;
import dev.mailboxmcp.mailserver.RawImap;
import dev.mailboxmcp.settings.Settings;
import dev.mailboxmcp.smtp.ScriptedSmtpPeer;
import dev.mailboxmcp.smtp.SmtpSender;
import dev.mailboxmcp.smtp.SmtpSettings;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** An outbox between a real mailbox and a scripted submission server, and a clock that is set by hand. */
final class SendingBench implements AutoCloseable {
    private static final SendPolicy ANYTHING = new SendPolicy(
            SendMode.ALLOW, AllowedDomains.ANY, 50, 10_000, new AllowedSenders(true, List.of(), List.of()), false);

    static final Duration CALL = Duration.ofSeconds(55);
    private static final Duration BUDGET = Duration.ofSeconds(20);
    static final String KEY = "8f3a1c7e5b2d9046e1f7a83c5d60b94272c8e05f1a9b3d6478e2c4051f7d9ab3";

    final MailServer mailbox;
    final MailUser anna;
    final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    private final ImapConnector connector;
    private final ImapPool pool;

    SendingBench(MailServer mailbox) throws IOException {
        this.mailbox = mailbox;
        this.anna = mailbox.alice();
        Map<String, String> environment = new HashMap<>(Map.of(
                "IMAP_HOST", mailbox.host(),
                "IMAP_PORT", "" + mailbox.imapPort(),
                "IMAP_TLS", "" + mailbox.imapTls()));
        if (mailbox.certificateAuthority() != null) {
            environment.put("IMAP_CA_FILE", mailbox.certificateAuthority().toString());
        }
        connector = new ImapConnector(ImapSettings.read(settings(environment)));
        pool = new ImapPool(connector, InstantSource.system());
        emptyFolders();
    }

    private static Settings settings(Map<String, String> environment) {
        return new Settings(name -> Optional.ofNullable(environment.get(name)));
    }

    void emptyFolders() throws IOException {
        mailbox.reset(anna);
        for (String folder : List.of("Sent", "Drafts")) {
            try (RawImap imap = mailbox.connect(anna)) {
                imap.create(folder);
            }
        }
    }

    /** A new one each time, as after a restart. */
    Outbox outbox(ScriptedSmtpPeer peer, Duration idle, boolean appendCopy) {
        return outbox(peer, idle, appendCopy, KEY);
    }

    Outbox outbox(ScriptedSmtpPeer peer, Duration idle, boolean appendCopy, String key) {
        return outbox(peer, idle, appendCopy, key, now::get);
    }

    /** @param clock of all but the submission */
    Outbox outbox(ScriptedSmtpPeer peer, Duration idle, boolean appendCopy, String key, InstantSource clock) {
        SmtpSettings smtp = new SmtpSettings(
                "127.0.0.1",
                peer.port(),
                SmtpSettings.Encryption.NONE,
                "[127.0.0.1]",
                (SSLSocketFactory) SSLSocketFactory.getDefault(),
                BUDGET,
                BUDGET,
                BUDGET,
                idle,
                Duration.ofMinutes(5),
                "");
        EncryptionKeys keys = Objects.requireNonNull(
                EncryptionKeys.read(settings(Map.of("ENCRYPTION_KEYS", key.contains(":") ? key : "k1:" + key))));
        return new Outbox(
                pool, new SmtpSender(smtp, now::get), new OutboxSettings(appendCopy, CALL), ANYTHING, keys, clock);
    }

    Credentials credentials() {
        return new Credentials(anna.address(), new Secret(anna.password()));
    }

    /** A draft to two people, in plain words. */
    static Draft draft(String text, @Nullable String key) {
        return new Draft(
                null,
                List.of("bob@example.org"),
                List.of("carol@example.org"),
                List.of(),
                null,
                "s",
                text,
                null,
                null,
                List.of(),
                key);
    }

    List<byte[]> folder(String name) throws IOException {
        return mailbox.messages(anna, name);
    }

    @Override
    public void close() {
        pool.close();
        connector.close();
    }
}

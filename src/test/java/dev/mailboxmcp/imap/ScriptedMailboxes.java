// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.account.EncryptionKeys;
import dev.mailboxmcp.account.TestLinks;
import dev.mailboxmcp.extract.ExtractSettings;
import dev.mailboxmcp.extract.Extractor;
import dev.mailboxmcp.mailbox.BulkSettings;
import dev.mailboxmcp.mailbox.Mailboxes;
import dev.mailboxmcp.sending.EnclosureSettings;
import dev.mailboxmcp.sending.Outbox;
import dev.mailboxmcp.sending.OutboxSettings;
import dev.mailboxmcp.sending.SendPolicy;
import dev.mailboxmcp.sending.SenderSettings;
import dev.mailboxmcp.settings.Settings;
import dev.mailboxmcp.smtp.SmtpSender;
import dev.mailboxmcp.smtp.SmtpSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The mailboxes behind scripted servers, as a deployment has them that sets nothing more. */
final class ScriptedMailboxes {
    private static final String KEY = "8f3a1c7e5b2d9046e1f7a83c5d60b94272c8e05f1a9b3d6478e2c4051f7d9ab3";

    private ScriptedMailboxes() {}

    /** Those that send nothing. */
    static Mailboxes of(ImapPool pool, InstantSource clock) {
        return of(pool, null, keys(settings(Map.of())), clock);
    }

    /** Those that send by a submission server on this machine. */
    static Mailboxes sending(ImapPool pool, int submissionPort, InstantSource clock) {
        Settings settings =
                settings(Map.of("SMTP_HOST", "127.0.0.1", "SMTP_PORT", "" + submissionPort, "SMTP_TLS", "false"));
        EncryptionKeys keys = keys(settings);
        Outbox outbox = new Outbox(
                pool,
                new SmtpSender(Objects.requireNonNull(SmtpSettings.read(settings)), clock),
                new OutboxSettings(true, Duration.ofSeconds(55)),
                SendPolicy.read(settings),
                keys,
                clock);
        return of(pool, outbox, keys, clock);
    }

    private static Mailboxes of(ImapPool pool, @Nullable Outbox outbox, EncryptionKeys keys, InstantSource clock) {
        return new Mailboxes(
                pool,
                outbox,
                new SenderSettings(Set.of()),
                BulkSettings.USUAL,
                EnclosureSettings.USUAL,
                TestLinks.none(keys),
                TestLinks.noPages(keys),
                keys,
                new Extractor(ExtractSettings.USUAL),
                clock);
    }

    private static Settings settings(Map<String, String> variables) {
        return new Settings(name -> Optional.ofNullable(name.equals("ENCRYPTION_KEY") ? KEY : variables.get(name)));
    }

    private static EncryptionKeys keys(Settings settings) {
        return Objects.requireNonNull(EncryptionKeys.read(settings));
    }
}

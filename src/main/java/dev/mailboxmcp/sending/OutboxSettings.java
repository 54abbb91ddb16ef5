// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sending;

import dev.mailboxmcp.imap.ImapSettings;
import dev.mailboxmcp.settings.Settings;
import dev.mailboxmcp.smtp.SmtpSettings;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * How sent mail is treated.
 *
 * @param appendCopy whether a copy is appended to the Sent folder
 * @param callTimeout how long the mailbox may take each time it is asked
 */
public record OutboxSettings(boolean appendCopy, Duration callTimeout) {
    /** Providers whose submission server saves the copy itself; a second one would be a duplicate. */
    private static final List<String> SAVING_PROVIDERS = List.of(
            "smtp.gmail.com",
            "smtp.googlemail.com",
            "smtp-relay.gmail.com",
            "smtp.office365.com",
            "smtp-mail.outlook.com");

    /** Reads {@code SENT_COPY}. */
    public static OutboxSettings read(Settings settings, SmtpSettings smtp, ImapSettings imap) {
        return new OutboxSettings(
                switch (settings.choice("SENT_COPY", SentCopy.AUTO)) {
                    case AUTO -> !SAVING_PROVIDERS.contains(smtp.host().toLowerCase(Locale.ROOT));
                    case APPEND -> true;
                    case SERVER -> false;
                },
                imap.timeouts().call());
    }
}

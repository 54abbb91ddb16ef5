// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sites;

import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.account.PermissionSettings;
import dev.mailboxmcp.imap.ImapSettings;
import dev.mailboxmcp.oidc.ProviderSettings;
import dev.mailboxmcp.sending.EnclosureSettings;
import dev.mailboxmcp.sending.OutboxSettings;
import dev.mailboxmcp.sending.SendMode;
import dev.mailboxmcp.sending.SendPolicy;
import dev.mailboxmcp.sending.SenderSettings;
import dev.mailboxmcp.settings.Settings;
import dev.mailboxmcp.smtp.SmtpSettings;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One mail provider, as the operator describes it.
 *
 * @param id of its profile; empty where it is the only one
 * @param smtp null where no mail is sent; so are
 * @param outbox and
 * @param sending then
 * @param logins which of them it may be shown
 * @param provider signs users in where clients speak OAuth; null where users do by their password
 * @param delegate the operator's login that opens the mailboxes of those whom the provider signs in; null where the
 *     provider's access tokens do
 * @param byHeader whether logins of any domain may come here by naming the profile
 * @param delegates whether one user may log in for another, where the mail server permits it
 * @param variables by the name of a setting that refusals tell, the variable that has it for this provider
 */
public record SiteSettings(
        String id,
        ImapSettings imap,
        @Nullable SmtpSettings smtp,
        @Nullable OutboxSettings outbox,
        @Nullable SendPolicy sending,
        SenderSettings senders,
        EnclosureSettings enclosures,
        PermissionSettings permissions,
        AcceptedLogins logins,
        @Nullable ProviderSettings provider,
        @Nullable DelegateLogin delegate,
        boolean byHeader,
        boolean delegates,
        Map<String, String> variables) {
    private static final Pattern NAME = Pattern.compile("\\b(?:SEND_[A-Z_]+|DELETE_MODE|SMTP_HOST)\\b");

    public SiteSettings {
        variables = Map.copyOf(variables);
    }

    /**
     * Reads everything that may differ between mail providers; problems are noted there.
     *
     * @param byHeader as above
     */
    static SiteSettings read(String id, Settings settings, boolean byHeader) {
        ImapSettings imap = ImapSettings.read(settings);
        SmtpSettings smtp = SmtpSettings.read(settings);
        SendPolicy sending = smtp == null ? null : SendPolicy.read(settings);
        boolean sends = sending != null && sending.mode() != SendMode.OFF;
        AcceptedLogins logins = settings.choice("AUTH", AcceptedLogins.ANY);
        ProviderSettings provider = ProviderSettings.read(settings);
        if (provider != null && logins == AcceptedLogins.PASSWORD) {
            settings.problem(
                    "AUTH",
                    "password",
                    "any, oauth or delegate, since " + settings.variable("OAUTH_CLIENT_ID") + " is set");
        }
        if (provider == null && logins == AcceptedLogins.DELEGATE) {
            settings.problem(
                    "AUTH",
                    "delegate",
                    settings.variable("OAUTH_ISSUER") + ", " + settings.variable("OAUTH_CLIENT_ID") + " and "
                            + settings.variable("OAUTH_CLIENT_SECRET") + " too, beside OAUTH_URL");
        }
        return new SiteSettings(
                id,
                imap,
                smtp,
                smtp == null ? null : OutboxSettings.read(settings, smtp, imap),
                sending,
                SenderSettings.read(settings),
                EnclosureSettings.read(settings),
                PermissionSettings.read(settings, sends),
                logins,
                provider,
                DelegateLogin.read(settings, logins),
                byHeader,
                delegates(settings),
                Stream.of(
                                "AUTH",
                                "DELEGATES",
                                "DELETE_MODE",
                                "SEND_ALLOWED_DOMAINS",
                                "SEND_CONFIRM_NEW",
                                "SEND_FROM_ALIASES",
                                "SEND_MAX_RECIPIENTS",
                                "SEND_MODE",
                                "SEND_PER_MINUTE",
                                "SMTP_HOST")
                        .collect(Collectors.toMap(name -> name, settings::variable)));
    }

    /** The variable that is to blame where a setting has its value, or would be to set. */
    String variable(String name) {
        return variables.getOrDefault(name, name);
    }

    /**
     * What somebody is told, with the settings named as the operator would find them.
     *
     * @param words in which settings stand by their names without the prefix of a profile
     */
    public String inItsVariables(String words) {
        return NAME.matcher(words).replaceAll(name -> variable(name.group()));
    }

    /** What its users may do, and by which logins: whoever may choose between providers of equal rules gets round none. */
    record Rules(
            PermissionSettings permissions,
            @Nullable SendPolicy sending,
            EnclosureSettings enclosures,
            AcceptedLogins logins,
            @Nullable DelegateLogin delegate,
            boolean delegates) {}

    Rules rules() {
        return new Rules(permissions, sending, enclosures, logins, delegate, delegates);
    }

    private static boolean delegates(Settings settings) {
        boolean allowed = settings.flag("DELEGATES", false);
        if (allowed) {
            settings.warning(
                    "DELEGATES",
                    "=true: users may log in for others where the mail server permits it. Whoever has the"
                            + " password of its master user opens every mailbox here");
        }
        return allowed;
    }

    /** Whether users confirm each mail on a page, where mail is sent. */
    public boolean asksOnPages() {
        return sends() && sending != null && sending.mode() == SendMode.PAGE;
    }

    /** Whether mail is sent there, as the operator says; {@link Site#permissions} has whether that is safe, too. */
    public boolean sends() {
        return permissions.allowed().contains(Permission.SEND);
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp;

import dev.mailboxmcp.access.CallLimits;
import dev.mailboxmcp.access.ToolSwitches;
import dev.mailboxmcp.account.EncryptionKeys;
import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.account.PermissionSettings;
import dev.mailboxmcp.account.StateLimits;
import dev.mailboxmcp.account.TokenSettings;
import dev.mailboxmcp.account.TokenSources;
import dev.mailboxmcp.account.UserNames;
import dev.mailboxmcp.http.HttpSettings;
import dev.mailboxmcp.http.TrustedProxies;
import dev.mailboxmcp.imap.ImapSettings;
import dev.mailboxmcp.login.LoginSettings;
import dev.mailboxmcp.mailbox.BulkSettings;
import dev.mailboxmcp.observe.AuditLog;
import dev.mailboxmcp.sending.EnclosureSettings;
import dev.mailboxmcp.sending.OutboxSettings;
import dev.mailboxmcp.sending.SendMode;
import dev.mailboxmcp.sending.SendPolicy;
import dev.mailboxmcp.sending.SenderSettings;
import dev.mailboxmcp.settings.Settings;
import dev.mailboxmcp.smtp.SmtpSettings;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * Everything the environment says, by package. A package adds a component and a line in {@link #read}; that makes its
 * variables part of the check at start.
 */
public record Configuration(
        LogLevel logLevel,
        EncryptionKeys keys,
        TokenSettings tokens,
        TokenSources tokenSources,
        UserNames userNames,
        LoginSettings logins,
        CallLimits calls,
        StateLimits state,
        ImapSettings imap,
        @Nullable SmtpSettings smtp,
        @Nullable OutboxSettings outbox,
        @Nullable SendPolicy sending,
        SenderSettings senders,
        BulkSettings bulk,
        EnclosureSettings enclosures,
        PermissionSettings permissions,
        ToolSwitches tools,
        HttpSettings http,
        TrustedProxies proxies,
        @Nullable Path auditLog) {
    /** Reads all variables; null where one is wrong, all of which are then among the problems of the settings. */
    public static @Nullable Configuration read(Settings settings) {
        LogLevel logLevel = settings.choice("LOG_LEVEL", LogLevel.INFO);
        EncryptionKeys keys = EncryptionKeys.read(settings);
        TokenSettings tokens = TokenSettings.read(settings);
        TokenSources tokenSources = TokenSources.read(settings);
        UserNames userNames = UserNames.read(settings, keys);
        LoginSettings logins = LoginSettings.read(settings);
        CallLimits calls = CallLimits.read(settings);
        StateLimits state = StateLimits.read(settings);
        ImapSettings imap = ImapSettings.read(settings);
        SmtpSettings smtp = SmtpSettings.read(settings);
        OutboxSettings outbox = smtp == null ? null : OutboxSettings.read(settings, smtp, imap);
        SendPolicy sending = smtp == null ? null : SendPolicy.read(settings);
        SenderSettings senders = SenderSettings.read(settings);
        BulkSettings bulk = BulkSettings.read(settings);
        EnclosureSettings enclosures = EnclosureSettings.read(settings);
        boolean sends = sending != null && sending.mode() != SendMode.OFF;
        PermissionSettings permissions = PermissionSettings.read(settings, sends);
        ToolSwitches tools = ToolSwitches.read(settings, tokenSources.tool());
        HttpSettings http = HttpSettings.read(settings);
        TrustedProxies proxies = TrustedProxies.read(settings);
        Path auditLog = AuditLog.file(settings);
        if (keys == null || !settings.problems().isEmpty()) {
            return null;
        }
        return new Configuration(
                logLevel,
                keys,
                tokens,
                tokenSources,
                userNames,
                logins,
                calls,
                state,
                imap,
                smtp,
                outbox,
                sending,
                senders,
                bulk,
                enclosures,
                permissions,
                tools,
                http,
                proxies,
                auditLog);
    }

    /** Whether there are tools for sending. */
    boolean sends() {
        return permissions.allowed().contains(Permission.SEND);
    }

    /** The variables as MicroProfile Config gives them: of the environment, the system properties, the server. */
    static Settings fromMicroProfile() {
        Config config = ConfigProvider.getConfig();
        return new Settings(name -> text(config, name));
    }

    /**
     * MicroProfile Config takes what is set to nothing for what is not set. To an operator these differ, so the sources are
     * asked themselves, in their order.
     *
     * @return blank where it is set to nothing
     */
    private static Optional<String> text(Config config, String name) {
        Optional<String> value = config.getOptionalValue(name, String.class);
        for (ConfigSource source : config.getConfigSources()) {
            String raw = source.getValue(name);
            if (raw != null) {
                return raw.isBlank() ? Optional.of("") : value.or(() -> Optional.of(""));
            }
        }
        return value;
    }
}

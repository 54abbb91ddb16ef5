// SPDX-License-Identifier: MIT
package dev.mailboxmcp;

import dev.mailboxmcp.access.CallLimits;
import dev.mailboxmcp.access.ToolSwitches;
import dev.mailboxmcp.account.EncryptionKeys;
import dev.mailboxmcp.account.LinkSettings;
import dev.mailboxmcp.account.RevokedTokens;
import dev.mailboxmcp.account.StateLimits;
import dev.mailboxmcp.account.TokenSettings;
import dev.mailboxmcp.account.TokenSources;
import dev.mailboxmcp.account.UserNames;
import dev.mailboxmcp.extract.ExtractSettings;
import dev.mailboxmcp.http.HttpSettings;
import dev.mailboxmcp.http.Origin;
import dev.mailboxmcp.http.TrustedProxies;
import dev.mailboxmcp.login.AllowedUsers;
import dev.mailboxmcp.login.LoginSettings;
import dev.mailboxmcp.mailbox.BulkSettings;
import dev.mailboxmcp.oauth.OAuthSettings;
import dev.mailboxmcp.observe.AuditLog;
import dev.mailboxmcp.settings.SettingNames;
import dev.mailboxmcp.settings.Settings;
import dev.mailboxmcp.sites.AcceptedLogins;
import dev.mailboxmcp.sites.SiteSettings;
import dev.mailboxmcp.sites.SitesSettings;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * Everything the environment says, by package. A package adds a component and a line in {@link #read}; that makes its
 * variables part of the check at start.
 */
public record Configuration(
        LogThreshold logLevel,
        EncryptionKeys keys,
        TokenSettings tokens,
        TokenSources tokenSources,
        UserNames userNames,
        LoginSettings logins,
        AllowedUsers users,
        CallLimits calls,
        StateLimits state,
        ExtractSettings extraction,
        SitesSettings sites,
        BulkSettings bulk,
        LinkSettings links,
        ToolSwitches tools,
        HttpSettings http,
        TrustedProxies proxies,
        @Nullable Path auditLog,
        @Nullable OAuthSettings oauth,
        @Nullable Path revokedTokens) {
    /** Settings without which others are not read, and a value that turns them on. */
    private static final Map<String, String> SWITCHES = Map.of("SMTP_HOST", "localhost");

    /** Reads all variables; null where one is wrong, all of which are then among the problems of the settings. */
    public static @Nullable Configuration read(Settings settings) {
        LogThreshold logLevel = settings.choice("LOG_LEVEL", LogThreshold.INFO);
        EncryptionKeys keys = EncryptionKeys.read(settings);
        TokenSettings tokens = TokenSettings.read(settings);
        TokenSources tokenSources = TokenSources.read(settings);
        UserNames userNames = UserNames.read(settings, keys);
        LoginSettings logins = LoginSettings.read(settings);
        AllowedUsers users = AllowedUsers.read(settings);
        CallLimits calls = CallLimits.read(settings);
        StateLimits state = StateLimits.read(settings);
        ExtractSettings extraction = ExtractSettings.read(settings);
        BulkSettings bulk = BulkSettings.read(settings);
        LinkSettings links = LinkSettings.read(settings);
        ToolSwitches tools = ToolSwitches.read(settings, tokenSources.tool());
        HttpSettings http = HttpSettings.read(settings);
        TrustedProxies proxies = TrustedProxies.read(settings);
        Path auditLog = AuditLog.file(settings);
        OAuthSettings oauth = OAuthSettings.read(settings);
        Path revokedTokens = RevokedTokens.file(settings);
        SitesSettings sites = SitesSettings.read(settings);
        requireTwoPorts(settings);
        requireThePage(settings, sites, links);
        sites.warnOfDomainsShutOut(settings, users);
        if (oauth == null) {
            sites.sites().stream()
                    .filter(site -> site.provider() != null)
                    .map(site -> SitesSettings.variable(settings, site, "OAUTH_CLIENT_ID"))
                    .forEach(name -> settings.secretProblem(name, "has no effect alone", "OAUTH_URL too"));
        }
        boolean unused = exitsIfNotServing(settings);
        SettingNames.check(settings, settings.flag("STRICT_SETTINGS", false), () -> names(settings));
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
                users,
                calls,
                state,
                extraction,
                sites,
                bulk,
                links,
                tools,
                oauth == null ? http : http.at(Objects.requireNonNull(Origin.parse(oauth.origin()))),
                proxies,
                auditLog,
                oauth,
                revokedTokens);
    }

    /**
     * Reads everything, and names the tools that are none beside whatever else is wrong.
     *
     * @param tools the names of all tools
     * @return null where something but the names of tools is wrong
     */
    static @Nullable Configuration read(Settings settings, Set<String> tools) {
        Configuration configuration = read(settings);
        ToolSwitches.requireKnown(settings, tools);
        return configuration;
    }

    /** One line that names everything wrong. */
    static String refusal(List<String> problems) {
        StringBuilder line = new StringBuilder("mailbox-mcp cannot start: ");
        if (problems.size() == 1) {
            return line.append(problems.get(0)).append('.').toString();
        }
        line.append(problems.size()).append(" settings are wrong.");
        for (int i = 0; i < problems.size(); i++) {
            line.append(" (").append(i + 1).append(") ").append(problems.get(i)).append('.');
        }
        return line.toString();
    }

    /** Whether the process is to end where the configuration is refused, as is right where no other application is in it. */
    static boolean exitsIfNotServing(Settings settings) {
        return settings.flag("EXIT_IF_NOT_SERVING", false);
    }

    /**
     * A server that is given one port twice opens it once, and goes on without the endpoint that came later. Under 0 it opens any
     * that is free, of which nobody is told.
     */
    private static void requireTwoPorts(Settings settings) {
        String port = settings.raw("PORT").map(String::strip).orElse("");
        String operations = settings.raw("OPS_PORT").map(String::strip).orElse("");
        requireNamed(settings, "PORT", port);
        requireNamed(settings, "OPS_PORT", operations);
        if (operations.equals(port) && port.matches("[1-9]\\d*")) {
            settings.problem("OPS_PORT", operations, "another port than PORT, which is the same");
        }
    }

    private static void requireNamed(Settings settings, String name, String port) {
        if (port.equals("0")) {
            settings.problem(name, port, "a port that can be called, or -1 for none");
        }
    }

    /** Where users confirm mail on a page, there is a way to it, and one to say who they are. */
    private static void requireThePage(Settings settings, SitesSettings sites, LinkSettings links) {
        boolean reachable = links.origin() != null || settings.optional("PUBLIC_URL") != null;
        for (SiteSettings site : sites.sites()) {
            String mode = SitesSettings.variable(settings, site, "SEND_MODE");
            if (site.asksOnPages() && !reachable) {
                settings.problem(
                        mode, "page", "PUBLIC_URL, the origin by which users reach the page where they confirm mail");
            }
            if (site.asksOnPages() && site.logins() == AcceptedLogins.OAUTH && site.provider() == null) {
                String profile = site.id().isEmpty() ? "" : " of the profile " + site.id();
                settings.problem(
                        mode,
                        "page",
                        "users with a password to confirm mail with, or an identity provider (OAUTH_CLIENT_ID), and those"
                                + profile + " have neither (AUTH=oauth). Take confirm there");
            }
        }
    }

    /**
     * The names of all settings, those included that nobody reads while another is not set.
     *
     * @param settings of which there may be more with some values, such as one for each name in a list
     */
    static Set<String> names(Settings settings) {
        Settings all = new Settings(name -> settings.raw(name)
                .filter(value -> !value.isBlank() || SWITCHES.keySet().stream().noneMatch(name::endsWith))
                .or(() -> Optional.ofNullable(SWITCHES.get(name))));
        Configuration unused = read(all);
        return all.asked();
    }

    /** The variables as MicroProfile Config gives them: of the environment, the system properties, the server. */
    static Settings fromMicroProfile() {
        Config config = ConfigProvider.getConfig();
        Set<String> present = new HashSet<>();
        config.getPropertyNames().forEach(present::add);
        return new Settings(name -> text(config, name), present);
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

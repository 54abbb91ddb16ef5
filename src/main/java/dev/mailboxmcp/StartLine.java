// SPDX-License-Identifier: MIT
package dev.mailboxmcp;

import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.imap.TlsMode;
import dev.mailboxmcp.login.AllowedUsers;
import dev.mailboxmcp.sending.AllowedDomains;
import dev.mailboxmcp.settings.Build;
import dev.mailboxmcp.sites.Site;
import dev.mailboxmcp.sites.SiteSettings;
import dev.mailboxmcp.smtp.SmtpSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The one line at the start that tells an operator what is running: which build, where, for whom, what it may do. */
final class StartLine {
    private static final int NAMED = 5;

    private StartLine() {}

    /**
     * The line. It names no user, key or password.
     *
     * @param variables where the server listens, as far as it tells
     * @param tools how many are listed to somebody who may do everything
     */
    static String of(
            Configuration configuration, List<Site> sites, int tools, Function<String, Optional<String>> variables) {
        List<String> parts = new ArrayList<>();
        parts.add("mailbox-mcp " + Build.version() + (Build.commit() == null ? "" : " (" + Build.commit() + ")"));
        address("listens to ", "BIND_ADDRESS", "PORT", variables).ifPresent(parts::add);
        address("operations at ", "OPS_HOST", "OPS_PORT", variables).ifPresent(parts::add);
        sites.forEach(site -> parts.add(site(site)));
        parts.add(users(configuration.users()));
        parts.add(tools + " tools");
        parts.add(configuration.auditLog() == null ? "no audit log" : "audit log " + configuration.auditLog());
        return String.join("; ", parts);
    }

    private static Optional<String> address(
            String what, String host, String port, Function<String, Optional<String>> variables) {
        return variables
                .apply(port)
                .filter(number -> !number.isBlank() && !number.equals("-1"))
                .map(number -> what
                        + variables.apply(host).filter(name -> !name.isBlank()).orElse("localhost") + ":" + number);
    }

    private static String site(Site site) {
        SiteSettings settings = site.settings();
        String imap = (site.id().isEmpty() ? "" : "profile " + site.id() + ": ")
                + "IMAP " + settings.imap().host() + ":" + settings.imap().port()
                + (settings.imap().tls() == TlsMode.NONE ? " without TLS" : "");
        String may = site.permissions().allowed().stream()
                .map(permission -> permission.name().toLowerCase(Locale.ROOT))
                .sorted()
                .collect(Collectors.joining(", ", " for ", ""));
        SmtpSettings smtp = settings.smtp();
        return imap
                + may
                + (smtp == null
                        ? ", no " + settings.imap().prefix() + "SMTP_HOST"
                        : ", " + sending(smtp, settings, site));
    }

    private static String sending(SmtpSettings smtp, SiteSettings settings, Site site) {
        String mode = Objects.requireNonNull(settings.sending()).mode().name().toLowerCase(Locale.ROOT);
        String server = "SMTP " + smtp.host() + ":" + smtp.port()
                + (smtp.encryption() == SmtpSettings.Encryption.NONE ? " without TLS" : "");
        return site.permissions().allowed().contains(Permission.SEND)
                ? server + ", SEND_MODE " + mode + ", to "
                        + domains(Objects.requireNonNull(settings.sending()).domains())
                : server + ", sends nothing";
    }

    private static String domains(AllowedDomains domains) {
        return domains.isAny()
                ? "any domain"
                : named(
                        Stream.concat(
                                        domains.exact().stream(),
                                        domains.parents().stream().map(parent -> "*." + parent))
                                .toList(),
                        "nobody");
    }

    private static String users(AllowedUsers users) {
        return users.isAny()
                ? "everybody with a mailbox may use it"
                : "ALLOWED_USERS has " + users.logins().size() + " names, "
                        + named(
                                Stream.concat(
                                                users.domains().stream(),
                                                users.parents().stream().map(parent -> "*." + parent))
                                        .sorted()
                                        .toList(),
                                "no domains");
    }

    private static String named(List<String> names, String none) {
        String more = names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : "";
        return names.isEmpty() ? none : names.stream().limit(NAMED).collect(Collectors.joining(", ")) + more;
    }
}

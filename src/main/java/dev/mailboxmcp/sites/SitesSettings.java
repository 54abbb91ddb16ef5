// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sites;

import dev.mailboxmcp.account.Profiles;
import dev.mailboxmcp.login.AllowedUsers;
import dev.mailboxmcp.settings.SettingNames;
import dev.mailboxmcp.settings.Settings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The mail providers of a deployment: one for everybody, or one for each profile that {@code PROFILES} names.
 *
 * @param sites never empty
 * @param ready which of them must be reachable for the deployment to be ready
 */
public record SitesSettings(Profiles profiles, List<SiteSettings> sites, Ready ready) {
    /** {@code READY} */
    public enum Ready {
        /** One provider that can be reached, so that the trouble of one does not take the others away. */
        ANY,
        ALL
    }

    private static final String PROFILES = "PROFILES";
    private static final String DEFAULT_PROFILE = "DEFAULT_PROFILE";
    private static final String PREFIX = "PROFILE_";
    private static final String DOMAINS = "DOMAINS";
    private static final String PRESET = "PRESET";
    private static final String BY_HEADER = "BY_HEADER";
    private static final String OF_SMTP = "SMTP_";
    private static final String SMTP_HOST = "SMTP_HOST";
    private static final String IMAP_HOST = "IMAP_HOST";
    private static final int MAX_PROFILES = 32; // each is a label of metrics
    private static final String IDS = "1 to " + MAX_PROFILES + " different names of a-z and 0-9, at most 16 characters"
            + " each, between commas, such as corp,m365";

    /** Which server it is. A profile that says any of this itself takes none of it from the settings of all. */
    private static final Set<String> SERVERS =
            Set.of(IMAP_HOST, "IMAP_PORT", "IMAP_TLS", SMTP_HOST, "SMTP_PORT", "SMTP_TLS");

    /** What goes with the servers, and would be wrong for others. */
    private static final Set<String> OF_SERVERS = Set.of(
            "AUTH_RESULTS_ID",
            "SEND_FROM_ALIASES",
            "SENT_COPY",
            "AUTH",
            "DELEGATES",
            "DELEGATE_USER",
            "DELEGATE_PASSWORD",
            "DELEGATE_PASSWORD_FILE",
            "OAUTH_ISSUER",
            "OAUTH_CLIENT_ID",
            "OAUTH_CLIENT_SECRET",
            "OAUTH_CLIENT_SECRET_FILE",
            "OAUTH_SCOPES",
            "OAUTH_ADDRESS_CLAIM",
            "OAUTH_PROMPT",
            "OAUTH_NAME",
            "OAUTH_CA_FILE");

    public SitesSettings {
        sites = List.copyOf(sites);
    }

    /**
     * Reads {@code PROFILES}, {@code DEFAULT_PROFILE}, {@code READY} and everything of the mail providers.
     *
     * @param settings of which the others were read before, so that what is none of a profile can be told from what is none at all
     */
    public static SitesSettings read(Settings settings) {
        Ready ready = settings.choice("READY", Ready.ANY);
        List<String> named = settings.filledList(PROFILES, IDS);
        String withoutDomain = settings.unlessBlank(DEFAULT_PROFILE, "one of the names in PROFILES");
        Set<String> ids = new LinkedHashSet<>();
        Set<String> noIds = new HashSet<>();
        for (String id : named) {
            if (!Profiles.isId(id)) {
                noIds.add(id);
            }
            if (noIds.contains(id) || !ids.add(id)) {
                settings.problem(PROFILES, id, IDS);
            }
        }
        if (named.size() > MAX_PROFILES) {
            settings.problem(PROFILES, named.size() + " names", IDS);
        }
        if (ids.isEmpty()
                && settings.isSet(PROFILES)) { // which is a problem already, and what follows from it would not help
            ofAnyProfile().forEach(settings::isSet);
            return new SitesSettings(Profiles.SINGLE, List.of(SiteSettings.read("", anySite(), false)), ready);
        }
        if (withoutDomain != null && !ids.contains(withoutDomain)) {
            settings.problem(DEFAULT_PROFILE, withoutDomain, "one of the names in PROFILES");
        }
        SitesSettings read = ids.isEmpty()
                ? new SitesSettings(Profiles.SINGLE, List.of(SiteSettings.read("", settings, false)), ready)
                : read(settings, ids, withoutDomain == null ? "" : withoutDomain, ready);
        refuseWhatNobodyReads(settings, ids, noIds, read.sites());
        return read;
    }

    private static SitesSettings read(Settings settings, Set<String> ids, String withoutDomain, Ready ready) {
        Map<String, String> byDomain = new HashMap<>();
        List<SiteSettings> sites = new ArrayList<>();
        boolean shared = false;
        ofAnyProfile()
                .forEach(settings::isSet); // settings without a prefix too, even where no profile has them from there
        for (String id : ids) {
            Settings own = settings.under(prefix(id), Map.of(), name -> false);
            Preset preset = own.choice(PRESET, Preset.GENERIC);
            boolean ownServers = own.isSet(PRESET) || SERVERS.stream().anyMatch(own::isSet);
            shared |= !ownServers;
            if (ownServers && !own.isSet(PRESET) && settings.isSet(IMAP_HOST) && !own.isSet(IMAP_HOST)) {
                refuseHalfAServer(own);
                shared = true;
            }
            boolean byHeader = byHeader(own);
            readDomains(own, id, byDomain, byHeader || id.equals(withoutDomain));
            sites.add(SiteSettings.read(
                    id,
                    settings.under(
                            prefix(id), known(own, preset), ownServers ? SitesSettings::isOfNoServer : name -> true),
                    byHeader));
        }
        if (!shared) {
            warnOfServersOfNobody(settings);
        }
        return new SitesSettings(
                new Profiles(ids, byDomain, withoutDomain.isEmpty() ? null : withoutDomain), sites, ready);
    }

    /** A name of a preset that is wrong is a problem; that the servers it would name are not set is none besides. */
    private static Map<String, String> known(Settings own, Preset preset) {
        boolean meant = preset == Preset.GENERIC
                && !"generic".equalsIgnoreCase(own.raw(PRESET).orElse("generic"));
        return meant ? Map.of(IMAP_HOST, "localhost") : preset.known();
    }

    /** Whoever meant to differ from the common servers in one setting learns what that setting does. */
    private static void refuseHalfAServer(Settings own) {
        SERVERS.stream()
                .filter(own::isSet)
                .sorted()
                .forEach(name -> own.secretProblem(
                        name,
                        "gives this profile mail servers of its own, none of it from the settings without a prefix",
                        own.prefix(IMAP_HOST) + IMAP_HOST + " too, or not to be set"));
    }

    /** What was there for one server and was left behind looks as if it were for the users of all other domains. */
    private static void warnOfServersOfNobody(Settings settings) {
        SERVERS.stream()
                .filter(name -> settings.optional(name) != null)
                .sorted()
                .forEach(name -> settings.warning(
                        name, " is set, but every profile has mail servers of its own: it has no effect. Remove it"));
    }

    private static boolean byHeader(Settings own) {
        boolean opened = own.flag(BY_HEADER, false);
        if (opened) {
            own.warning(
                    BY_HEADER,
                    "=true: whoever has a login at its mail server may come by the header x-mail-profile, and is under its"
                            + " rules alone, whatever profile has the domain");
        }
        return opened;
    }

    private static boolean isOfNoServer(String name) {
        return !SERVERS.contains(name) && !OF_SERVERS.contains(name);
    }

    /**
     * Warns of domains of profiles whose users are all kept out: to them it would look as if the profile did not work.
     *
     * @param users who may use this deployment, {@code ALLOWED_USERS}
     */
    public void warnOfDomainsShutOut(Settings settings, AllowedUsers users) {
        if (users.isNobody()) {
            return; // which is warned of already
        }
        new TreeMap<>(profiles.byDomain()).forEach((domain, id) -> {
            if (!domain.equals(Profiles.ANY) && !users.allowsSomebodyAt(domain)) {
                settings.warning("ALLOWED_USERS lets in nobody of " + domain + ", which " + prefix(id) + DOMAINS
                        + " has. Name them in the one, or remove the domain from the other");
            }
        });
    }

    private static void readDomains(Settings own, String id, Map<String, String> byDomain, boolean withoutDomains) {
        String needs = "the domains of its users between commas, each subdomain by its name, such as example.org,"
                + "team.example.org; * for all other domains";
        List<String> domains = own.filledList(DOMAINS, needs);
        if (domains.isEmpty() && !own.isSet(DOMAINS) && !withoutDomains) {
            own.required(DOMAINS, needs);
        }
        for (String text : domains) {
            String domain = text.equals(Profiles.ANY) ? text : Profiles.canonicalDomain(text);
            if (domain == null || domain.contains("@")) {
                own.problem(DOMAINS, text, needs);
                continue;
            }
            String other = byDomain.putIfAbsent(domain, id);
            if (other != null) {
                own.problem(
                        DOMAINS,
                        text,
                        "domains that no other profile has, yet " + prefix(other) + DOMAINS + " has this one");
            }
        }
    }

    /** The variable that has a setting of that provider: its own one where it is set, else the one of all. */
    public static String variable(Settings settings, SiteSettings site, String name) {
        String own = site.id().isEmpty() ? name : prefix(site.id()) + name;
        return settings.isSet(own) ? own : name;
    }

    private static String prefix(String id) {
        return PREFIX + id.toUpperCase(Locale.ROOT) + "_";
    }

    /** A setting of a profile that is misspelt, or has no effect, would leave the operator believing that it holds. */
    private static void refuseWhatNobodyReads(
            Settings settings, Set<String> ids, Set<String> noIds, List<SiteSettings> sites) {
        Set<String> known = ofAnyProfile();
        known.addAll(Set.of(DOMAINS, PRESET, BY_HEADER));
        for (String name : new TreeSet<>(settings.present())) {
            String id = ids.stream()
                    .filter(one -> name.startsWith(prefix(one)))
                    .findFirst()
                    .orElse(null);
            if (id != null) {
                refuseWhatNobodyReads(settings, id, name.substring(prefix(id).length()), known, sites);
            } else if (name.startsWith(PREFIX) && noIds.stream().noneMatch(one -> name.startsWith(prefix(one)))) {
                String upper = name.toUpperCase(Locale.ROOT);
                settings.secretProblem(
                        name,
                        "is set for a profile that PROFILES does not name",
                        ids.stream().anyMatch(one -> upper.startsWith(prefix(one)))
                                ? "to be written " + upper
                                : "PROFILES with that name, or not to be set");
            }
        }
    }

    private static void refuseWhatNobodyReads(
            Settings settings, String id, String setting, Set<String> known, List<SiteSettings> sites) {
        boolean submits = sites.stream().anyMatch(site -> site.id().equals(id) && site.smtp() != null);
        if (!known.contains(setting) && !settings.asked().contains(prefix(id) + setting)) {
            settings.secretProblem(
                    prefix(id) + setting, "is no setting of a profile", meant(settings, id, setting, known));
        } else if (setting.equals(SMTP_HOST) && !submits) {
            settings.secretProblem(
                    prefix(id) + setting,
                    "is set to nothing",
                    "the name of the submission server, or not to be set at all. Where nothing is to be sent, "
                            + prefix(id) + "SEND_MODE=off");
        } else if (setting.startsWith(OF_SMTP) && !submits) {
            settings.secretProblem(prefix(id) + setting, "has no effect alone", prefix(id) + SMTP_HOST + " too");
        }
    }

    private static String meant(Settings settings, String id, String setting, Set<String> known) {
        if (settings.asked().contains(setting) && !SettingNames.isOfOthers(setting)) {
            return setting + " for all profiles, without the prefix";
        }
        String nearest = SettingNames.nearest(setting, known);
        return nearest == null ? "a name as docs/configuration.md has it" : prefix(id) + nearest + " perhaps";
    }

    /** Settings with which everything of a mail provider is read. */
    private static Settings anySite() {
        return new Settings(
                name -> Optional.of("localhost").filter(host -> name.equals(IMAP_HOST) || name.equals(SMTP_HOST)));
    }

    private static Set<String> ofAnyProfile() {
        Settings all = anySite();
        SiteSettings unused = SiteSettings.read("", all, false);
        Set<String> known = new HashSet<>(all.asked());
        return known;
    }
}

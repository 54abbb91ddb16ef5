// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sites;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Profiles;
import dev.mailboxmcp.imap.ImapSettings;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The mail providers of a deployment, and which of them has whose mailbox. Thread-safe; asks nobody. */
public final class Sites implements AutoCloseable {
    private final Profiles profiles;
    private final Map<String, Site> byId = new LinkedHashMap<>(); // filled once, read by all threads

    /** @param sites one for each profile, or the one for everybody */
    public Sites(Profiles profiles, List<Site> sites) {
        this.profiles = profiles;
        sites.forEach(site -> byId.put(site.id(), site));
    }

    /** A deployment with one provider, which has the mailboxes of all. */
    public static Sites one(Site site) {
        return new Sites(Profiles.SINGLE, List.of(site));
    }

    /** All of them, in the order of the operator; never empty. */
    public List<Site> all() {
        return List.copyOf(byId.values());
    }

    public Profiles profiles() {
        return profiles;
    }

    /**
     * The provider that has the mailbox of a user.
     *
     * @param address the user, as at login
     * @return null where no provider of this deployment has it
     */
    public @Nullable Site ofAddress(String address) {
        return byId.get(Objects.requireNonNullElse(profiles.of(address), ""));
    }

    /**
     * The provider that has the mailbox that credentials open.
     *
     * @param placed as {@link Profiles#placed} has them
     * @throws MailException {@link MailFailure.NotAllowed} where this deployment has no such provider, or may not show it
     *     such a login
     */
    public Site of(Credentials placed) {
        Site site = byId.get(Objects.requireNonNullElse(placed.profile(), ""));
        if (site == null) {
            throw refused(
                    placed.profile() != null
                            ? "this server has no mail profile of that name. Leave the header x-mail-profile out, or make a"
                                    + " new token: the domain of the user picks the profile."
                            : "this server has no mail provider for the domain of this user. Check the address; only the"
                                    + " operator can add a domain.");
        }
        if (hasRulesElsewhere(placed.user(), site)) {
            throw refused("the rules of another mail profile of this server hold for this user at that mail server."
                    + " Leave the header x-mail-profile out.");
        }
        if (!site.settings().logins().accept(placed.login())) {
            throw refused(
                    switch (site.settings().logins()) {
                        case OAUTH ->
                            "this mail provider takes no passwords: send an access token of it as x-imap-token.";
                        case DELEGATE -> "users of this mail provider sign in at their company (AUTH=delegate).";
                        case PASSWORD, ANY -> "logins by access token are switched off for this mail provider (AUTH).";
                    });
        }
        DelegateLogin delegate = site.settings().delegate();
        if (delegate != null) {
            if (!delegate.isOf(placed)) {
                throw refused(
                        "users of this mail provider sign in at their company (AUTH=delegate): connect to the URL of"
                                + " this server for clients that sign in.");
            }
            return site;
        }
        if (placed.delegate() != null && !site.settings().delegates()) {
            throw refused("no user may log in for another here (DELEGATES). Leave the header x-imap-login out.");
        }
        return site;
    }

    /**
     * Whether the same mail server would let the user in under the rules of another profile: of that of the user's domain, or of
     * any where none has the domain. Who names a profile picks a mailbox by it, never the rules for one.
     */
    private boolean hasRulesElsewhere(String user, Site site) {
        String own = profiles.of(user);
        return !profiles.ids().isEmpty()
                && !site.id().equals(own)
                && byId.values().stream()
                        .filter(other -> !other.id().equals(site.id())
                                && (own == null || other.id().equals(own)))
                        .anyMatch(other -> isSameServer(
                                other.settings().imap(), site.settings().imap()));
    }

    private static boolean isSameServer(ImapSettings one, ImapSettings other) {
        return one.host().equalsIgnoreCase(other.host()) && one.port() == other.port();
    }

    private static MailException refused(String why) {
        return new MailException(new MailFailure.NotAllowed(why + " No mail server was asked."));
    }

    /** Ends the connections to all of them. */
    @Override
    public void close() {
        byId.values().forEach(Site::close);
    }
}

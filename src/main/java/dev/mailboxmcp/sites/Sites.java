// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sites;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Profiles;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The mail providers of a deployment, and which of them has whose mailbox. Thread-safe; asks nobody. */
public final class Sites implements AutoCloseable {
    private static final String OF_ANOTHER =
            "this user does not belong to the mail profile of that name, or there is none. Leave the header x-mail-profile out, or"
                    + " make a new token: the domain of the user picks the profile.";

    private final Profiles profiles;
    private final Map<String, Site> byId = new LinkedHashMap<>(); // filled once, read by all threads
    private final boolean haveEqualRules;

    /** @param sites one for each profile, or the one for everybody */
    public Sites(Profiles profiles, List<Site> sites) {
        this.profiles = profiles;
        sites.forEach(site -> byId.put(site.id(), site));
        haveEqualRules =
                sites.stream().map(site -> site.settings().rules()).distinct().count() < 2;
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

    /** The provider of that profile; null where there is none. */
    public @Nullable Site at(@Nullable String profile) {
        return byId.get(Objects.requireNonNullElse(profile, ""));
    }

    /**
     * The provider that has the mailbox that credentials open.
     *
     * @param placed as {@link Profiles#placed} has them
     * @throws MailException {@link MailFailure.NotAllowed} where this deployment has no such provider, or the login belongs to
     *     another, or may not be shown to it
     */
    public Site of(Credentials placed) {
        String own = profiles.of(placed.user());
        Site site = at(placed.profile());
        if (site == null || !takes(site, own)) {
            throw refused(own == null && !profiles.ids().isEmpty() ? ofNobody(placed.user()) : OF_ANOTHER);
        }
        if (!site.settings().logins().accept(placed.login())) {
            throw refused(
                    switch (site.settings().logins()) {
                        case OAUTH ->
                            "this mail provider takes no passwords: send an access token of it as x-imap-token.";
                        case DELEGATE -> atTheirCompany(site);
                        case PASSWORD, ANY ->
                            "logins by access token are switched off for this mail provider ("
                                    + site.settings().variable("AUTH") + ").";
                    });
        }
        DelegateLogin delegate = site.settings().delegate();
        if (delegate != null) {
            if (!delegate.isOf(placed)) { // any more
                throw refused(atTheirCompany(site));
            }
            return site;
        }
        if (placed.delegate() != null && !site.settings().delegates()) {
            throw refused("no user may log in for another here ("
                    + site.settings().variable("DELEGATES") + "). Leave the header x-imap-login out.");
        }
        return site;
    }

    /**
     * Whether a login may go there: it belongs to the profile of its domain, and goes to no other unless all have the same rules,
     * or the operator has opened that one. Which servers they have is not compared, since one server may be written in many ways.
     */
    private boolean takes(Site site, @Nullable String own) {
        return profiles.ids().isEmpty()
                || site.id().equals(own)
                || haveEqualRules
                || site.settings().byHeader();
    }

    /** Advice that helps whether or not a header named a profile. */
    private static String ofNobody(String user) {
        return user.indexOf('@') < 0
                ? "the name of this user has no domain, by which this server finds the mail provider. Send the whole address;"
                        + " only the operator can let names without a domain in (DEFAULT_PROFILE)."
                : "this server has no mail provider for the domain of this user. Check the address; only the operator can"
                        + " add a domain.";
    }

    /** Said whatever password came: nobody is to find out here which one is the operator's. */
    private static String atTheirCompany(Site site) {
        return "users of this mail provider sign in at their company ("
                + site.settings().variable("AUTH")
                + "=delegate): connect to the URL of this server for clients that sign in.";
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

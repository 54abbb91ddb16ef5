// SPDX-License-Identifier: MIT
package dev.mailboxmcp;

import dev.mailboxmcp.access.CallBudgets;
import dev.mailboxmcp.account.CredentialTokens;
import dev.mailboxmcp.imap.ImapPool;
import dev.mailboxmcp.login.LoginGuard;
import dev.mailboxmcp.oauth.AuthorizationServer;
import dev.mailboxmcp.oauth.OAuthEvent;
import dev.mailboxmcp.observe.Figure;
import dev.mailboxmcp.sites.Site;
import dev.mailboxmcp.sites.Sites;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What this application counts, for metrics; the same as by JMX. */
final class Figures {
    private Figures() {}

    static List<Figure> of(CredentialTokens tokens, CallBudgets calls, Sites sites) {
        List<Figure> figures = new ArrayList<>();
        sites.all().forEach(site -> figures.addAll(of(site)));
        figures.add(new Figure(
                "mailbox.calls.throttled",
                Figure.Kind.COUNTER,
                "{call}",
                "Calls refused, since their user had made too many",
                Map.of(),
                calls::throttled));
        for (String key : tokens.openedByKeyId().keySet()) {
            figures.add(new Figure(
                    "mailbox.tokens.opened",
                    Figure.Kind.COUNTER,
                    "{token}",
                    "Valid tokens opened since the start",
                    Map.of("key", key),
                    () -> tokens.openedByKeyId().getOrDefault(key, 0L)));
        }
        return figures;
    }

    /** What clients that sign users in did; nothing where that is switched off. */
    static List<Figure> of(@Nullable AuthorizationServer server) {
        List<Figure> figures = new ArrayList<>();
        if (server != null) {
            for (OAuthEvent.Kind kind : OAuthEvent.Kind.values()) {
                figures.add(signIns(kind, "ok", () -> server.counts().ok(kind)));
                figures.add(signIns(kind, "refused", () -> server.counts().refused(kind)));
            }
        }
        return figures;
    }

    private static Figure signIns(OAuthEvent.Kind kind, String outcome, LongSupplier value) {
        return new Figure(
                "mailbox.signins",
                Figure.Kind.COUNTER,
                "{request}",
                "Steps of clients that sign users in, since the start",
                Map.of("event", kind.name().toLowerCase(Locale.ROOT), "outcome", outcome),
                value);
    }

    private static List<Figure> of(Site site) {
        ImapPool pool = site.pool();
        LoginGuard logins = site.guard();
        Map<String, String> profile = site.id().isEmpty() ? Map.of() : Map.of("profile", site.id());
        return List.of(
                connections(profile, "idle", () -> pool.state().idle()),
                connections(
                        profile,
                        "used",
                        () -> pool.state().total() - pool.state().idle()),
                new Figure(
                        "mailbox.imap.connections.max",
                        Figure.Kind.GAUGE,
                        "{connection}",
                        "IMAP connections there may be",
                        profile,
                        () -> pool.state().max()),
                new Figure(
                        "mailbox.imap.connections.waiting",
                        Figure.Kind.GAUGE,
                        "{call}",
                        "Calls that wait for an IMAP connection",
                        profile,
                        () -> pool.state().waiting()),
                new Figure(
                        "mailbox.imap.connections.opened",
                        Figure.Kind.COUNTER,
                        "{connection}",
                        "IMAP connections opened since the start",
                        profile,
                        () -> pool.state().opened()),
                logins(profile, "accepted", () -> logins.counts().accepted()),
                logins(profile, "refused", () -> logins.counts().refused()),
                logins(profile, "unclear", () -> logins.counts().unclear()),
                logins(profile, "repeated", () -> logins.counts().repeated()),
                logins(profile, "stopped", () -> logins.counts().stopped()));
    }

    private static Figure connections(Map<String, String> profile, String state, LongSupplier value) {
        return new Figure(
                "mailbox.imap.connections",
                Figure.Kind.GAUGE,
                "{connection}",
                "IMAP connections",
                and(profile, "state", state),
                value);
    }

    private static Figure logins(Map<String, String> profile, String outcome, LongSupplier value) {
        return new Figure(
                "mailbox.logins",
                Figure.Kind.COUNTER,
                "{login}",
                "Logins at the mail servers since the start",
                and(profile, "outcome", outcome),
                value);
    }

    private static Map<String, String> and(Map<String, String> attributes, String name, String value) {
        Map<String, String> all = new HashMap<>(attributes);
        all.put(name, value);
        return all;
    }
}

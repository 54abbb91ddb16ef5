// SPDX-License-Identifier: MIT
package dev.mailboxmcp;

import dev.mailboxmcp.access.CallBudgets;
import dev.mailboxmcp.account.CredentialTokens;
import dev.mailboxmcp.imap.ImapPool;
import dev.mailboxmcp.login.LoginGuard;
import dev.mailboxmcp.observe.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** What this application counts, for metrics; the same as by JMX. */
final class Figures {
    private Figures() {}

    static List<Figure> of(CredentialTokens tokens, LoginGuard logins, CallBudgets calls, ImapPool pool) {
        List<Figure> figures = new ArrayList<>(List.of(
                connections("idle", () -> pool.state().idle()),
                connections("used", () -> pool.state().total() - pool.state().idle()),
                new Figure(
                        "mailbox.imap.connections.max",
                        Figure.Kind.GAUGE,
                        "{connection}",
                        "IMAP connections there may be",
                        Map.of(),
                        () -> pool.state().max()),
                new Figure(
                        "mailbox.imap.connections.waiting",
                        Figure.Kind.GAUGE,
                        "{call}",
                        "Calls that wait for an IMAP connection",
                        Map.of(),
                        () -> pool.state().waiting()),
                new Figure(
                        "mailbox.imap.connections.opened",
                        Figure.Kind.COUNTER,
                        "{connection}",
                        "IMAP connections opened since the start",
                        Map.of(),
                        () -> pool.state().opened()),
                logins("accepted", () -> logins.counts().accepted()),
                logins("refused", () -> logins.counts().refused()),
                logins("unclear", () -> logins.counts().unclear()),
                logins("repeated", () -> logins.counts().repeated()),
                logins("stopped", () -> logins.counts().stopped()),
                new Figure(
                        "mailbox.calls.throttled",
                        Figure.Kind.COUNTER,
                        "{call}",
                        "Calls refused, since their user had made too many",
                        Map.of(),
                        calls::throttled)));
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

    private static Figure connections(String state, LongSupplier value) {
        return new Figure(
                "mailbox.imap.connections",
                Figure.Kind.GAUGE,
                "{connection}",
                "IMAP connections",
                Map.of("state", state),
                value);
    }

    private static Figure logins(String outcome, LongSupplier value) {
        return new Figure(
                "mailbox.logins",
                Figure.Kind.COUNTER,
                "{login}",
                "Logins at the mail servers since the start",
                Map.of("outcome", outcome),
                value);
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.oauth.AuthorizationRequest;
import dev.mailboxmcp.oauth.Consent;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Where a user signs in, and says what a client may do: who it is, where the user is sent, and what it asks for. Stateless. */
final class SignInPage {
    private SignInPage() {}

    /** The form. Password managers know it by the address of the server. */
    static String form(Consent.Ask ask, PageTexts texts) {
        AuthorizationRequest request = ask.request();
        String name = request.clientName().isEmpty() ? texts.plain("signin.noname") : request.clientName();
        Consent.Problem problem = ask.problem();
        return HtmlPage.html(texts, texts.plain("signin.title"), """
                %s
                <p>%s</p>
                <p class="note">%s %s</p>
                <form method="post" action="authorize">
                <input type="hidden" name="%s" value="%s">
                %s
                <button name="%s" value="1" formnovalidate>%s</button>
                </form>
                """.formatted(
                        problem == null ? "" : problem(problem, ask.retryAfter(), texts),
                        texts.html("signin.asks", name),
                        request.clientHost() == null
                                ? texts.html("signin.unchecked")
                                : texts.html("signin.checked", request.clientHost()),
                        request.redirectsToOwnMachine()
                                ? texts.html("signin.loopback")
                                : texts.html("signin.sent", request.redirectHost()),
                        Consent.SEAL,
                        HtmlPage.escaped(ask.seal()),
                        fields(ask, texts),
                        Consent.CANCEL,
                        texts.html("signin.cancel")));
    }

    private static String fields(Consent.Ask ask, PageTexts texts) {
        return switch (ask.step()) {
            case Consent.Step.Address() ->
                user(null, texts)
                        + "<input type=\"hidden\" name=\"%s\" value=\"1\">\n<button class=\"main\">%s</button>"
                                .formatted(Consent.FIRST, texts.html("signin.next"));
            case Consent.Step.Password(var user) ->
                user(user, texts)
                        + password(user, texts)
                        + consent(ask, texts)
                        + "<button class=\"main\">%s</button>".formatted(texts.html("signin.allow"));
            case Consent.Step.Provider(var user, var provider) ->
                user(user, texts)
                        + "<p>%s</p>\n%s<button class=\"main\">%s</button>"
                                .formatted(
                                        texts.html("signin.provider", provider),
                                        consent(ask, texts),
                                        HtmlPage.escaped(texts.plain("signin.continue", provider)));
        };
    }

    /** The field for who the user is, filled in where that was said before. */
    private static String user(@Nullable String user, PageTexts texts) {
        return """
                <label for="user">%s</label>
                <input id="user" name="%s" type="text" required maxlength="%d" autocomplete="username" autocapitalize="none" spellcheck="false" %s>
                """.formatted(
                        texts.html("user"),
                        Consent.USER,
                        Credentials.MAX_USER_LENGTH,
                        user == null ? "autofocus" : "value=\"" + HtmlPage.escaped(user) + "\"");
    }

    private static String password(@Nullable String user, PageTexts texts) {
        return """
                <label for="password">%s</label>
                <input id="password" name="%s" type="password" required maxlength="%d" autocomplete="current-password" aria-describedby="password-note"%s>
                <small id="password-note">%s</small>
                """.formatted(
                        texts.html("password"),
                        Consent.PASSWORD,
                        Credentials.MAX_PASSWORD_LENGTH,
                        user == null ? "" : " autofocus",
                        texts.html("password.note"));
    }

    /** What was asked for is ticked at first, apart from what cannot be undone. */
    private static String consent(Consent.Ask ask, PageTexts texts) {
        Consent.Choice choice = ask.choice();
        Set<Permission> ticked = choice == null ? Permission.usual(ask.request().asked()) : choice.ticked();
        return "<fieldset><legend>" + texts.html("may") + "</legend>\n"
                + choices(ask.request().asked(), ticked::contains, texts)
                + "</fieldset>\n"
                + (ask.request().asked().contains(Permission.SEND)
                        ? domains(choice == null ? "" : choice.domains(), texts)
                        : "");
    }

    /** A page that leads nowhere. */
    static String refused(Consent.Problem problem, PageTexts texts) {
        return HtmlPage.html(texts, texts.plain("signin.refused"), problem(problem, null, texts));
    }

    /** A checkbox for each permission. */
    static String choices(Set<Permission> offered, Predicate<Permission> ticked, PageTexts texts) {
        return offered.stream()
                .map(permission -> "<label class=\"choice\"><input type=\"checkbox\" name=\"%s\"%s> %s</label>\n"
                        .formatted(
                                Consent.fieldOf(permission),
                                ticked.test(permission) ? " checked" : "",
                                texts.html(key(permission))))
                .collect(Collectors.joining());
    }

    static String key(Permission permission) {
        return "may." + permission.name().toLowerCase(Locale.ROOT);
    }

    /**
     * The field for the only domains that mail may go to.
     *
     * @param typed what was typed into it before
     */
    static String domains(String typed, PageTexts texts) {
        return """
                <label for="domains">%s</label>
                <input id="domains" name="%s" maxlength="1200" autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="domains-note"%s>
                <small id="domains-note">%s</small>
                """.formatted(
                        texts.html("domains"),
                        Consent.DOMAINS,
                        typed.isEmpty() ? "" : " value=\"" + HtmlPage.escaped(typed) + "\"",
                        texts.html("domains.note"));
    }

    private static String problem(Consent.Problem problem, @Nullable Duration retryAfter, PageTexts texts) {
        String key = "problem." + problem.name().toLowerCase(Locale.ROOT);
        String minutes = retryAfter == null ? "" : Long.toString(Math.ceilDiv(retryAfter.toSeconds(), 60));
        return "<p class=\"problem\" role=\"alert\">" + texts.html(key, minutes) + "</p>";
    }
}

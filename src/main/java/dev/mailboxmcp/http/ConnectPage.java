// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.account.Grant;
import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.account.SealedCredentials;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The pages of {@code /connect}. Stateless. */
final class ConnectPage {
    private ConnectPage() {}

    /**
     * The form.
     *
     * @param seal goes back with it
     * @param allowed what tokens may be for
     * @param sent what the user filled in before, which stays but for the password; null on the first
     * @param problem why the last try did not work, as HTML; null on the first
     */
    static String form(
            String seal,
            Set<Permission> allowed,
            int maxDays,
            @Nullable ConnectForm sent,
            @Nullable String problem,
            PageTexts texts) {
        Set<Permission> ticked = sent == null ? Set.of(Permission.READ) : sent.permissions();
        return HtmlPage.html(texts, texts.plain("connect.title"), """
                <p>%s</p>
                %s
                <form method="post" action="connect" autocomplete="off">
                <input type="hidden" name="%s" value="%s">
                <label for="user">%s</label>
                <input id="user" name="%s" required maxlength="320" autocomplete="off" autocapitalize="none" spellcheck="false" %s>
                <label for="password">%s</label>
                <input id="password" name="%s" type="password" required maxlength="1024" autocomplete="off" aria-describedby="password-note"%s>
                <small id="password-note">%s</small>
                <fieldset><legend>%s</legend>
                %s</fieldset>
                %s
                <label for="days">%s</label>
                <input id="days" name="%s" type="number" min="1" max="%d" value="%s" required>
                <button class="main">%s</button>
                </form>
                """.formatted(
                        texts.html("connect.intro"),
                        problem == null ? "" : "<p class=\"problem\" role=\"alert\">" + problem + "</p>",
                        ConnectForm.SEAL,
                        HtmlPage.escaped(seal),
                        texts.html("user"),
                        ConnectForm.USER,
                        sent == null ? "autofocus" : "value=\"" + HtmlPage.escaped(sent.user()) + "\"",
                        texts.html("password"),
                        ConnectForm.PASSWORD,
                        sent == null ? "" : " autofocus",
                        texts.html("password.note"),
                        texts.html("may"),
                        SignInPage.choices(allowed, ticked::contains, texts),
                        SignInPage.domains(sent == null ? "" : sent.domains(), texts),
                        texts.html("connect.days"),
                        ConnectForm.DAYS,
                        maxDays,
                        sent == null ? Integer.toString(maxDays) : HtmlPage.escaped(sent.days()),
                        texts.html("connect.make")));
    }

    /**
     * The token, and where to put it.
     *
     * @param endpoint where clients connect
     * @param verified whether the mail server took user and password
     */
    static String token(SealedCredentials sealed, Grant grant, String endpoint, boolean verified, PageTexts texts) {
        String token = sealed.token();
        DateTimeFormatter day = DateTimeFormatter.ofPattern(texts.plain("date.pattern"), texts.locale());
        return HtmlPage.html(texts, texts.plain("connect.token.title"), """
                <p>%s %s%s</p>
                <p>%s</p>
                %s%s%s%s
                """.formatted(
                purpose(grant, texts),
                texts.html("connect.until", day.format(sealed.expiresAt().atOffset(ZoneOffset.UTC))),
                verified ? "" : " <strong>" + texts.html("connect.unverified") + "</strong>",
                texts.html("connect.keep"),
                copy("token", texts.plain("connect.token"), token),
                copy("claude-code", texts.plain("connect.claude-code"), claudeCode(endpoint, token)),
                copy("claude-desktop", texts.plain("connect.claude-desktop"), claudeDesktop(endpoint, token)),
                copy("vs-code", texts.plain("connect.vs-code"), vsCode(endpoint, token))));
    }

    private static String purpose(Grant grant, PageTexts texts) {
        SortedSet<String> domains = grant.recipientDomains();
        String may = grant.permissions().stream()
                .map(permission -> texts.plain(SignInPage.key(permission)))
                .collect(Collectors.joining(", "));
        return texts.html("connect.may", may)
                + (domains == null || !grant.allows(Permission.SEND)
                        ? ""
                        : " " + texts.html("connect.domains", String.join(", ", domains)));
    }

    private static String claudeCode(String endpoint, String token) {
        return "claude mcp add --transport http mailbox " + endpoint + " --header \"Authorization: Bearer " + token
                + "\"";
    }

    private static String claudeDesktop(String endpoint, String token) {
        return """
                {
                  "mcpServers": {
                    "mailbox": {
                      "command": "npx",
                      "args": ["-y", "mcp-remote", "%s", "--header", "Authorization:${MAILBOX_TOKEN}"],
                      "env": { "MAILBOX_TOKEN": "Bearer %s" }
                    }
                  }
                }""".formatted(endpoint, token);
    }

    private static String vsCode(String endpoint, String token) {
        return """
                {
                  "servers": {
                    "mailbox": {
                      "type": "http",
                      "url": "%s",
                      "headers": { "Authorization": "Bearer %s" }
                    }
                  }
                }""".formatted(endpoint, token);
    }

    private static String copy(String id, String label, String text) {
        return "<label for=\"%s\">%s</label>\n<textarea id=\"%s\" readonly spellcheck=\"false\">%s</textarea>\n"
                .formatted(id, HtmlPage.escaped(label), id, HtmlPage.escaped(text));
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import org.jspecify.annotations.Nullable;

/** What this server is, and how clients connect to it. Stateless. */
final class WelcomePage {
    private WelcomePage() {}

    /**
     * The page.
     *
     * @param endpoint for clients with headers
     * @param signIn the URL for clients that sign in; null where there is none
     * @param connect whether {@code /connect} is served
     */
    static String html(String endpoint, @Nullable String signIn, boolean connect, String version, PageTexts texts) {
        StringBuilder body = new StringBuilder();
        body.append("<p>").append(texts.html("welcome.intro")).append("</p>\n");
        if (signIn != null) {
            body.append("<h2>").append(texts.html("welcome.signin")).append("</h2>\n<p>");
            body.append(texts.html("welcome.signin.how")).append("</p>\n").append(code(signIn));
        }
        body.append("<h2>").append(texts.html("welcome.headers")).append("</h2>\n<p>");
        body.append(texts.html("welcome.headers.how")).append("</p>\n");
        body.append(code("claude mcp add --transport http mailbox " + endpoint
                + " \\\n  --header \"x-imap-user: you@example.org\" --header \"x-imap-pass: app-password\""));
        body.append(code("""
                { "inputs": [ { "type": "promptString", "id": "password", "description": "app password", "password": true } ],
                  "servers": { "mailbox": { "type": "http", "url": "%s",
                    "headers": { "x-imap-user": "you@example.org", "x-imap-pass": "${input:password}" } } } }\
                """.formatted(endpoint)));
        if (connect) {
            body.append("<p>").append(texts.html("welcome.connect")).append(" <a href=\"connect\">");
            body.append(texts.html("connect.title")).append("</a></p>\n");
        }
        body.append("<p><small>mailbox-mcp ").append(HtmlPage.escaped(version)).append("</small></p>\n");
        return HtmlPage.html(texts, texts.plain("welcome.title"), body.toString());
    }

    private static String code(String text) {
        return "<pre>" + HtmlPage.escaped(text) + "</pre>\n";
    }
}

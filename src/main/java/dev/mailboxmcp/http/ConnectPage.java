// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.account.Grant;
import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.account.SealedCredentials;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The pages of {@code /connect}: HTML without scripts, images or anything from elsewhere. Stateless. */
final class ConnectPage {
    private static final String STYLE = """
            :root{color-scheme:light dark}
            body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}
            label{display:block;margin:1rem 0 .25rem;font-weight:600}
            .choice{font-weight:400;margin:.25rem 0}
            .choice input{width:auto}
            input,textarea,button{font:inherit;width:100%;box-sizing:border-box;padding:.5rem}
            textarea{font:13px/1.4 ui-monospace,monospace;height:9rem;word-break:break-all}
            button{margin-top:1.5rem;width:auto;padding:.5rem 2rem}
            fieldset{margin:1rem 0 0;padding:.5rem 1rem}
            legend{font-weight:600}
            small{display:block;opacity:.8}
            .problem{border-left:4px solid #c00;padding:.5rem 1rem}
            """;

    /** No script, nothing from elsewhere, no frame around it, and forms that lead here only. */
    static final String POLICY = "default-src 'none'; style-src 'sha256-" + hash(STYLE)
            + "'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm 'UTC'", Locale.ENGLISH);

    private ConnectPage() {}

    /**
     * The form.
     *
     * @param seal goes back with it
     * @param allowed what tokens may be for
     * @param problem why the last try did not work; null on the first
     */
    static String form(String seal, Set<Permission> allowed, int maxDays, @Nullable String problem) {
        return page("Connect your mailbox", """
                <p>Makes a token for your mail client's AI assistant. The password goes to this server and to your mail
                server, and is not kept; it does not pass through any assistant.</p>
                %s
                <form method="post" action="connect" autocomplete="off">
                <input type="hidden" name="%s" value="%s">
                <label for="user">Mailbox user</label>
                <input id="user" name="%s" required maxlength="320" autocomplete="off" spellcheck="false" autofocus>
                <label for="password">Password</label>
                <input id="password" name="%s" type="password" required maxlength="1024" autocomplete="off">
                <small>Use an app password where your provider has them.</small>
                <fieldset><legend>The assistant may</legend>
                %s</fieldset>
                <label for="domains">Send to these domains only</label>
                <input id="domains" name="%s" maxlength="1200" autocomplete="off" spellcheck="false">
                <small>Such as example.org, example.com. Empty for any.</small>
                <label for="days">Valid for days</label>
                <input id="days" name="%s" type="number" min="1" max="%d" value="%d" required>
                <button>Make a token</button>
                </form>
                """.formatted(
                        problem == null ? "" : "<p class=\"problem\" role=\"alert\">" + escaped(problem) + "</p>",
                        ConnectForm.SEAL,
                        escaped(seal),
                        ConnectForm.USER,
                        ConnectForm.PASSWORD,
                        choices(allowed),
                        ConnectForm.DOMAINS,
                        ConnectForm.DAYS,
                        maxDays,
                        maxDays));
    }

    /**
     * The token, and where to put it.
     *
     * @param endpoint where clients connect
     * @param verified whether the mail server took user and password
     */
    static String token(SealedCredentials sealed, Grant grant, String endpoint, boolean verified) {
        String token = sealed.token();
        return page("Your token", """
                <p>%s It is valid until %s.%s</p>
                <p>Whoever has it can use your mailbox: keep it as you keep a password, and close this page.</p>
                %s%s%s%s
                """.formatted(
                escaped(purpose(grant)),
                DAY.format(sealed.expiresAt().atOffset(ZoneOffset.UTC)),
                verified ? "" : " <strong>The mail server could not be asked whether the password is right.</strong>",
                copy("token", "Token", token),
                copy("claude-code", "Claude Code, in a terminal", claudeCode(endpoint, token)),
                copy("claude-desktop", "Claude Desktop, claude_desktop_config.json", claudeDesktop(endpoint, token)),
                copy("vs-code", "VS Code, .vscode/mcp.json", vsCode(endpoint, token))));
    }

    private static String purpose(Grant grant) {
        SortedSet<String> domains = grant.recipientDomains();
        String may = grant.permissions().stream().map(ConnectPage::words).collect(Collectors.joining(", "));
        return "Who has this token may " + may
                + (domains == null || !grant.allows(Permission.SEND)
                        ? "."
                        : "; send to " + String.join(", ", domains) + " only.");
    }

    /** A checkbox for each; at first only reading is ticked. */
    private static String choices(Set<Permission> allowed) {
        return allowed.stream()
                .map(permission -> "<label class=\"choice\"><input type=\"checkbox\" name=\"%s\"%s> %s</label>\n"
                        .formatted(
                                ConnectForm.fieldOf(permission),
                                permission == Permission.READ ? " checked" : "",
                                words(permission)))
                .collect(Collectors.joining());
    }

    private static String words(Permission permission) {
        return switch (permission) {
            case READ -> "read mail";
            case ORGANIZE -> "put mail in order: flags, folders, trash";
            case DRAFT -> "save drafts";
            case SEND -> "send mail";
            case DELETE -> "delete mail for good";
        };
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
                .formatted(id, escaped(label), id, escaped(text));
    }

    private static String page(String title, String body) {
        return "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width\"><title>" + title + "</title><style>" + STYLE
                + "</style></head>\n<body>\n<h1>" + title + "</h1>\n" + body + "</body>\n</html>\n";
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static String hash(String text) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oidc;

import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.net.TlsTrust;
import dev.mailboxmcp.settings.Settings;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * An identity provider, and what this server is to it. Immutable.
 *
 * @param issuer exactly as the provider names itself ({@code OAUTH_ISSUER})
 * @param clientId of this server there ({@code OAUTH_CLIENT_ID})
 * @param clientSecret that goes with it ({@code OAUTH_CLIENT_SECRET})
 * @param scopes what it is asked for, between blanks ({@code OAUTH_SCOPES})
 * @param addressClaim the claim of the ID token that holds the user's mailbox ({@code OAUTH_ADDRESS_CLAIM})
 * @param prompt what the provider shall show in any case; null for what it thinks fit ({@code OAUTH_PROMPT})
 * @param name what users call it ({@code OAUTH_NAME})
 * @param trust whose certificates it may have ({@code OAUTH_CA_FILE})
 */
public record ProviderSettings(
        String issuer,
        String clientId,
        Secret clientSecret,
        String scopes,
        String addressClaim,
        @Nullable String prompt,
        String name,
        SSLContext trust) {
    private static final Pattern CLIENT_ID = Pattern.compile("[\\x21-\\x7E]{1,300}");
    private static final Pattern SCOPES =
            Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E]+( [\\x21\\x23-\\x5B\\x5D-\\x7E]+)*");
    private static final Pattern CLAIM = Pattern.compile("[A-Za-z0-9_:./-]{1,100}");
    private static final Pattern PROMPT = Pattern.compile("consent|login|select_account");
    private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}<>]{1,40}");

    /** Reads the variables; null where {@code OAUTH_CLIENT_ID} is not set, so that passwords are asked for. */
    public static @Nullable ProviderSettings read(Settings settings) {
        String clientId =
                settings.unlessBlank("OAUTH_CLIENT_ID", "the client id of this server at the identity provider");
        String issuer = settings.unlessBlank("OAUTH_ISSUER", "the URL of an identity provider");
        Secret secret = secret(settings);
        String scopes = settings.unlessBlank("OAUTH_SCOPES", "scopes between blanks, openid among them");
        String claim = settings.unlessBlank("OAUTH_ADDRESS_CLAIM", "the name of a claim, such as email");
        String prompt = settings.unlessBlank("OAUTH_PROMPT", "consent, login or select_account");
        String name = settings.unlessBlank("OAUTH_NAME", "what users call the identity provider");
        SSLContext trust = TlsTrust.read(settings, "OAUTH_CA_FILE");
        if (clientId == null) {
            if (issuer != null) {
                settings.problem(
                        "OAUTH_ISSUER",
                        issuer,
                        settings.variable("OAUTH_CLIENT_ID") + " and " + settings.variable("OAUTH_CLIENT_SECRET")
                                + " too");
            }
            return null;
        }
        String url = settings.required(
                "OAUTH_ISSUER",
                "the URL of the identity provider, such as" + " https://login.example.org/realms/staff");
        ProviderUrl parsed = ProviderUrl.parse(url);
        if (!url.isEmpty() && (parsed == null || parsed.path().contains("?"))) {
            settings.problem("OAUTH_ISSUER", url, "an https URL without a query, exactly as the provider names itself");
        }
        if (secret == null) {
            settings.secretProblem(
                    "OAUTH_CLIENT_SECRET",
                    "is not set",
                    "the secret of this server at the identity provider, or "
                            + settings.variable("OAUTH_CLIENT_SECRET_FILE") + " with the name of a file that holds it");
        }
        String scope = scopes == null ? "openid email" : scopes;
        if (!SCOPES.matcher(scope).matches() || !List.of(scope.split(" ", -1)).contains("openid")) {
            settings.problem("OAUTH_SCOPES", scope, "scopes between single blanks, openid among them");
        }
        check(settings, "OAUTH_CLIENT_ID", clientId, CLIENT_ID, "printable characters without blanks");
        check(settings, "OAUTH_ADDRESS_CLAIM", claim, CLAIM, "the name of a claim, such as email");
        check(settings, "OAUTH_PROMPT", prompt, PROMPT, "consent, login or select_account");
        check(settings, "OAUTH_NAME", name, NAME, "a name of at most 40 characters");
        return new ProviderSettings(
                url,
                clientId,
                secret == null ? new Secret("") : secret,
                scope,
                claim == null ? "email" : claim,
                prompt,
                name != null ? name : parsed == null ? url : parsed.host(),
                trust);
    }

    private static @Nullable Secret secret(Settings settings) {
        String secret = settings.secret("OAUTH_CLIENT_SECRET");
        return secret == null ? null : new Secret(secret);
    }

    private static void check(Settings settings, String name, @Nullable String value, Pattern syntax, String needs) {
        if (value != null && !syntax.matcher(value).matches()) {
            settings.problem(name, value, needs);
        }
    }
}

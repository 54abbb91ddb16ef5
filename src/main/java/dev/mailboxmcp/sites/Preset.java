// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sites;

import java.util.Map;

/**
 * What is known of a mail provider, as values of settings; docs/providers.md says where from. Everything that is not here is
 * as for any server.
 */
public enum Preset {
    /** Any server that goes by the standards, for a profile that shares nothing with the servers of the others. */
    GENERIC,
    MICROSOFT365,
    GMAIL,
    FASTMAIL,
    ICLOUD,
    YAHOO;

    /** The settings that are known, by their names without a prefix. */
    Map<String, String> known() {
        return switch (this) {
            case GENERIC -> Map.of();
            case MICROSOFT365 ->
                Map.of(
                        "IMAP_HOST", "outlook.office365.com",
                        "SMTP_HOST", "smtp.office365.com",
                        "SENT_COPY", "server",
                        "AUTH", "oauth",
                        "OAUTH_NAME", "Microsoft",
                        "OAUTH_ADDRESS_CLAIM", "preferred_username", // there is no email_verified there
                        "OAUTH_SCOPES",
                                "openid profile email offline_access https://outlook.office.com/IMAP.AccessAsUser.All"
                                        + " https://outlook.office.com/SMTP.Send");
            case GMAIL ->
                Map.of(
                        "IMAP_HOST", "imap.gmail.com",
                        "SMTP_HOST", "smtp.gmail.com",
                        "SENT_COPY", "server",
                        "OAUTH_NAME", "Google",
                        "OAUTH_PROMPT", "consent", // else a second consent comes without a refresh token
                        "OAUTH_SCOPES", "openid email https://mail.google.com/");
            case FASTMAIL ->
                Map.of("IMAP_HOST", "imap.fastmail.com", "SMTP_HOST", "smtp.fastmail.com", "SMTP_PORT", "465");
            case ICLOUD -> Map.of("IMAP_HOST", "imap.mail.me.com", "SMTP_HOST", "smtp.mail.me.com");
            case YAHOO ->
                Map.of("IMAP_HOST", "imap.mail.yahoo.com", "SMTP_HOST", "smtp.mail.yahoo.com", "SMTP_PORT", "465");
        };
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.login;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Login.AccessToken;
import dev.mailboxmcp.mail.MailFailure.LoginFailed.Wanted;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Why a mail server refused an access token, as far as one can tell: it says little, and most say the same whatever is wrong.
 * So what it says counts first, then what the token says of itself where it is a JWT (RFC 7519). That is never checked, since
 * nothing but a sentence for the user depends on it. Nothing of either is kept.
 */
public final class TokenRefusal {
    private static final int MAX_CHALLENGE = 4096; // in base64; all that is known are shorter than 300
    private static final String STRING = "\"\\s*:\\s*\"([^\"\\\\]{1,1000})\"";
    private static final Pattern STATUS = Pattern.compile("\"status" + STRING);
    private static final Pattern EXPIRES = Pattern.compile("\"exp\"\\s*:\\s*(\\d{1,12})(?![\\d.])");
    private static final Pattern SCOPES = Pattern.compile("\"(?:scp|scope)" + STRING);
    private static final Pattern AUDIENCE = Pattern.compile("\"aud" + STRING);
    private static final List<Pattern> OWNERS = List.of(
            Pattern.compile("\"upn" + STRING),
            Pattern.compile("\"email" + STRING),
            Pattern.compile("\"preferred_username" + STRING),
            Pattern.compile("\"unique_name" + STRING));
    private static final Pattern MAIL = Pattern.compile("(?i)imap|smtp|mail|outlook");

    private TokenRefusal() {}

    /**
     * What would help. Of a token that this server got a moment ago for a user who signed in, a new one would not.
     *
     * @param challenge in which the server said why, in base64 (RFC 7628 3.2.2, or as Google has it); empty where it said
     *     nothing
     */
    public static Wanted wanted(String challenge, Credentials credentials, AccessToken token, Instant now) {
        String status = value(STATUS, decoded(challenge, Base64.getDecoder()));
        if ("insufficient_scope".equals(status)) {
            return Wanted.TOKEN_SCOPE;
        }
        String claims = claims(token);
        Wanted unknown = token.authorization() == null ? Wanted.NEW_TOKEN : Wanted.TOKEN_TRUST;
        if (claims.isEmpty()) {
            return unknown;
        }
        String expires = value(EXPIRES, claims);
        if (expires != null && !now.isBefore(Instant.ofEpochSecond(Long.parseLong(expires)))) {
            return Wanted.TOKEN_OVER;
        }
        if (isForOtherThings(claims)) {
            return Wanted.TOKEN_SCOPE;
        }
        return isOfAnother(claims, credentials) ? Wanted.TOKEN_MAILBOX : unknown;
    }

    /** What would help where the server took the token, and then opened no mailbox. */
    public static Wanted wantedForMailbox(Credentials credentials, AccessToken token) {
        List<String> owners = owners(claims(token));
        return owners.contains(credentials.canonicalUser()) ? Wanted.IMAP_ACCESS : Wanted.TOKEN_MAILBOX;
    }

    /** QUIRK: Microsoft's tokens are for one service, which stands in their audience, and have short names of scopes. */
    private static boolean isForOtherThings(String claims) {
        String scopes = value(SCOPES, claims);
        String audience = value(AUDIENCE, claims);
        boolean ofMicrosoft = audience != null && audience.contains("graph.microsoft.com");
        return ofMicrosoft || (scopes != null && !MAIL.matcher(scopes).find());
    }

    private static boolean isOfAnother(String claims, Credentials credentials) {
        List<String> owners = owners(claims);
        return !owners.isEmpty()
                && !owners.contains(credentials.canonicalUser())
                && !owners.contains(credentials.canonicalLoginName());
    }

    private static List<String> owners(String claims) {
        return OWNERS.stream()
                .map(claim -> value(claim, claims))
                .filter(owner -> owner != null && owner.contains("@"))
                .map(owner -> owner.toLowerCase(Locale.ROOT))
                .toList();
    }

    private static String claims(AccessToken token) {
        String[] parts = token.secret().reveal().split("\\.", -1);
        return parts.length == 3 ? decoded(parts[1], Base64.getUrlDecoder()) : "";
    }

    private static String decoded(String base64, Base64.Decoder decoder) {
        if (base64.length() > Math.max(MAX_CHALLENGE, AccessToken.MAX_LENGTH)) {
            return "";
        }
        try {
            return new String(decoder.decode(base64.strip()), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static @Nullable String value(Pattern member, String json) {
        Matcher matcher = member.matcher(json);
        return matcher.find() ? matcher.group(1) : null;
    }
}

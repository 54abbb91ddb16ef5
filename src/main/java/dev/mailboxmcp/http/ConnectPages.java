// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.account.BadTokenException;
import dev.mailboxmcp.account.CredentialTokens;
import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.LoginCheck;
import dev.mailboxmcp.account.PermissionSettings;
import dev.mailboxmcp.account.Profiles;
import dev.mailboxmcp.account.SealedCredentials;
import dev.mailboxmcp.account.Sealer;
import dev.mailboxmcp.account.TokenSettings;
import dev.mailboxmcp.account.TokenSources;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * What {@code /connect} answers: a form, and a token for what was typed into it. Nothing is kept, no cookie is set; that
 * the form is of this server is sealed into it. Thread-safe.
 */
public final class ConnectPages {
    private static final String PURPOSE = "connect-form";
    private static final byte[] NOTHING_MORE = {};
    private static final Duration FORM_LIFETIME = Duration.ofMinutes(15);

    private final TokenSources sources;
    private final TokenSettings settings;
    private final PermissionSettings permissions;
    private final CredentialTokens tokens;
    private final Profiles profiles;
    private final Sealer sealer;
    private final LoginCheck logins;
    private final InstantSource clock;

    public ConnectPages(
            TokenSources sources,
            TokenSettings settings,
            PermissionSettings permissions,
            CredentialTokens tokens,
            Profiles profiles,
            Sealer sealer,
            LoginCheck logins,
            InstantSource clock) {
        this.sources = sources;
        this.settings = settings;
        this.permissions = permissions;
        this.tokens = tokens;
        this.profiles = profiles;
        this.sealer = sealer;
        this.logins = logins;
        this.clock = clock;
    }

    /** Whether there is a page at all. */
    boolean areServed() {
        return sources.page();
    }

    PageAnswer form(PageTexts texts) {
        return form(200, null, null, null, texts);
    }

    /**
     * Refuses what cannot be used.
     *
     * @param problem the key of the text for the user
     */
    PageAnswer refused(String problem, PageTexts texts) {
        return form(400, null, texts.html(problem), null, texts);
    }

    /**
     * A token for a filled-in form. Asks the mail server, and blocks.
     *
     * @param clientAddress of whom sent it
     * @param endpoint where that user's client will connect
     */
    PageAnswer submit(byte[] body, String clientAddress, String endpoint, PageTexts texts) {
        FormFields fields;
        try {
            fields = FormFields.parse(body);
        } catch (IllegalArgumentException e) {
            return refused("connect.unreadable", texts);
        }
        ConnectForm form = ConnectForm.of(fields);
        if (!isFresh(form.seal())) {
            return refused("connect.too_old", texts); // without what was typed: anybody may have sent that
        }
        Credentials credentials;
        Duration lifetime;
        try {
            credentials = form.credentials(fields.text(ConnectForm.PASSWORD));
            lifetime = form.lifetime();
        } catch (ConnectForm.Unusable e) {
            return form(400, form, texts.html(e.key()), null, texts);
        }
        return switch (logins.check(credentials.from(clientAddress))) {
            case LoginCheck.Outcome.Accepted accepted -> token(credentials, lifetime, endpoint, true, texts);
            case LoginCheck.Outcome.Unknown unknown -> token(credentials, lifetime, endpoint, false, texts);
            case LoginCheck.Outcome.Refused refused ->
                form(403, form, texts.html("problem.login_refused"), null, texts);
            case LoginCheck.Outcome.NotHere elsewhere -> form(403, form, texts.html("problem.not_here"), null, texts);
            case LoginCheck.Outcome.Stopped stopped ->
                form(
                        429,
                        form,
                        texts.html(
                                "problem.login_stopped",
                                Long.toString(Math.ceilDiv(stopped.retryAfter().toSeconds(), 60))),
                        stopped.retryAfter(),
                        texts);
        };
    }

    private PageAnswer token(
            Credentials credentials, Duration lifetime, String endpoint, boolean verified, PageTexts texts) {
        SealedCredentials sealed = tokens.seal(profiles.placed(credentials), lifetime);
        return new PageAnswer(200, ConnectPage.token(sealed, credentials.grant(), endpoint, verified, texts));
    }

    /** @param sent what did not work; all but the password stays */
    private PageAnswer form(
            int status,
            @Nullable ConnectForm sent,
            @Nullable String problem,
            @Nullable Duration retryAfter,
            PageTexts texts) {
        byte[] until = ByteBuffer.allocate(Long.BYTES)
                .putLong(clock.instant().plus(FORM_LIFETIME).getEpochSecond())
                .array();
        String seal = sealer.seal(PURPOSE, NOTHING_MORE, until);
        int days = Math.toIntExact(settings.lifetime().toDays());
        return new PageAnswer(
                status,
                ConnectPage.form(seal, permissions.allowed(), days, sent, problem, texts),
                HtmlPage.Forms.TO_THIS_SERVER,
                retryAfter);
    }

    private boolean isFresh(String seal) {
        try {
            Instant until = Instant.ofEpochSecond(
                    ByteBuffer.wrap(sealer.open(PURPOSE, NOTHING_MORE, seal)).getLong());
            return clock.instant().isBefore(until);
        } catch (BadTokenException e) {
            return false;
        }
    }
}

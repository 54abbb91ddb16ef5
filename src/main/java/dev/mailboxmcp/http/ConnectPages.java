// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.account.BadTokenException;
import dev.mailboxmcp.account.CredentialTokens;
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

    /** A page and how it is sent. */
    record Answer(int status, String html, @Nullable Duration retryAfter) {}

    /** Whether there is a page at all. */
    boolean areServed() {
        return sources.page();
    }

    Answer form() {
        return form(200, null, null);
    }

    /** Refuses what cannot be read; the problem goes to the user. */
    Answer refused(String problem) {
        return form(400, problem, null);
    }

    /**
     * A token for a filled-in form. Asks the mail server, and blocks.
     *
     * @param clientAddress of whom sent it
     * @param endpoint where that user's client will connect
     */
    Answer submit(byte[] body, String clientAddress, String endpoint) {
        ConnectForm form;
        try {
            form = ConnectForm.parse(body);
        } catch (IllegalArgumentException e) {
            return refused(String.valueOf(e.getMessage()));
        }
        if (!isFresh(form.seal())) {
            return refused("The form was open for too long. Fill it in again.");
        }
        return switch (logins.check(form.credentials().from(clientAddress))) {
            case LoginCheck.Outcome.Accepted accepted -> token(form, endpoint, true);
            case LoginCheck.Outcome.Unknown unknown -> token(form, endpoint, false);
            case LoginCheck.Outcome.Refused refused ->
                form(403, "The mail server refused this user and password. Many providers want an app password.", null);
            case LoginCheck.Outcome.NotHere elsewhere -> form(403, elsewhere.why(), null);
            case LoginCheck.Outcome.Stopped stopped ->
                form(
                        429,
                        "Too many logins failed. Try again in "
                                + Math.ceilDiv(stopped.retryAfter().toSeconds(), 60) + " minutes.",
                        stopped.retryAfter());
        };
    }

    private Answer token(ConnectForm form, String endpoint, boolean verified) {
        SealedCredentials sealed = tokens.seal(profiles.placed(form.credentials()), form.lifetime());
        return new Answer(200, ConnectPage.token(sealed, form.credentials().grant(), endpoint, verified), null);
    }

    private Answer form(int status, @Nullable String problem, @Nullable Duration retryAfter) {
        byte[] until = ByteBuffer.allocate(Long.BYTES)
                .putLong(clock.instant().plus(FORM_LIFETIME).getEpochSecond())
                .array();
        String seal = sealer.seal(PURPOSE, NOTHING_MORE, until);
        int days = Math.toIntExact(settings.lifetime().toDays());
        return new Answer(status, ConnectPage.form(seal, permissions.allowed(), days, problem), retryAfter);
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

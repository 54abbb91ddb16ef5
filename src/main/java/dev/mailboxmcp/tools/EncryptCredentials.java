// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.access.Door;
import dev.mailboxmcp.account.BadTokenException;
import dev.mailboxmcp.account.CredentialTokens;
import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Grant;
import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.account.SealedCredentials;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.account.WiderGrantException;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.tool.Doc;
import dev.mailboxmcp.tool.ErrorCode;
import dev.mailboxmcp.tool.McpTool;
import dev.mailboxmcp.tool.PlainTool;
import dev.mailboxmcp.tool.ToolFailure;
import jakarta.inject.Inject;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code imap_encrypt_credentials}: user and password to a token, or a token to a narrower one. The only tool that takes a
 * password. The headers' credentials never become a token here: that would hand the model something to give away which it
 * did not have.
 */
@McpTool(
        name = "imap_encrypt_credentials",
        title = "Make a token",
        description = "Makes a `credentials` token of user and password, or a narrower one.",
        order = 1,
        takesPassword = true)
public final class EncryptCredentials implements PlainTool<EncryptCredentials.Arguments, EncryptCredentials.Result> {
    private static final int MAX_HOURS = 87_600; // ten years, as TOKEN_MAX_DAYS

    /** Whom the token is for, and what. */
    public record Arguments(
            @Size(min = 1, max = Credentials.MAX_USER_LENGTH) @Nullable
            String user,

            @Size(min = 1, max = Credentials.MAX_PASSWORD_LENGTH) @Nullable
            String password,

            @Nullable String credentials,

            @Doc("Default: all allowed, but `delete`") @Size(min = 1, max = 5) @Nullable
            List<Permission> permissions,

            @Size(max = Grant.MAX_DOMAINS) @Nullable List<String> recipientDomains,

            @Min(1) @Max(MAX_HOURS) @Nullable Integer validHours) {
        /** Never the password, should this ever reach a log. */
        @Override
        public String toString() {
            return "Arguments[***]";
        }
    }

    /**
     * The token.
     *
     * @param permissions what it is for; the server may allow less
     * @param verified false where the mail server could not be reached, so the password is not known to be right
     */
    public record Result(
            String credentials, String user, List<Permission> permissions, OffsetDateTime expiresAt, boolean verified) {
        @Override
        public String toString() {
            return "Result[***]";
        }
    }

    private final Door door;
    private final CredentialTokens tokens;

    @Inject
    EncryptCredentials(Door door, CredentialTokens tokens) {
        this.door = door;
        this.tokens = tokens;
    }

    @Override
    public Result call(Arguments arguments, CallContext context) {
        try {
            SealedCredentials sealed =
                    arguments.credentials() == null ? sealed(arguments) : narrowed(arguments, arguments.credentials());
            Credentials made = tokens.open(sealed.token()).from(context.caller().remoteAddress());
            context.trail().profile(made.profile());
            context.trail().user(made.user()); // before the login, which may fail
            boolean verified = door.verify(made);
            return new Result(
                    sealed.token(),
                    made.user(),
                    List.copyOf(made.grant().permissions()),
                    sealed.expiresAt().truncatedTo(ChronoUnit.SECONDS).atOffset(ZoneOffset.UTC),
                    verified);
        } catch (BadTokenException e) {
            throw Door.badToken(e);
        } catch (WiderGrantException | IllegalArgumentException e) {
            throw invalid(String.valueOf(e.getMessage()), e);
        }
    }

    private SealedCredentials sealed(Arguments arguments) {
        if (arguments.user() == null || arguments.password() == null) {
            throw invalid("user and password are missing: give both, or credentials alone", null);
        }
        Credentials whole = door.placed(new Credentials(arguments.user(), new Secret(arguments.password())));
        Set<Permission> wanted =
                arguments.permissions() == null ? door.permissions(whole).usual() : Set.copyOf(arguments.permissions());
        Credentials credentials = whole.withGrant(Grant.of(wanted, arguments.recipientDomains()));
        Duration lifetime = lifetime(arguments);
        return lifetime == null ? tokens.seal(credentials) : tokens.seal(credentials, lifetime);
    }

    private SealedCredentials narrowed(Arguments arguments, String token)
            throws BadTokenException, WiderGrantException {
        if (arguments.user() != null || arguments.password() != null) {
            throw invalid("credentials came with user or password: give either credentials, or both of those", null);
        }
        return tokens.narrow(
                token,
                arguments.permissions() == null ? null : Set.copyOf(arguments.permissions()),
                arguments.recipientDomains(),
                lifetime(arguments));
    }

    private static @Nullable Duration lifetime(Arguments arguments) {
        return arguments.validHours() == null ? null : Duration.ofHours(arguments.validHours());
    }

    private static ToolFailure invalid(String message, @Nullable Exception cause) {
        return new ToolFailure(ErrorCode.INVALID_ARGUMENT, message, null, cause);
    }
}

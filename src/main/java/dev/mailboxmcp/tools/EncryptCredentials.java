// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.account.CredentialTokens;
import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.SealedCredentials;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.mailbox.Mailboxes;
import dev.mailboxmcp.tool.ErrorCode;
import dev.mailboxmcp.tool.McpTool;
import dev.mailboxmcp.tool.Tool;
import dev.mailboxmcp.tool.ToolFailure;
import jakarta.inject.Inject;
import jakarta.validation.constraints.Size;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** {@code imap_encrypt_credentials}: user and password to a token. The only tool that takes a password. */
@McpTool(
        name = "imap_encrypt_credentials",
        title = "Encrypt mailbox credentials",
        description =
                "Turns mailbox user and password into an encrypted token for `credentials`. Not needed with x-imap-user and"
                        + " x-imap-pass headers.",
        order = 1,
        readOnly = true,
        idempotent = true)
public final class EncryptCredentials implements Tool<EncryptCredentials.Arguments, EncryptCredentials.Result> {
    /** Whom the token is for. */
    public record Arguments(
            @Size(min = 1, max = Credentials.MAX_USER_LENGTH)
            String user,

            @Size(min = 1, max = Credentials.MAX_PASSWORD_LENGTH)
            String password) {
        /** Never the password, should this ever reach a log. */
        @Override
        public String toString() {
            return "Arguments[***]";
        }
    }

    /**
     * The token.
     *
     * @param verified false where the mail server could not be reached, so the password is not known to be right
     */
    public record Result(String credentials, String user, OffsetDateTime expiresAt, boolean verified) {}

    private final Mailboxes mailboxes;
    private final CredentialTokens tokens;

    @Inject
    EncryptCredentials(Mailboxes mailboxes, CredentialTokens tokens) {
        this.mailboxes = mailboxes;
        this.tokens = tokens;
    }

    @Override
    public Result call(Arguments arguments, CallContext context) {
        Credentials credentials = credentials(arguments);
        boolean verified = mailboxes.of(credentials).verify();
        SealedCredentials sealed = tokens.seal(credentials);
        return new Result(
                sealed.token(),
                arguments.user(),
                sealed.expiresAt().truncatedTo(ChronoUnit.SECONDS).atOffset(ZoneOffset.UTC),
                verified);
    }

    private static Credentials credentials(Arguments arguments) {
        try {
            return new Credentials(arguments.user(), new Secret(arguments.password()));
        } catch (IllegalArgumentException e) {
            throw new ToolFailure(ErrorCode.INVALID_ARGUMENT, String.valueOf(e.getMessage()), null, e);
        }
    }
}

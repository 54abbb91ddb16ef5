// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.account.BadTokenException;
import dev.mailboxmcp.account.CredentialTokens;
import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.call.CallMemory;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.Memory;
import dev.mailboxmcp.mailbox.Mailbox;
import dev.mailboxmcp.mailbox.Mailboxes;
import dev.mailboxmcp.tool.ErrorCode;
import dev.mailboxmcp.tool.ToolFailure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * From a call to the mailbox it means: the {@code credentials} argument wins, the request's headers are the default.
 * Thread-safe.
 */
public final class MailboxAccess {
    private static final Duration MEMORY_RETRY_AFTER = Duration.ofSeconds(5);

    private final Mailboxes mailboxes;
    private final CredentialTokens tokens;

    public MailboxAccess(Mailboxes mailboxes, CredentialTokens tokens) {
        this.mailboxes = mailboxes;
        this.tokens = tokens;
    }

    /**
     * The caller's mailbox; nothing is checked with the mail server yet.
     *
     * @param token the {@code credentials} argument, null where the call has none
     * @throws ToolFailure {@link ErrorCode#BAD_TOKEN} or {@link ErrorCode#NO_CREDENTIALS}
     */
    Mailbox mailbox(@Nullable String token, CallContext context) {
        Credentials credentials = credentials(token, context);
        context.trail().user(credentials.user());
        return mailboxes.of(credentials, bytes -> memory(context, bytes));
    }

    private static Memory.Lease memory(CallContext context, long bytes) {
        CallMemory.Lease lease = context.memory().take(bytes);
        if (lease == null) {
            throw new MailException(
                    new MailFailure.Busy("other calls are reading large mails or attachments", MEMORY_RETRY_AFTER));
        }
        return lease::keep;
    }

    /** The mailbox that the request's headers name; for whatever has no arguments. */
    public Mailbox mailbox(CallContext context) {
        return mailbox(null, context);
    }

    /**
     * For what is served without credentials too: a token that is none must not look like none at all.
     *
     * @throws ToolFailure {@link ErrorCode#BAD_TOKEN}
     */
    public void checkToken(CallContext context) {
        if (context.caller().badToken()) {
            throw new ToolFailure(
                    ErrorCode.BAD_TOKEN,
                    "the token in the Authorization header is not valid here, or no longer. Its owner has to make a new one"
                            + " and put it into the MCP client's configuration.");
        }
    }

    private Credentials credentials(@Nullable String token, CallContext context) {
        if (token != null) {
            try {
                return tokens.open(token).from(context.caller().remoteAddress());
            } catch (BadTokenException e) {
                throw badToken(e);
            }
        }
        checkToken(context);
        Credentials fromHeaders = context.caller().credentials();
        if (fromHeaders == null) {
            throw new ToolFailure(
                    ErrorCode.NO_CREDENTIALS,
                    "the call names no mailbox. Configure the headers x-imap-user and x-imap-pass in the MCP client, or a"
                            + " credentials token as Authorization: Bearer, or pass one as credentials.");
        }
        return fromHeaders;
    }

    /** One text for every defect: which one it was would help only an attacker. */
    static ToolFailure badToken(BadTokenException cause) {
        return new ToolFailure(
                ErrorCode.BAD_TOKEN,
                "this credentials token is not valid here, or no longer. Its owner has to make a new one; or leave"
                        + " credentials out to use the request's headers.",
                null,
                cause);
    }
}

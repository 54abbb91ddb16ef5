// SPDX-License-Identifier: MIT
package dev.mailboxmcp.access;

import dev.mailboxmcp.account.BadTokenException;
import dev.mailboxmcp.account.CredentialTokens;
import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Grant;
import dev.mailboxmcp.account.LoginCheck;
import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.account.PermissionSettings;
import dev.mailboxmcp.account.Principal;
import dev.mailboxmcp.account.TokenLife;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.call.CallMemory;
import dev.mailboxmcp.call.PageQuestion;
import dev.mailboxmcp.mail.DraftToSend;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.Memory;
import dev.mailboxmcp.mailbox.Deleting;
import dev.mailboxmcp.mailbox.Drafting;
import dev.mailboxmcp.mailbox.Facet;
import dev.mailboxmcp.mailbox.Mailboxes;
import dev.mailboxmcp.mailbox.Organizing;
import dev.mailboxmcp.mailbox.Reading;
import dev.mailboxmcp.mailbox.Sending;
import dev.mailboxmcp.sites.Site;
import dev.mailboxmcp.sites.Sites;
import dev.mailboxmcp.tool.ErrorCode;
import dev.mailboxmcp.tool.PlainTool;
import dev.mailboxmcp.tool.RecordTool;
import dev.mailboxmcp.tool.Tool;
import dev.mailboxmcp.tool.ToolFailure;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The one way from a call to a mailbox: credentials, then the site that has the mailbox, then permission, then budget, then
 * what that permission allows. Whose mailbox it was goes into the trail of the call. The mail server is asked nothing on that
 * way; {@link #verify} and {@link #check}, for logins without a call, do ask it. Thread-safe.
 */
public final class Door {
    private static final Duration MEMORY_RETRY_AFTER = Duration.ofSeconds(5);

    private final Sites sites;
    private final CredentialTokens tokens;
    private final CallBudgets budgets;
    private final MailFailures failures = new MailFailures();

    public Door(Sites sites, CredentialTokens tokens, CallBudgets budgets) {
        this.sites = sites;
        this.tokens = tokens;
        this.budgets = budgets;
    }

    /**
     * The tool as the protocol sees it, with the door in front of it.
     *
     * @throws IllegalArgumentException if it is given more, or less, than the permission of its annotation allows
     */
    public RecordTool guarded(Tool<?, ?> tool) {
        return switch (tool) {
            case PlainTool<?, ?> plain -> RecordTool.of(plain);
            case MailTool<?, ?, ?> mail -> onMailbox(mail);
            default -> throw new IllegalArgumentException(tool.getClass() + " is no kind of tool that is known here");
        };
    }

    @SuppressWarnings("unchecked") // the facet was compared, the shape of the arguments was read from this very tool
    private <F extends Facet, A extends Record> RecordTool onMailbox(MailTool<F, A, ?> tool) {
        Permission permission = RecordTool.permission(tool);
        if (permission == null || facetOf(tool) != facetOf(permission)) {
            throw new IllegalArgumentException(tool.getClass() + " is a MailTool of "
                    + (facetOf(tool) instanceof Class<?> facet ? facet.getSimpleName() : "nothing")
                    + ", and the permission that its annotation names is " + permission);
        }
        CallKind kind = CallKind.of(permission, RecordTool.annotation(tool).searches());
        return new RecordTool(tool, CommonArguments.class, (arguments, common, context) -> {
            Credentials credentials = admitted(permission, kind, ((CommonArguments) common).credentials(), context);
            try {
                return UserConsent.around(
                        permission,
                        context,
                        consented -> tool.call(
                                (F) facet(permission, credentials, consented, context), (A) arguments, context));
            } catch (MailException e) {
                if (e.failure() instanceof MailFailure.NotAllowed refused) {
                    context.trail().refusedDomains(refused.refusedDomains());
                }
                throw inVariablesOf(sites.of(credentials), e);
            } catch (ToolFailure e) {
                throw inVariablesOf(sites.of(credentials), e);
            }
        });
    }

    /** The failure, in whose words each setting bears the name that the profile of the site has for it. */
    private RuntimeException inVariablesOf(Site site, RuntimeException failure) {
        ToolFailure told = failure instanceof ToolFailure itself ? itself : failures.translate(failure);
        String words = told == null ? "" : site.settings().inItsVariables(told.getMessage());
        return told == null || words.equals(told.getMessage())
                ? failure
                : new ToolFailure(told.code(), MailFailures.bounded(words), told.retryAfter(), failure);
    }

    private static Class<? extends Facet> facetOf(Permission permission) {
        return switch (permission) {
            case READ -> Reading.class;
            case ORGANIZE -> Organizing.class;
            case SEND -> Sending.class;
            case DELETE -> Deleting.class;
            case DRAFT -> Drafting.class;
        };
    }

    private static @Nullable Type facetOf(MailTool<?, ?, ?> tool) {
        for (Type type : tool.getClass().getGenericInterfaces()) {
            if (type instanceof ParameterizedType parameterized && parameterized.getRawType() == MailTool.class) {
                return parameterized.getActualTypeArguments()[0];
            }
        }
        return null;
    }

    /**
     * Reading the mailbox that the request's headers name, for what has no arguments. Each use takes one call off the budget.
     *
     * @throws ToolFailure {@link ErrorCode#BAD_TOKEN}, {@link ErrorCode#NO_CREDENTIALS} or {@link ErrorCode#NOT_ALLOWED}
     * @throws MailException {@link MailFailure.Throttled}
     */
    public Reading reading(CallContext context) {
        Credentials credentials = admitted(Permission.READ, CallKind.READ, null, context);
        return sites.of(credentials).mailboxes().reading(credentials, memory(credentials, context));
    }

    /**
     * The credentials at the mail provider that has the mailbox.
     *
     * @throws MailException {@link MailFailure.NotAllowed} where this deployment has none for that user
     */
    public Credentials placed(Credentials credentials) {
        Credentials placed = sites.profiles().placed(credentials);
        Site unused = sites.of(placed); // throws where there is none
        return placed;
    }

    /**
     * Whether the mail server accepts the credentials. Asks it, and blocks.
     *
     * @return false where it could not be asked
     * @throws MailException where it refuses them, or as {@link #placed}
     */
    public boolean verify(Credentials credentials) {
        Credentials placed = placed(credentials);
        return sites.of(placed).mailboxes().verify(placed);
    }

    /** The same in words for whoever asks for a user, with one answer for all that may be wrong with user and password. */
    public LoginCheck.Outcome check(Credentials credentials) {
        try {
            return verify(credentials) ? new LoginCheck.Outcome.Accepted() : new LoginCheck.Outcome.Unknown();
        } catch (MailException e) {
            return outcome(e.failure());
        }
    }

    static LoginCheck.Outcome outcome(MailFailure refusal) {
        return switch (refusal) {
            case MailFailure.TooManyFailedLogins stopped -> new LoginCheck.Outcome.Stopped(stopped.retryAfter());
            case MailFailure.NotAllowed elsewhere ->
                new LoginCheck.Outcome.NotHere(); // no provider has the user, or ALLOWED_USERS leaves them out
            default -> new LoginCheck.Outcome.Refused();
        };
    }

    /**
     * What may be done at the mail provider of these credentials, whatever they are for.
     *
     * @throws MailException as {@link #placed}
     */
    public PermissionSettings permissions(Credentials credentials) {
        return sites.of(placed(credentials)).permissions();
    }

    private Facet facet(
            Permission permission, Credentials credentials, @Nullable String consented, CallContext context) {
        Site site = sites.of(credentials);
        Mailboxes mailboxes = site.mailboxes();
        return switch (permission) {
            case READ -> mailboxes.reading(credentials, memory(credentials, context));
            case SEND -> mailboxes.sending(credentials, consented, asked(context), memory(credentials, context));
            case ORGANIZE -> mailboxes.organizing(credentials);
            case DELETE -> mailboxes.deleting(credentials, site.permissions().deleteMode(), consented);
            case DRAFT -> mailboxes.drafting(credentials, memory(credentials, context));
        };
    }

    /** The draft that the user was asked to confirm on a page in an earlier round of this call; null for none. */
    private static @Nullable DraftToSend asked(CallContext context) {
        PageQuestion.AskedDraft asked = PageQuestion.asked(context);
        return asked == null
                ? null
                : new DraftToSend(new FolderPath(asked.folder()), asked.uidValidity(), asked.uid(), null);
    }

    private Credentials admitted(
            Permission permission, @Nullable CallKind kind, @Nullable String token, CallContext context) {
        Credentials credentials = sites.profiles().placed(credentials(token, context));
        context.trail().user(credentials.user());
        context.trail().profile(credentials.profile());
        Set<Permission> allowed = sites.of(credentials).permissions().allowed();
        if (!allowed.contains(permission)) {
            throw notAllowed(switchedOff(permission));
        }
        if (!credentials.grant().allows(permission)) {
            String name = permission.name().toLowerCase(Locale.ROOT);
            throw notAllowed(
                    context.caller().authorization() == null
                            ? "this credentials token does not have the permission " + name
                                    + ". Its owner can make one that has it."
                            : "the user did not give this client the permission " + name
                                    + " when it was connected. To change that, the user disconnects and connects it again.");
        }
        if (kind != null) {
            budgets.take(credentials, kind);
        }
        return limited(credentials, allowed);
    }

    /** The credentials, narrowed to what may really be done. */
    private static Credentials limited(Credentials credentials, Set<Permission> allowed) {
        Set<Permission> both = EnumSet.copyOf(allowed);
        both.retainAll(credentials.grant().permissions());
        return credentials.withGrant(new Grant(both, credentials.grant().recipientDomains()));
    }

    static String switchedOff(Permission permission) {
        return "this server does not have the permission " + permission.name().toLowerCase(Locale.ROOT)
                + ": its operator switched it off.";
    }

    private static ToolFailure notAllowed(String message) {
        return new ToolFailure(ErrorCode.NOT_ALLOWED, message);
    }

    private static Memory memory(Credentials credentials, CallContext context) {
        return memory(credentials, context.memory());
    }

    /** The memory that a call takes for large mails and files, out of what all calls have together. */
    static Memory memory(Credentials credentials, CallMemory memory) {
        return bytes -> {
            CallMemory.Lease lease = memory.take(Principal.of(credentials), bytes);
            if (lease == null) {
                throw new MailException(
                        new MailFailure.Busy("other calls are reading large mails or attachments", MEMORY_RETRY_AFTER));
            }
            return lease::keep;
        };
    }

    /**
     * Checks the token where credentials are not needed either: a wrong token must not pass for no token. A
     * stream that was opened with a token asks again, since tokens expire.
     *
     * @throws ToolFailure {@link ErrorCode#BAD_TOKEN}
     */
    public void checkToken(CallContext context) {
        TokenLife token = context.caller().token();
        if (context.caller().badToken() || (token != null && !tokens.isValid(token))) {
            throw new ToolFailure(
                    ErrorCode.BAD_TOKEN,
                    "the token in the Authorization header is not valid here, or no longer. Its owner has to make a new one"
                            + " and put it into the MCP client's configuration.");
        }
    }

    private Credentials credentials(@Nullable String token, CallContext context) {
        if (token != null && context.caller().signedIn()) {
            throw new ToolFailure(
                    ErrorCode.INVALID_ARGUMENT,
                    "credentials is no argument here: the client has signed in. Leave it out.");
        }
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
                            + " credentials token (mbx1...) as Authorization: Bearer, or pass one as credentials.");
        }
        return fromHeaders;
    }

    /** One text for every defect of a token: which one it was would help only an attacker. */
    public static ToolFailure badToken(BadTokenException cause) {
        return new ToolFailure(
                ErrorCode.BAD_TOKEN,
                "this credentials token is not valid here, or no longer. Its owner has to make a new one; or leave"
                        + " credentials out to use the request's headers.",
                null,
                cause);
    }
}

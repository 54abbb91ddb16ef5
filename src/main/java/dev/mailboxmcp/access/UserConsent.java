// SPDX-License-Identifier: MIT
package dev.mailboxmcp.access;

import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.call.Declined;
import dev.mailboxmcp.call.InputRequired;
import dev.mailboxmcp.call.YesOrNo;
import dev.mailboxmcp.mail.ConsentNeeded;
import dev.mailboxmcp.tool.ErrorCode;
import dev.mailboxmcp.tool.ToolFailure;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks the user before something is done, where the policy wants that. The yes is bound by a digest to exactly what would
 * be done: that is made anew after the answer, and anything else is asked for again.
 */
final class UserConsent {
    private UserConsent() {}

    /**
     * Does the work, or has the user asked first.
     *
     * @param permission which the work needs, for the words of a refusal
     * @param work is given the digest of what the user said yes to, null for nothing; throws {@link ConsentNeeded} if that is
     *     not what is at hand, and a yes is needed
     * @throws InputRequired if the client has to ask
     * @throws ToolFailure {@link ErrorCode#NOT_ALLOWED} if the user did not agree, or the client cannot ask
     */
    static <R> R around(Permission permission, CallContext context, Function<@Nullable String, R> work) {
        if (Declined.any(context.answers())) {
            throw new ToolFailure(
                    ErrorCode.NOT_ALLOWED,
                    undone(permission) + ": the user did not confirm. Do not call again unless the user asks for it.");
        }
        try {
            return work.apply(YesOrNo.accepted(context));
        } catch (ConsentNeeded needed) {
            if (!YesOrNo.canBeAsked(context)) {
                throw new ToolFailure(
                        ErrorCode.NOT_ALLOWED,
                        undone(permission)
                                + ": this server wants the user to confirm it, and this MCP client cannot ask (no"
                                + " elicitation). Use one that can, or ask the operator (SEND_MODE, SEND_CONFIRM_NEW,"
                                + " DELETE_MODE).",
                        null,
                        needed);
            }
            throw YesOrNo.about(needed.question(), needed.digest());
        }
    }

    private static String undone(Permission permission) {
        return permission == Permission.SEND ? "not sent" : "nothing was done";
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.call.Declined;
import dev.mailboxmcp.call.InputRequired;
import dev.mailboxmcp.call.YesOrNo;
import dev.mailboxmcp.mailbox.ConfirmationNeeded;
import dev.mailboxmcp.tool.ErrorCode;
import dev.mailboxmcp.tool.ToolFailure;
import org.jspecify.annotations.Nullable;

/**
 * Asks the user before a mail is sent, where the policy wants that. The yes is bound to one mail by its digest: what would
 * be sent is made anew after the answer, and anything else is asked for again.
 */
final class Consent {
    /** The work of a tool that sends. */
    @FunctionalInterface
    interface Sending {
        /**
         * @param confirmed digest of the mail that the user confirmed; null for none
         * @throws ConfirmationNeeded if that is not the mail at hand, and one is needed
         */
        SendOutcome send(@Nullable String confirmed);
    }

    private Consent() {}

    /**
     * Sends, or has the user asked first.
     *
     * @throws InputRequired if the client has to ask
     * @throws ToolFailure {@link ErrorCode#NOT_ALLOWED} if the user did not confirm, or the client cannot ask
     */
    static SendOutcome around(CallContext context, Sending sending) {
        if (Declined.any(context.answers())) {
            throw new ToolFailure(
                    ErrorCode.NOT_ALLOWED,
                    "not sent: the user did not confirm. Do not call again unless the user asks for it.");
        }
        try {
            return sending.send(YesOrNo.accepted(context));
        } catch (ConfirmationNeeded needed) {
            if (!YesOrNo.canBeAsked(context)) {
                throw new ToolFailure(
                        ErrorCode.NOT_ALLOWED,
                        "not sent: this server wants the user to confirm this mail, and this MCP client cannot ask (no"
                                + " elicitation). Use one that can, or ask the operator (SEND_MODE, SEND_CONFIRM_NEW).",
                        null,
                        needed);
            }
            throw YesOrNo.about(
                    needed.confirmation().question(), needed.confirmation().digest());
        }
    }
}

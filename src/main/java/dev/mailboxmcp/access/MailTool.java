// SPDX-License-Identifier: MIT
package dev.mailboxmcp.access;

import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.mailbox.Facet;
import dev.mailboxmcp.tool.Tool;

/**
 * A tool that works on the caller's mailbox. It never sees credentials: the {@link Door} reads them, checks the permission
 * that the annotation names, takes the budget, and hands in what that permission allows.
 *
 * @param <F> what the tool may do; the one that belongs to the annotation's permission
 */
public interface MailTool<F extends Facet, A extends Record, R extends Record> extends Tool<A, R> {
    /**
     * Does the work, on a thread that may block.
     *
     * @throws dev.mailboxmcp.tool.ToolFailure if the agent or the user can do something about it
     * @throws dev.mailboxmcp.mail.MailException likewise
     */
    R call(F mailbox, A arguments, CallContext context);
}

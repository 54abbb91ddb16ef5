// SPDX-License-Identifier: MIT
package dev.mailboxmcp.call;

import dev.mailboxmcp.rpc.JsonRpcMessage.Request;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a call leaves for logs and metrics of the operator: whose mailbox it was, what became of it. Never content. For the
 * one thread that runs the call; handlers that run again write again.
 */
public final class CallTrail {
    private final IdentityHashMap<Request, CallTrail> parts = new IdentityHashMap<>();
    private @Nullable String user;
    private @Nullable String profile;
    private @Nullable String toolError;
    private @Nullable Integer rpcError;
    private @Nullable SentMail sent;
    private @Nullable ChangedMails changed;
    private List<String> refusedDomains = List.of();

    /**
     * A mail that was handed to the submission server.
     *
     * @param status {@code SENT} or {@code UNKNOWN}
     * @param messageId with angle brackets
     * @param recipients canonical addresses
     * @param repeated whether an earlier call sent it, and this one nothing
     */
    public record SentMail(String status, String messageId, List<String> recipients, boolean repeated) {
        public SentMail {
            recipients = List.copyOf(recipients);
        }
    }

    /**
     * Mails, or the one folder, that were changed, or were to be.
     *
     * @param action such as {@code ARCHIVE}, {@code DELETE}, {@code UNDO} or {@code RENAME_FOLDER}
     * @param status such as {@code DONE} or {@code PREVIEW}
     * @param matched how many a preview is about; 0 for a change
     * @param folder their folder, which may be written down as a keyed hash only; null where there is none
     * @param query what found them, which may be written down as a keyed hash only; null where there is none
     */
    public record ChangedMails(
            String action,
            String status,
            int done,
            int missing,
            int left,
            int matched,
            @Nullable String folder,
            @Nullable String query) {
        @Override
        public String toString() {
            return "ChangedMails[" + action + " " + status + " " + done + "]";
        }
    }

    /** That of one request of a batch. */
    public CallTrail part(Request request) {
        return parts.computeIfAbsent(request, none -> new CallTrail());
    }

    /** The mailbox was this user's. */
    public void user(String name) {
        user = name;
    }

    /** The mailbox is at this mail provider; null where there is one for everybody, or none for this user. */
    public void profile(@Nullable String id) {
        profile = id;
    }

    /** The result says {@code isError}, with this code. */
    public void toolError(String code) {
        toolError = code;
    }

    /** The response is an error of JSON-RPC, with this code. */
    public void rpcError(int code) {
        rpcError = code;
    }

    public void sent(SentMail mail) {
        sent = mail;
    }

    public void changed(ChangedMails mails) {
        changed = mails;
    }

    /** Mail was not sent, since recipients are in these domains. */
    public void refusedDomains(List<String> domains) {
        refusedDomains = List.copyOf(domains);
    }

    public List<String> refusedDomains() {
        return refusedDomains;
    }

    /** Null where the call got to no mailbox. */
    public @Nullable String user() {
        return user;
    }

    /** Null where {@link #user} is, or where one mail provider has all mailboxes. */
    public @Nullable String profile() {
        return profile;
    }

    public @Nullable String toolError() {
        return toolError;
    }

    public @Nullable Integer rpcError() {
        return rpcError;
    }

    public @Nullable SentMail sent() {
        return sent;
    }

    public @Nullable ChangedMails changed() {
        return changed;
    }
}

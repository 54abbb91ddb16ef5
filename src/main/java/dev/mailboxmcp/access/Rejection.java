// SPDX-License-Identifier: MIT
package dev.mailboxmcp.access;

import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.MailFailure.RefusedRecipient;
import dev.mailboxmcp.text.ServerWords;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts a refusal into as few words as an error has room for. What decides comes first: that nobody got the mail, whether
 * trying again helps, and each recipient with the server's code; the server's own words come last and may be cut.
 */
final class Rejection {
    private static final int ROOM = MailFailures.MAX_BYTES - "; 50 more".length();

    private Rejection() {}

    static String inWords(MailFailure.SendRejected failure) {
        StringBuilder text = new StringBuilder(
                failure.temporary()
                        ? "not sent to anybody, temporary (try again in minutes): "
                        : "not sent to anybody, permanent (unchanged it fails again): ");
        text.append(failure.detail());
        if (!failure.serverReply().isEmpty()) {
            text.append(": ").append(failure.serverReply());
        }
        List<RefusedRecipient> refused = failure.refused();
        if (!refused.isEmpty()) {
            appendRecipients(text, refused);
        }
        if (refused.size() == 1 && !refused.getFirst().reason().isEmpty()) {
            text.append(ServerWords.said(refused.getFirst().reason()));
        }
        return text.toString();
    }

    /** Groups the recipients by what the server said, so that as many as possible are named. */
    private static void appendRecipients(StringBuilder text, List<RefusedRecipient> refused) {
        Map<String, StringBuilder> byStatus = new LinkedHashMap<>();
        int room = ROOM - MailFailures.bytes(text.toString());
        int named = 0;
        for (RefusedRecipient recipient : refused) {
            String status = status(recipient);
            boolean known = byStatus.containsKey(status);
            int cost = MailFailures.bytes(recipient.address()) + 2 + (known ? 0 : status.length() + 2);
            if (cost <= room) {
                byStatus.computeIfAbsent(status, unused -> new StringBuilder())
                        .append(' ')
                        .append(recipient.address());
                room -= cost;
                named++;
            }
        }
        String separator = ": ";
        for (Map.Entry<String, StringBuilder> group : byStatus.entrySet()) {
            text.append(separator).append(group.getKey()).append(group.getValue());
            separator = "; ";
        }
        if (named < refused.size()) {
            text.append("; ").append(refused.size() - named).append(" more");
        }
    }

    private static String status(RefusedRecipient recipient) {
        return recipient.code()
                + (recipient.status().isEmpty() ? "" : " " + recipient.status())
                + (recipient.temporary() ? " temporary" : "");
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

import java.util.List;

/**
 * What a change would be made to; nothing was changed.
 *
 * @param matched how many mails
 * @param sample the newest of them, as far as the server describes them
 * @param confirm given back with the same call, it makes the change to exactly these mails
 * @param outdated whether the call confirmed other mails than these, which match no longer or not alone
 */
public record ChangePreview(int matched, List<MessageSummary> sample, String confirm, boolean outdated)
        implements ChangeResult {
    public ChangePreview {
        sample = List.copyOf(sample);
    }
}

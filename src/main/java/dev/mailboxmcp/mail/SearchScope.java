// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

import java.util.List;

/**
 * Which folders of a mailbox are searched.
 *
 * @param in by path, by role such as {@code sent}, or {@code anywhere}; empty for all but Trash and Junk
 * @param notIn those of them that are left out, by path or role
 */
public record SearchScope(List<String> in, List<String> notIn) {
    /** All but Trash and Junk. */
    public static final SearchScope USUAL = new SearchScope(List.of(), List.of());

    public SearchScope {
        in = List.copyOf(in);
        notIn = List.copyOf(notIn);
    }
}

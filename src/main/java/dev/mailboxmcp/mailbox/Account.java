// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailbox;

import dev.mailboxmcp.account.Permission;
import java.util.List;

/**
 * Whose mailbox it is, and what the caller may do to it.
 *
 * @param user as the mail server is told
 * @param addresses the user's own, the one they send as first; none where the user is not named by an address
 * @param may as the operator and the caller's authorization allow
 */
public record Account(String user, List<String> addresses, List<Permission> may) {
    public Account {
        addresses = List.copyOf(addresses);
        may = List.copyOf(may);
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailbox;

import dev.mailboxmcp.mail.FolderPath;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which mails of a folder something is done to. */
public sealed interface MailChoice {
    FolderPath folder();

    /** The UIDVALIDITY under which the caller saw the mails; null for the present one. */
    @Nullable
    Long uidValidity();

    /**
     * Those that the caller names.
     *
     * @param uids 1 or more; kept in ascending order, each once
     */
    record Listed(FolderPath folder, @Nullable Long uidValidity, List<Long> uids) implements MailChoice {
        public Listed {
            uids = uids.stream().distinct().sorted().toList();
        }
    }

    /**
     * Those that are found.
     *
     * @param query in the language of {@code imap_search_emails}
     */
    record Matching(FolderPath folder, @Nullable Long uidValidity, String query) implements MailChoice {}
}

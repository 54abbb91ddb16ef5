// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sending;

import dev.mailboxmcp.mail.ConsentNeeded;
import dev.mailboxmcp.mime.EmailAddress;
import java.util.List;

/** How the user is asked about one mail. */
interface Asking {
    /** Tells the mail from every other, whenever it is made again. */
    String digest();

    /**
     * What is thrown where the mail has to be confirmed.
     *
     * @param unknown recipients that the user never wrote to, as far as that was asked
     * @param changed whether the user confirmed something else before
     */
    ConsentNeeded question(List<EmailAddress> unknown, boolean changed);
}

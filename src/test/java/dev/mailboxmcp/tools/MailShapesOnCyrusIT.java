// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.CyrusServer;
import java.io.IOException;
import java.util.Set;

class MailShapesOnCyrusIT extends MailShapesContract {
    MailShapesOnCyrusIT() throws IOException {
        super(CyrusServer.shared());
    }

    /** It searches in one field of each name, and not in encoded words or broken brackets. */
    @Override
    Set<String> notFound() {
        return Set.of(
                "addresses-in-broken-brackets",
                "addresses-in-encoded-words",
                "addresses-in-other-marks",
                "authors-seven",
                "header-fields-twice");
    }

    @Override
    boolean isTold(String shape) {
        return true;
    }

    /** It looks at headers before it takes a mail. */
    @Override
    Set<String> refused() {
        return Set.of("header-ended-by-blanks", "header-never-ends");
    }

    @Override
    String ownFolder() {
        return "cyrus";
    }
}

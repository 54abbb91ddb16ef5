// SPDX-License-Identifier: MIT
package dev.mailboxmcp.prompts;

import dev.mailboxmcp.access.Door;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.prompt.Prompt;
import java.util.List;

/** The argument {@code folder}, completed from the caller's mailbox. Thread-safe. */
final class FolderArgument {
    static final String NAME = "folder";
    static final Prompt.Argument ARGUMENT =
            new Prompt.Argument(NAME, "Folder", "Path of a folder; INBOX if left out", false);

    private final Door door;

    FolderArgument(Door door) {
        this.door = door;
    }

    /** Paths for this argument; none for another one, or where the request names no mailbox. */
    List<String> complete(String argument, String typed, CallContext context) {
        return argument.equals(NAME) && context.caller().credentials() != null
                ? door.reading(context).foldersLike(typed)
                : List.of();
    }
}

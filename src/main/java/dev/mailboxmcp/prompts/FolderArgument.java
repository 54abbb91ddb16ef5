// SPDX-License-Identifier: MIT
package dev.mailboxmcp.prompts;

import dev.mailboxmcp.access.Door;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.prompt.Prompt;
import java.util.List;
import java.util.Map;

/** The argument {@code folder}, completed from the caller's mailbox. Thread-safe. */
final class FolderArgument {
    static final String NAME = "folder";

    private static final String QUOTE = "\\u{22}";
    static final Prompt.Argument ARGUMENT =
            new Prompt.Argument(NAME, "Folder", "Path of a folder; INBOX if left out", false);

    private final Door door;

    FolderArgument(Door door) {
        this.door = door;
    }

    /** The folder in quotation marks, in the form that tools take; INBOX where it is absent or no folder. */
    static String quoted(Map<String, String> arguments) {
        String path = arguments.getOrDefault(NAME, "");
        try {
            return path.isBlank()
                    ? FolderPath.INBOX.value()
                    : "\"" + new FolderPath(path).value().replace("\"", QUOTE) + "\"";
        } catch (MailException e) {
            return FolderPath.INBOX.value();
        }
    }

    /** Paths for this argument; none for another one, or where the request names no mailbox. */
    List<String> complete(String argument, String typed, CallContext context) {
        return argument.equals(NAME) && context.caller().credentials() != null
                ? door.reading(context).foldersLike(typed)
                : List.of();
    }
}

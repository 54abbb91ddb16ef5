// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.access.MailTool;
import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.mail.FolderNews;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailboxChanges;
import dev.mailboxmcp.mail.MessageFlag;
import dev.mailboxmcp.mail.NotSearched;
import dev.mailboxmcp.mailbox.Reading;
import dev.mailboxmcp.tool.Doc;
import dev.mailboxmcp.tool.Fallback;
import dev.mailboxmcp.tool.McpTool;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code imap_list_changes}: what is new, changed or gone since an earlier call. */
@McpTool(
        name = "imap_list_changes",
        title = "List changes",
        description = "Lists what is new, changed or gone since a cursor; without one, gives one.",
        order = 8,
        permission = Permission.READ)
public final class ListChanges implements MailTool<Reading, ListChanges.Arguments, ListChanges.Result> {
    /** The moment since which, and the folder where. */
    public record Arguments(
            @Nullable String cursor,

            @Doc("Default: all but Trash and Junk") @Size(max = 100) @Nullable
            List<String> folders,

            @Min(1) @Max(100) @Fallback("20") int limit) {}

    /**
     * The changes.
     *
     * @param more whether more mails came than there was room for: the cursor asks for them
     */
    public record Result(
            String cursor,
            @Nullable OffsetDateTime since,
            List<Change> folders,
            boolean more,
            @Nullable List<NotSearched> notSearched) {}

    /** One folder that changed. */
    public record Change(
            String folder,
            FolderNews.State state,
            long total,
            long unread,
            List<EmailPage.Summary> new_,
            List<Flags> flags,
            List<Long> gone,
            @Nullable Long goneCount) {}

    /** The flags of one mail. */
    public record Flags(long uid, List<MessageFlag> flags) {}

    @Override
    public Result call(Reading mailbox, Arguments arguments, CallContext context) {
        List<String> folders = arguments.folders();
        MailboxChanges changes = mailbox.listChanges(
                arguments.cursor(),
                folders == null
                        ? List.of()
                        : folders.stream().map(FolderPath::new).toList(),
                arguments.limit(),
                Instant.now());
        Instant since = changes.since();
        return new Result(
                changes.cursor(),
                since == null ? null : since.atOffset(ZoneOffset.UTC),
                changes.folders().stream().map(ListChanges::change).toList(),
                changes.more(),
                changes.notSearched().isEmpty() ? null : changes.notSearched());
    }

    private static Change change(FolderNews change) {
        return new Change(
                change.folder().value(),
                change.state(),
                change.total(),
                change.unread(),
                EmailPage.summaries(change.arrived().reversed()),
                change.flags().entrySet().stream()
                        .map(entry -> new Flags(
                                entry.getKey(),
                                entry.getValue().stream().sorted().toList()))
                        .toList(),
                change.gone(),
                change.goneCount() == change.gone().size() ? null : Long.valueOf(change.goneCount()));
    }
}

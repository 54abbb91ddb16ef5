// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.access.MailTool;
import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.mail.AttachmentText;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MessageRef;
import dev.mailboxmcp.mail.TextSource;
import dev.mailboxmcp.mailbox.Reading;
import dev.mailboxmcp.tool.ErrorCode;
import dev.mailboxmcp.tool.Fallback;
import dev.mailboxmcp.tool.McpTool;
import dev.mailboxmcp.tool.ToolFailure;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code imap_read_attachment}: what a file in a mail says. */
@McpTool(
        name = "imap_read_attachment",
        title = "Read an attachment",
        description = "Reads an attachment of an email as text, Office files too, between untrusted and untrusted_end.",
        order = 7,
        permission = Permission.READ,
        openWorld = true)
public final class ReadAttachment implements MailTool<Reading, ReadAttachment.Arguments, ReadAttachment.Result> {
    /** In which form the file is wanted. */
    public enum Form {
        AUTO,
        TEXT,
        IMAGE,
        LINK
    }

    /** Which file, in which form, and which part of its text. */
    public record Arguments(
            @Fallback("\"INBOX\"") String folder,

            @Min(1) @Max(4294967295L) long uid,

            @Min(1) @Max(4294967295L) @Nullable Long uidvalidity,

            String part,

            @Fallback("\"auto\"") Form as,

            @Min(0) @Max(Integer.MAX_VALUE) @Fallback("0") int offset,

            @Min(1) @Max(100_000) @Fallback("20000") int maxChars) {}

    /**
     * The file. What strangers wrote stands between two equal marks, which are new for each answer, so that no file can hold
     * them.
     *
     * @param as the form that was given; absent where the file cannot be given in any, which a warning explains
     */
    public record Result(
            String part,
            long sizeBytes,
            @Nullable Form as,
            String untrusted,
            String name,
            String type,
            @Nullable String text,
            @Nullable TextSource textSource,
            @Nullable Boolean truncated,
            @Nullable Integer nextOffset,
            String untrustedEnd,
            @Nullable List<String> warnings) {}

    @Override
    public Result call(Reading mailbox, Arguments arguments, CallContext context) {
        if (arguments.as() == Form.IMAGE || arguments.as() == Form.LINK) {
            throw new ToolFailure(
                    ErrorCode.NOT_ALLOWED,
                    "this server gives attachments as text only. Leave out as; the user can open the file in a mail program.");
        }
        MessageRef ref = new MessageRef(new FolderPath(arguments.folder()), arguments.uidvalidity(), arguments.uid());
        AttachmentText read =
                mailbox.readAttachmentText(ref, arguments.part(), arguments.offset(), arguments.maxChars());
        boolean readable = read.source() != TextSource.NONE;
        String mark = UntrustedMark.next();
        return new Result(
                read.part(),
                read.sizeBytes(),
                readable ? Form.TEXT : null,
                mark,
                read.name(),
                read.type(),
                readable ? read.text() : null,
                readable ? read.source() : null,
                readable ? read.nextOffset() != null : null,
                read.nextOffset(),
                mark,
                warnings(read));
    }

    private static @Nullable List<String> warnings(AttachmentText read) {
        List<String> warnings = new ArrayList<>(read.warnings());
        if (read.hiddenChars() > 0) {
            warnings.add("left out, since people do not see it: hidden text, " + read.hiddenChars() + " characters");
        }
        return warnings.isEmpty() ? null : warnings;
    }
}

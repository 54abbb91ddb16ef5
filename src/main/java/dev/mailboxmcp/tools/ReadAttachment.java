// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.access.MailTool;
import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.mail.AttachmentPicture;
import dev.mailboxmcp.mail.AttachmentText;
import dev.mailboxmcp.mail.AttachmentView;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.LinkedFile;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.MessageRef;
import dev.mailboxmcp.mail.TextSource;
import dev.mailboxmcp.mailbox.Reading;
import dev.mailboxmcp.mailbox.WantedForm;
import dev.mailboxmcp.tool.ErrorCode;
import dev.mailboxmcp.tool.Fallback;
import dev.mailboxmcp.tool.ImageContent;
import dev.mailboxmcp.tool.McpTool;
import dev.mailboxmcp.tool.ToolFailure;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code imap_read_attachment}: what a file in a mail says, or shows. */
@McpTool(
        name = "imap_read_attachment",
        title = "Read an attachment",
        description = "Reads an attachment: Office and PDF as text, pictures as an image, others by link.",
        order = 7,
        permission = Permission.READ,
        openWorld = true)
public final class ReadAttachment implements MailTool<Reading, ReadAttachment.Arguments, ReadAttachment.Result> {
    /** The form in which the file is wanted. */
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
            @Nullable Integer pages,
            @Nullable Boolean truncated,
            @Nullable Integer nextOffset,
            @Nullable Integer width,
            @Nullable Integer height,
            @Nullable String url,
            @Nullable String expiresAt,
            String untrustedEnd,
            @Nullable List<String> warnings,
            @Nullable ImageContent image) {}

    @Override
    public Result call(Reading mailbox, Arguments arguments, CallContext context) {
        MessageRef ref = new MessageRef(new FolderPath(arguments.folder()), arguments.uidvalidity(), arguments.uid());
        return switch (arguments.as()) {
            case LINK -> link(mailbox.linkTo(ref, arguments.part()));
            case TEXT -> viewAlone(mailbox, ref, arguments, WantedForm.TEXT);
            case IMAGE -> viewAlone(mailbox, ref, arguments, WantedForm.PICTURE);
            case AUTO -> viewOrLink(mailbox, ref, arguments);
        };
    }

    private static Result view(Reading mailbox, MessageRef ref, Arguments arguments, WantedForm wanted) {
        AttachmentView view =
                mailbox.viewAttachment(ref, arguments.part(), wanted, arguments.offset(), arguments.maxChars());
        return switch (view) {
            case AttachmentText text ->
                result(
                        text,
                        wanted == WantedForm.ANY && arguments.offset() == 0 && saysNothing(text)
                                ? linkOrNone(mailbox, ref, arguments.part())
                                : null);
            case AttachmentPicture picture -> result(picture);
        };
    }

    /** Whether the file gives no text, as a scanned page gives none: then people have to look at it. */
    private static boolean saysNothing(AttachmentText text) {
        return text.source() == TextSource.NONE || text.text().isEmpty() && text.nextOffset() == null;
    }

    /** What is too large to be read can be fetched. */
    private static Result viewOrLink(Reading mailbox, MessageRef ref, Arguments arguments) {
        try {
            return view(mailbox, ref, arguments, WantedForm.ANY);
        } catch (MailException e) {
            LinkedFile file =
                    e.failure() instanceof MailFailure.TooLarge ? linkOrNone(mailbox, ref, arguments.part()) : null;
            if (file == null) {
                throw told(mailbox, e);
            }
            return link(file);
        }
    }

    private static Result viewAlone(Reading mailbox, MessageRef ref, Arguments arguments, WantedForm wanted) {
        try {
            return view(mailbox, ref, arguments, wanted);
        } catch (MailException e) {
            throw told(mailbox, e);
        }
    }

    /** A part that is too large has no smaller form: what is left is the way around this server. */
    private static RuntimeException told(Reading mailbox, MailException cause) {
        return cause.failure() instanceof MailFailure.TooLarge(String what, long limit) && limit > 0
                ? new ToolFailure(
                        ErrorCode.TOO_LARGE,
                        what + " is larger than the limit of " + limit + " bytes. "
                                + (mailbox.linksFiles()
                                        ? "as: link gives a link to it."
                                        : "Its user can open it in a mail program."))
                : cause;
    }

    private static @Nullable LinkedFile linkOrNone(Reading mailbox, MessageRef ref, String part) {
        try {
            return mailbox.linksFiles() ? mailbox.linkTo(ref, part) : null;
        } catch (MailException e) {
            return null; // its login is too long for one
        }
    }

    private static Result link(LinkedFile file) {
        String mark = UntrustedMark.next();
        return new Result(
                file.part(),
                file.sizeBytes(),
                Form.LINK,
                mark,
                file.name(),
                file.type(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                file.url(),
                file.expiresAt().toString(),
                mark,
                null,
                null);
    }

    private static Result result(AttachmentPicture picture) {
        String mark = UntrustedMark.next();
        return new Result(
                picture.part(),
                picture.sizeBytes(),
                Form.IMAGE,
                mark,
                picture.name(),
                picture.type(),
                null,
                null,
                null,
                null,
                null,
                picture.width(),
                picture.height(),
                null,
                null,
                mark,
                picture.warnings().isEmpty() ? null : picture.warnings(),
                new ImageContent(picture.pictureType(), picture.bytes()));
    }

    private static Result result(AttachmentText read, @Nullable LinkedFile link) {
        boolean readable = read.source() != TextSource.NONE && link == null;
        String mark = UntrustedMark.next();
        return new Result(
                read.part(),
                read.sizeBytes(),
                readable ? Form.TEXT : link == null ? null : Form.LINK,
                mark,
                read.name(),
                read.type(),
                readable ? read.text() : null,
                readable ? read.source() : null,
                read.pages(),
                readable ? read.nextOffset() != null : null,
                read.nextOffset(),
                null,
                null,
                link == null ? null : link.url(),
                link == null ? null : link.expiresAt().toString(),
                mark,
                warnings(read),
                null);
    }

    private static @Nullable List<String> warnings(AttachmentText read) {
        List<String> warnings = new ArrayList<>(read.warnings());
        if (read.hiddenChars() > 0) {
            warnings.add("left out, since people do not see it: hidden text, " + read.hiddenChars() + " characters");
        }
        return warnings.isEmpty() ? null : warnings;
    }
}

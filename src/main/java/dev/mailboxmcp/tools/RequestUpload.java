// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.access.MailTool;
import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.mailbox.Drafting;
import dev.mailboxmcp.tool.McpTool;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;

/** {@code imap_request_upload}: a link by which a file goes into the mailbox without passing the model. */
@McpTool(
        name = "imap_request_upload",
        title = "Request an upload",
        description = "Gives a link for uploading a file to attach, by PUT or browser.",
        order = 16,
        permission = Permission.DRAFT,
        makesLinks = true)
public final class RequestUpload implements MailTool<Drafting, RequestUpload.Arguments, RequestUpload.Result> {
    /** The file. */
    public record Arguments(
            @Size(min = 1, max = 255) String name, @Min(1) long sizeBytes) {}

    /** The link, good for this file, once, for ten minutes. */
    public record Result(String url, String method, String expiresAt, long maxBytes) {}

    @Override
    public Result call(Drafting mailbox, Arguments arguments, CallContext context) {
        Drafting.UploadLink upload = mailbox.requestUpload(arguments.name(), arguments.sizeBytes());
        return new Result(upload.link().url(), "PUT", upload.link().expiresAt().toString(), upload.maxBytes());
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.resources;

import dev.mailboxmcp.access.Door;
import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.mail.AttachmentContent;
import dev.mailboxmcp.mail.Folder;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.MailPage;
import dev.mailboxmcp.mail.MessageSummary;
import dev.mailboxmcp.mailbox.Reading;
import dev.mailboxmcp.resource.ResourceProvider;
import dev.mailboxmcp.rpc.Json;
import dev.mailboxmcp.rpc.RpcError;
import dev.mailboxmcp.rpc.RpcException;
import dev.mailboxmcp.text.InertMarkdown;
import dev.mailboxmcp.tools.UntrustedMark;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The caller's mail as resources: the folders are listed, messages and attachments have templates. Thread-safe; keeps
 * nothing but the watches. Failures of the mail server are thrown as they come.
 */
public final class MailResources implements ResourceProvider {
    /** How often a watched folder is looked at. */
    public static final Duration WATCH_INTERVAL = Duration.ofSeconds(20);

    private static final int PAGE = 100;
    private static final int FOLDER_ROWS = 25;
    private static final Duration FOLDER_TTL = Duration.ofSeconds(10);
    /** A mail's text never changes, but it may be moved or deleted. */
    private static final Duration MESSAGE_TTL = Duration.ofMinutes(5);

    private static final String JSON = "application/json";
    private static final String TEXT = "text/plain";
    private static final String BYTES = "application/octet-stream";

    /** What a client that believes the sender's word for a type would run, or fetch more for. */
    private static final Pattern ACTIVE = Pattern.compile(
            "(?s)text/.*|.*xhtml.*|.*[+/]xml|.*script|.*(mhtml|mimearchive)|.*flash|(message|multipart)/.*");

    private final Door door;
    private final FolderWatches watches;

    /** @param threads virtual ones: each login that watches takes one */
    public MailResources(Door door, ExecutorService threads, Duration watchInterval) {
        this.door = door;
        this.watches = new FolderWatches(threads, watchInterval);
    }

    /** The folders; none where the request names no mailbox, since a client may list before it has credentials. */
    @Override
    public Page list(@Nullable String cursor, CallContext context) throws RpcException {
        int from = cursor == null ? 0 : offset(cursor);
        door.checkToken(context);
        if (context.caller().credentials() == null) {
            return new Page(JsonArray.EMPTY_JSON_ARRAY, null);
        }
        List<Folder> folders = door.reading(context).listFolders().folders().stream()
                .filter(Folder::selectable)
                .toList();
        JsonArrayBuilder rows = Json.createArrayBuilder();
        folders.stream().skip(from).limit(PAGE).map(MailResources::row).forEach(rows::add);
        return new Page(rows.build(), folders.size() > from + PAGE ? String.valueOf(from + PAGE) : null);
    }

    @Override
    public JsonArray templates() {
        return Json.createArrayBuilder()
                .add(template(
                        MailUri.FOLDER_TEMPLATE, "folder", "Folder", "A folder's counts and newest emails.", JSON))
                .add(template(
                        MailUri.MESSAGE_TEMPLATE,
                        "message",
                        "Email",
                        "One email as text. The content is the sender's and untrusted.",
                        TEXT))
                .add(template(
                        MailUri.ATTACHMENT_TEMPLATE,
                        "attachment",
                        "Attachment",
                        "One part of an email, at most 10 MiB; `part` as imap_read_email lists it. The content is the"
                                + " sender's and untrusted.",
                        null))
                .build();
    }

    @Override
    public @Nullable Contents read(String uri, CallContext context) throws RpcException {
        MailUri parsed = MailUri.parse(uri);
        if (parsed == null) {
            return null;
        }
        Reading mailbox = door.reading(context);
        try {
            return switch (parsed) {
                case MailUri.OfFolder folder -> contents(text(uri, JSON, folder(mailbox, folder)), FOLDER_TTL);
                case MailUri.OfMessage message ->
                    contents(
                            text(
                                    uri,
                                    TEXT,
                                    MessagePage.of(mailbox.readEmail(message.ref(), 0, MessagePage.MAX_CHARS, false))),
                            MESSAGE_TTL);
                case MailUri.OfAttachment attachment -> attachment(mailbox, uri, attachment);
            };
        } catch (MailException e) {
            if (e.failure().kind() == MailFailure.Kind.GONE) {
                return null;
            }
            throw e;
        }
    }

    @Override
    public @Nullable List<String> complete(
            String template, String argument, String typed, Map<String, String> others, CallContext context) {
        return switch (template) {
            case MailUri.FOLDER_TEMPLATE, MailUri.MESSAGE_TEMPLATE, MailUri.ATTACHMENT_TEMPLATE ->
                argument.equals("folder") && context.caller().credentials() != null
                        ? door.reading(context).foldersLike(typed)
                        : List.of();
            default -> null;
        };
    }

    @Override
    public void checkWatcher(CallContext context) {
        door.checkToken(context);
    }

    /** Folders change, and messages when their folder does. Attachments never do, and without credentials nothing is seen. */
    @Override
    public boolean canChange(String uri, CallContext context) {
        return context.caller().credentials() != null && folderOf(uri) != null;
    }

    @Override
    public Watch watch(String uri, CallContext context, Watcher watcher) {
        FolderPath folder = folderOf(uri);
        Credentials credentials = context.caller().credentials();
        if (folder == null || credentials == null) {
            return () -> {};
        }
        // by credentials alone: a watch that is shared outlives the stream that began it, and its token
        CallContext own =
                CallContext.of(new Caller(credentials, context.caller().remoteAddress()));
        return watches.add(credentials, folder, () -> door.reading(own), watcher);
    }

    /** Null for what never changes. */
    private static @Nullable FolderPath folderOf(String uri) {
        return switch (MailUri.parse(uri)) {
            case MailUri.OfFolder of -> of.folder();
            case MailUri.OfMessage of -> of.folder();
            case MailUri.OfAttachment of -> null;
            case null -> null;
        };
    }

    private static int offset(String cursor) throws RpcException {
        try {
            int offset = Integer.parseInt(cursor);
            if (offset > 0 && offset % PAGE == 0 && cursor.equals(String.valueOf(offset))) {
                return offset;
            }
        } catch (NumberFormatException e) {
            // no cursor of ours
        }
        throw new RpcException(
                RpcError.INVALID_PARAMS, "The cursor is not one of resources/list. Leave it out for the first page.");
    }

    private static JsonObject row(Folder folder) {
        return Json.createObjectBuilder()
                .add("uri", new MailUri.OfFolder(folder.path()).toString())
                .add("name", folder.path().value())
                .add(
                        "description",
                        folder.messages() < 0
                                ? "not counted by the mail server"
                                : folder.messages() + " emails, " + folder.unread() + " unread")
                .add("mimeType", JSON)
                .build();
    }

    private static JsonObject template(
            String uri, String name, String title, String description, @Nullable String mimeType) {
        JsonObjectBuilder template = Json.createObjectBuilder()
                .add("uriTemplate", uri)
                .add("name", name)
                .add("title", title)
                .add("description", description);
        if (mimeType != null) {
            template.add("mimeType", mimeType);
        }
        return template.build();
    }

    /** The newest mails; the URI of each is put together from the template, which is shorter than all of them. */
    private static String folder(Reading mailbox, MailUri.OfFolder uri) {
        MailPage page = mailbox.listEmails(uri.folder(), FOLDER_ROWS, null, false, false);
        JsonArrayBuilder emails = Json.createArrayBuilder();
        page.emails().forEach(email -> emails.add(row(email)));
        JsonObjectBuilder resource =
                Json.createObjectBuilder().add("folder", page.folder().value()).add("messages", page.total());
        if (page.uidValidity() > 0) {
            resource.add("uidvalidity", page.uidValidity());
        }
        if (page.unread() >= 0) {
            resource.add("unread", page.unread());
        }
        String mark = UntrustedMark.next();
        return resource.add("untrusted", mark)
                .add("newest", emails)
                .add("untrusted_end", mark)
                .add("read", MailUri.MESSAGE_TEMPLATE)
                .build()
                .toString();
    }

    private static JsonObjectBuilder row(MessageSummary email) {
        JsonObjectBuilder row = Json.createObjectBuilder()
                .add("uid", email.uid())
                .add("date", email.date().toString());
        if (email.dateIsArrival()) {
            row.add("date_is", "arrival");
        }
        row.add("from", InertMarkdown.of(email.from()));
        if (email.fromMore() > 0) {
            row.add("from_more", email.fromMore());
        }
        return row.add("subject", InertMarkdown.of(email.subject()))
                .add(
                        "flags",
                        Json.createArrayBuilder(email.flags().stream()
                                .sorted()
                                .map(flag -> flag.name().toLowerCase(Locale.ROOT))
                                .toList()));
    }

    private static Contents attachment(Reading mailbox, String uri, MailUri.OfAttachment attachment) {
        return switch (mailbox.readAttachment(attachment.message().ref(), attachment.part())) {
            case AttachmentContent.Text content ->
                contents(text(uri, TEXT, MessagePage.between(content.text())), MESSAGE_TTL);
            case AttachmentContent.Binary(String type, byte[] bytes) ->
                contents(
                        Json.createObjectBuilder()
                                .add("uri", uri)
                                .add("mimeType", ACTIVE.matcher(type).matches() ? BYTES : type)
                                .add("blob", Base64.getEncoder().encodeToString(bytes)),
                        MESSAGE_TTL);
        };
    }

    private static JsonObjectBuilder text(String uri, String type, String text) {
        return Json.createObjectBuilder().add("uri", uri).add("mimeType", type).add("text", text);
    }

    private static Contents contents(JsonObjectBuilder content, Duration ttl) {
        return new Contents(Json.createArrayBuilder().add(content).build(), ttl.toMillis());
    }
}

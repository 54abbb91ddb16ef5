// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.access.MailTool;
import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailThread;
import dev.mailboxmcp.mail.MessageFlag;
import dev.mailboxmcp.mail.MessageRef;
import dev.mailboxmcp.mail.NotSearched;
import dev.mailboxmcp.mail.ThreadMail;
import dev.mailboxmcp.mailbox.Reading;
import dev.mailboxmcp.tool.Fallback;
import dev.mailboxmcp.tool.McpTool;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code imap_read_thread}: a whole conversation. */
@McpTool(
        name = "imap_read_thread",
        title = "Read a conversation",
        description =
                "Reads an email's conversation in INBOX, Sent, Archive and its folder, oldest first, without quotes.",
        order = 6,
        permission = Permission.READ,
        openWorld = true,
        maxResultChars = 400_000)
public final class ReadThread implements MailTool<Reading, ReadThread.Arguments, ReadThread.Result> {
    private static final int MAX_PEOPLE = 20;

    /** One of the mails, and how much text of all is wanted. */
    public record Arguments(
            @Fallback("\"INBOX\"") String folder,

            @Min(1) @Max(4294967295L) long uid,

            @Nullable Long uidvalidity,

            @Min(1) @Max(100_000) @Fallback("12000") int maxChars) {}

    /**
     * The conversation. What its senders wrote stands between two equal marks, which are new for each answer, so that no mail
     * can hold them.
     *
     * @param total how many mails it has
     * @param omitted how many of them are not shown: the oldest
     * @param searched how many folders were looked into
     */
    public record Result(
            String untrusted,
            String subject,
            List<String> participants,
            List<Message> messages,
            String untrustedEnd,
            int total,
            int omitted,
            int searched,
            @Nullable List<NotSearched> notSearched,
            MailThread.Awaiting awaiting) {}

    /**
     * One mail.
     *
     * @param cutChars how many characters of its text are not shown, at least; null for none
     * @param warnings what of its text is in doubt; null for nothing
     */
    public record Message(
            String folder,
            long uid,
            @Nullable Long uidvalidity,
            String messageId,
            OffsetDateTime date,
            @Nullable DateIs dateIs,
            String from,
            @Nullable Integer fromMore,
            List<String> to,
            @Nullable Integer toMore,
            List<MessageFlag> flags,
            String text,
            @Nullable Integer cutChars,
            @Nullable List<String> warnings,
            @Nullable List<File> attachments) {}

    /** One attachment. */
    public record File(String part, String name, String type, long sizeBytes) {}

    @Override
    public Result call(Reading mailbox, Arguments arguments, CallContext context) {
        MessageRef ref = new MessageRef(new FolderPath(arguments.folder()), arguments.uidvalidity(), arguments.uid());
        MailThread thread = mailbox.readThread(ref, arguments.maxChars());
        String mark = UntrustedMark.next();
        List<ThreadMail> mails = thread.mails();
        return new Result(
                mark,
                thread.subject(),
                people(mails),
                mails.stream().map(ReadThread::message).toList(),
                mark,
                thread.total(),
                thread.total() - mails.size(),
                thread.searched(),
                thread.notSearched().isEmpty() ? null : thread.notSearched(),
                thread.awaiting());
    }

    /** Each address once, by its first name. */
    private static List<String> people(List<ThreadMail> mails) {
        Map<String, String> people = new LinkedHashMap<>();
        for (ThreadMail mail : mails) {
            for (String person : mail.people()) {
                String address = person.substring(person.lastIndexOf('<') + 1).toLowerCase(Locale.ROOT);
                people.putIfAbsent(address.replace(">", ""), person);
            }
        }
        return people.values().stream().limit(MAX_PEOPLE).toList();
    }

    private static Message message(ThreadMail mail) {
        Long uidValidity = mail.ref().uidValidity();
        return new Message(
                mail.ref().folder().value(),
                mail.ref().uid(),
                uidValidity == null || uidValidity == 0 ? null : uidValidity,
                mail.messageId(),
                mail.date(),
                DateIs.of(mail.dateIsArrival()),
                mail.from(),
                ToolWords.orAbsent(mail.fromMore()),
                mail.to(),
                ToolWords.orAbsent(mail.toMore()),
                mail.flags().stream().sorted().toList(),
                mail.text(),
                ToolWords.orAbsent(mail.cutChars()),
                mail.warnings().isEmpty() ? null : mail.warnings(),
                mail.attachments().isEmpty()
                        ? null
                        : mail.attachments().stream()
                                .map(file -> new File(file.part(), file.name(), file.type(), file.sizeBytes()))
                                .toList());
    }
}

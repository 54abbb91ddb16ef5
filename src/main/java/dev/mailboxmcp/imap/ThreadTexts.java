// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.calendar.InvitationReader;
import dev.mailboxmcp.mail.Attachment;
import dev.mailboxmcp.mail.FolderRole;
import dev.mailboxmcp.mail.Memory;
import dev.mailboxmcp.mail.MessageRef;
import dev.mailboxmcp.mail.TextSource;
import dev.mailboxmcp.mail.ThreadMail;
import dev.mailboxmcp.mail.ThreadMail.Author;
import dev.mailboxmcp.mime.AddressList;
import dev.mailboxmcp.mime.MailHeader;
import dev.mailboxmcp.mime.SenderCheck;
import dev.mailboxmcp.text.InertMarkdown;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The texts of the mails of a conversation, all of which are fetched in one flight: each as {@link ImapRead} shows it. A
 * mail of which the server cannot tell the text in that way takes round trips of its own.
 */
final class ThreadTexts {
    private static final int MAX_TO = 10;
    private static final int MAX_FILES = 10;

    private final ImapConnection connection;
    private final int neededChars;
    private final SenderCheck senderCheck;
    private final Memory memory;
    private final Map<String, MessageText> texts = new HashMap<>(); // by place
    private final Map<String, Plan> plans = new HashMap<>(); // by place

    ThreadTexts(ImapConnection connection, int neededChars, SenderCheck senderCheck, Memory memory) {
        this.connection = connection;
        this.neededChars = neededChars;
        this.senderCheck = senderCheck;
        this.memory = memory;
    }

    /** What is fetched of one mail. */
    private record Plan(PartChoice choice, TextPlan text, MessageCalendar calendar, List<TextSections.Wanted> leaves) {}

    boolean has(ThreadRow row) {
        return texts.containsKey(row.place());
    }

    long maxBytes(ThreadRow row) {
        return plan(row).text().maxBytes();
    }

    /** Asks for the text, or for nothing new where it has to be asked for in another way. */
    ImapCommand command(ThreadRow row) {
        List<TextSections.Wanted> leaves = plan(row).leaves();
        String items = leaves.isEmpty() || MessageText.isUnknown(description(row))
                ? "FLAGS"
                : leaves.stream().map(TextSections.Wanted::item).collect(Collectors.joining(" "));
        return ImapCommand.of("UID FETCH", row.message().uid + " (UID " + items + ")");
    }

    /** Takes what the server told of mails of one folder. Whatever is not there afterwards, {@link #complete} asks for. */
    void take(List<ThreadRow> rows, ImapAnswer answer) {
        List<FetchedMessage> told = FetchReader.read(answer);
        for (ThreadRow row : rows) {
            Plan plan = plan(row);
            if (MessageText.isUnknown(description(row))) {
                continue;
            }
            told.stream()
                    .filter(message -> message.uid == row.message().uid
                            && plan.leaves().stream().allMatch(leaf -> isThere(leaf, message)))
                    .findFirst()
                    .ifPresent(message -> read(row, plan, message));
        }
    }

    private static boolean isThere(TextSections.Wanted leaf, FetchedMessage message) {
        return leaf.part().isMessage()
                || leaf.part().sizeBytes() == 0
                || message.sections.containsKey(leaf.part().number());
    }

    private void read(ThreadRow row, Plan plan, FetchedMessage message) {
        plan.calendar().take(message);
        TextAssembly assembly = new TextAssembly(message, plan.text().leaves(), memory);
        if (!assembly.doubtful().isEmpty()) {
            return;
        }
        MessageText text = plan.text().read(assembly);
        InvitationReader.Read event = plan.calendar().read();
        boolean blank = text.text().isBlank() && text.complete();
        texts.put(
                row.place(),
                blank && event != null
                        ? new MessageText(event.text(), TextSource.CALENDAR, true, 0, 0, List.of())
                        : text);
    }

    /** Asks for the text in the way of {@link ImapRead} where it is not there yet. */
    void complete(ThreadRow row) throws IOException {
        if (has(row)) {
            return;
        }
        ImapRead.Description description = description(row);
        ImapSelection.ask(connection, row.folder(), TextSections.WORDS, ResponseLimits.USUAL);
        texts.put(
                row.place(),
                MessageText.fetch(
                        connection,
                        description,
                        plan(row).choice(),
                        new MessageCalendar(description, senderCheck, memory),
                        neededChars,
                        memory));
    }

    private Plan plan(ThreadRow row) {
        return plans.computeIfAbsent(row.place(), place -> {
            PartChoice choice = PartChoice.of(row.message().structure);
            TextPlan text = TextPlan.of(
                    choice.text().isEmpty() ? choice.instead() : choice.text(), TextPlan.bytesOf(neededChars));
            MessageCalendar calendar = new MessageCalendar(description(row), senderCheck, memory);
            return new Plan(choice, text, calendar, calendar.besides(text.leaves()));
        });
    }

    private static ImapRead.Description description(ThreadRow row) {
        return new ImapRead.Description(row.message(), row.header());
    }

    /** @param role of its folder; null for none that matters */
    ThreadMail mail(ThreadRow row, @Nullable FolderRole role) {
        MailHeader header = row.header();
        MessageTime time = row.time();
        AddressList authors = header.authors();
        AddressList to = header.to().first(MAX_TO);
        Set<String> people = new HashSet<>(authors.texts());
        List<String> inOrder = new ArrayList<>(authors.texts());
        for (AddressList others : List.of(header.to(), header.cc())) {
            others.first(MAX_TO).texts().stream().filter(people::add).forEach(inOrder::add);
        }
        MessageText text = texts.get(row.place());
        return new ThreadMail(
                new MessageRef(row.folder(), row.uidValidity(), row.message().uid),
                header.messageId(),
                time.date(),
                time.isArrival(),
                String.join(", ", authors.texts()),
                authors.more(),
                to.texts(),
                to.more(),
                inOrder,
                row.message().flags(),
                author(row, role),
                senderCheck.isOwn(header.to()),
                text == null ? "" : InertMarkdown.of(text.text()),
                text == null || text.complete() ? 0 : 1,
                warnings(row, text),
                files(row));
    }

    private List<String> warnings(ThreadRow row, @Nullable MessageText text) {
        List<String> warnings = new ArrayList<>(text == null ? List.of() : text.warnings());
        String absence = text == null
                ? null
                : TextAbsence.of(row.message().structure, plan(row).choice(), text);
        if (absence != null) {
            warnings.add(absence);
        }
        long files = plan(row).choice().files().stream()
                .filter(file -> !file.inline())
                .count();
        if (files > MAX_FILES) {
            warnings.add((files - MAX_FILES) + " more attachments are not listed here: imap_read_email lists them");
        }
        return warnings;
    }

    /** A notice of absence in Sent is no answer of the user, and a draft is none yet. */
    private Author author(ThreadRow row, @Nullable FolderRole role) {
        MailHeader header = row.header();
        boolean mine = role == FolderRole.SENT || senderCheck.isOwn(header.authors());
        boolean nobodys = mine ? row.isDraft() || Machines.isAutomatic(header) : Machines.wrote(header);
        return nobodys ? Author.MACHINE : mine ? Author.ME : Author.OTHER;
    }

    private List<Attachment> files(ThreadRow row) {
        BodyStructure structure = row.message().structure;
        String charset = structure == null ? null : structure.textCharset();
        return plan(row).choice().files().stream()
                .filter(file -> !file.inline())
                .limit(MAX_FILES)
                .map(file -> ImapRead.attachment(file, charset))
                .toList();
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailbox;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.FileLink;
import dev.mailboxmcp.account.FileLinks;
import dev.mailboxmcp.account.MadeLink;
import dev.mailboxmcp.account.Principal;
import dev.mailboxmcp.extract.Extractor;
import dev.mailboxmcp.imap.ImapAttachment;
import dev.mailboxmcp.imap.ImapChanges;
import dev.mailboxmcp.imap.ImapContacts;
import dev.mailboxmcp.imap.ImapFile;
import dev.mailboxmcp.imap.ImapFolderStatus;
import dev.mailboxmcp.imap.ImapFolders;
import dev.mailboxmcp.imap.ImapFollowUps;
import dev.mailboxmcp.imap.ImapList;
import dev.mailboxmcp.imap.ImapPool;
import dev.mailboxmcp.imap.ImapRead;
import dev.mailboxmcp.imap.ImapSearch;
import dev.mailboxmcp.imap.ImapSearchFolders;
import dev.mailboxmcp.imap.ImapThread;
import dev.mailboxmcp.imap.Snippets;
import dev.mailboxmcp.mail.AttachmentContent;
import dev.mailboxmcp.mail.AttachmentText;
import dev.mailboxmcp.mail.AttachmentView;
import dev.mailboxmcp.mail.Contacts;
import dev.mailboxmcp.mail.FetchedAttachment;
import dev.mailboxmcp.mail.FetchedFile;
import dev.mailboxmcp.mail.Folder;
import dev.mailboxmcp.mail.FolderList;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.FolderState;
import dev.mailboxmcp.mail.FollowUps;
import dev.mailboxmcp.mail.FoundPage;
import dev.mailboxmcp.mail.LinkedFile;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.MailMessage;
import dev.mailboxmcp.mail.MailPage;
import dev.mailboxmcp.mail.MailThread;
import dev.mailboxmcp.mail.MailboxChanges;
import dev.mailboxmcp.mail.Memory;
import dev.mailboxmcp.mail.MessageRef;
import dev.mailboxmcp.mail.Query;
import dev.mailboxmcp.mime.EmailAddress;
import dev.mailboxmcp.mime.SenderCheck;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looking at one caller's mail. Every method but {@link #account} and {@link #linksFiles} asks the mail server, may block, and
 * throws {@link MailException} for what the caller can act on. Nothing is marked as read.
 */
public final class Reading implements Facet {
    private final Credentials credentials;
    private final ImapPool pool;
    private final List<EmailAddress> own;
    private final SenderCheck senderCheck;
    private final Extractor extractor;
    private final InstantSource clock;
    private final Memory memory;
    private final FileLinks links;

    /** @param own the user's own addresses */
    Reading(
            Credentials credentials,
            ImapPool pool,
            List<EmailAddress> own,
            SenderCheck senderCheck,
            Extractor extractor,
            InstantSource clock,
            Memory memory,
            FileLinks links) {
        this.credentials = credentials;
        this.pool = pool;
        this.own = own;
        this.senderCheck = senderCheck;
        this.extractor = extractor;
        this.clock = clock;
        this.memory = memory;
        this.links = links;
    }

    /** Whose mailbox it is. Asks nobody. */
    public Account account() {
        return new Account(
                credentials.user(),
                own.stream().map(EmailAddress::toString).toList(),
                List.copyOf(credentials.grant().permissions()));
    }

    /** Every folder with its counts, INBOX first. */
    public FolderList listFolders() {
        return pool.readBesideInbox(credentials, ImapFolders::list);
    }

    /**
     * The newest mails of a folder, or those that follow a page.
     *
     * @param limit 1..100
     * @param cursor of the page before; null for the first page
     * @param withSnippets whether each comes with its first words
     */
    public MailPage listEmails(
            FolderPath folder, int limit, @Nullable String cursor, boolean unreadOnly, boolean withSnippets) {
        Snippets snippets = snippets(withSnippets);
        MailPage page = pool.read(
                credentials, connection -> ImapList.page(connection, folder, limit, cursor, unreadOnly, snippets));
        return RowRoom.within(page, withSnippets);
    }

    private Snippets snippets(boolean wanted) {
        return wanted ? Snippets.in(memory) : Snippets.NONE;
    }

    /** What a search found: in one folder, or in several. */
    public sealed interface Found {
        record InOne(MailPage page) implements Found {}

        record InSeveral(FoundPage page) implements Found {}
    }

    /**
     * The newest mails that match, or those that follow a page.
     *
     * @param folder null for all but Trash and Junk
     * @param text in the language of {@link QueryParser}, which may name folders instead; null for none
     * @param criteria what has to hold besides
     * @param limit 1..100
     * @param cursor of the page before with the same text and criteria; null for the first page
     * @param withSnippets whether each comes with its first words
     */
    public Found searchEmails(
            @Nullable FolderPath folder,
            @Nullable String text,
            Query criteria,
            int limit,
            @Nullable String cursor,
            boolean withSnippets) {
        Snippets snippets = snippets(withSnippets);
        ParsedQuery parsed = text == null ? ParsedQuery.EVERYTHING : QueryParser.parse(text, own, clock.instant());
        Query query = Query.all(List.of(parsed.query(), criteria));
        String question = text + " " + criteria; // without what the day makes of it
        if (folder != null && !(parsed.namesFolders() && folder.equals(FolderPath.INBOX))) {
            Query inOne = Query.all(List.of(parsed.inOneFolder(), criteria));
            MailPage page = pool.read(
                    credentials,
                    connection -> ImapSearch.page(connection, folder, inOne, question, limit, cursor, snippets));
            return new Found.InOne(RowRoom.within(page, withSnippets));
        }
        FoundPage page = pool.read(
                credentials,
                connection ->
                        ImapSearchFolders.page(connection, parsed.scope(), query, question, limit, cursor, snippets));
        return new Found.InSeveral(RowRoom.within(page, withSnippets));
    }

    /**
     * One mail as text.
     *
     * @param offset in characters of the whole text
     * @param maxChars 1..100000
     * @param headers whether the lines of its header are wanted too
     */
    public MailMessage readEmail(MessageRef ref, int offset, int maxChars, boolean headers) {
        return pool.read(
                credentials,
                connection -> ImapRead.read(connection, ref, offset, maxChars, headers, senderCheck, memory));
    }

    /**
     * The conversation of a mail, without what its mails repeat of each other.
     *
     * @param maxChars of all texts together, 1..100000
     */
    public MailThread readThread(MessageRef ref, int maxChars) {
        return Conversation.within(
                pool.read(credentials, connection -> ImapThread.read(connection, ref, maxChars, senderCheck, memory)),
                maxChars);
    }

    /**
     * What changed in folders since an earlier look.
     *
     * @param cursor of that look; null for the first
     * @param folders 1..100, or none for those of the cursor, or all but Trash and Junk
     * @param limit how many new mails are told at the most, 1..100
     */
    public MailboxChanges listChanges(@Nullable String cursor, List<FolderPath> folders, int limit, Instant now) {
        MailboxChanges changes = pool.readBesideInbox(
                credentials,
                connection -> ImapChanges.since(connection, cursor, folders, limit, credentials.canonicalUser(), now));
        return RowRoom.within(changes);
    }

    /**
     * Those the user wrote to or heard from whose name or address holds all words of a text.
     *
     * @param limit 1..20
     */
    public Contacts findContacts(String name, int limit, Instant now) {
        return pool.read(credentials, connection -> ImapContacts.find(connection, name, limit, senderCheck, now));
    }

    /**
     * Mails after which somebody is still to do something.
     *
     * @param days 1..90
     * @param limit 1..50
     * @param cursor of the page before with the same kind and days; null for the first page
     */
    public FollowUps listFollowUps(FollowUps.Kind kind, int days, int limit, @Nullable String cursor, Instant now) {
        FollowUps page = pool.read(
                credentials, connection -> ImapFollowUps.page(connection, kind, days, limit, cursor, senderCheck, now));
        return RowRoom.within(page);
    }

    /**
     * The content of one part of a mail. Its memory is taken until the end of the call.
     *
     * @param part its IMAP number, such as {@code 2.1}
     * @throws MailException {@link MailFailure.PartNotFound} if the mail has no such part, {@link MailFailure.TooLarge} above
     *     {@link ImapAttachment#MAX_BYTES}
     */
    public AttachmentContent readAttachment(MessageRef ref, String part) {
        return pool.read(credentials, connection -> ImapAttachment.fetch(connection, ref, part, memory));
    }

    /**
     * What one part of a mail says, or shows.
     *
     * @param wanted in which form
     * @param part its IMAP number, such as {@code 2.1}
     * @param offset in characters of the whole text
     * @param maxChars 1..100000
     * @throws MailException as above
     */
    public AttachmentView viewAttachment(MessageRef ref, String part, WantedForm wanted, int offset, int maxChars) {
        FetchedAttachment fetched = pool.read(
                credentials, connection -> ImapAttachment.read(connection, ref, part, offset, maxChars, memory));
        return switch (fetched) {
            case AttachmentText text -> wanted.require(text);
            case FetchedFile file ->
                new ExtractedFiles(extractor, Principal.of(credentials), memory).view(file, wanted, offset, maxChars);
        };
    }

    /** Whether links to files are made here. */
    public boolean linksFiles() {
        return links.areMade();
    }

    /**
     * A link to one part of a mail, good for whoever has it.
     *
     * @param part its IMAP number; empty for the whole mail
     * @throws MailException as above; {@link MailFailure.NotAllowed} where no links are made
     */
    public LinkedFile linkTo(MessageRef ref, String part) {
        ImapFile file = pool.read(credentials, connection -> ImapFile.describe(connection, ref, part));
        MadeLink made = link(file.ref(), file.number());
        if (made == null) {
            throw new MailException(new MailFailure.NotAllowed(
                    "this server makes no link to a file (its operator sets LINKS and PUBLIC_URL). The user can open the file in"
                            + " a mail program"));
        }
        return new LinkedFile(file.number(), file.name(), file.type(), file.sizeBytes(), made.url(), made.expiresAt());
    }

    private @Nullable MadeLink link(MessageRef ref, String part) {
        return links.make(
                FileLink.Use.DOWNLOAD,
                credentials,
                List.of(
                        ref.folder().value(),
                        Long.toString(Objects.requireNonNullElse(ref.uidValidity(), 0L)),
                        Long.toString(ref.uid()),
                        part));
    }

    /**
     * The file that a link leads to.
     *
     * @param what of the link
     * @throws MailException where it is not there any more
     */
    public MailFile file(List<String> what) {
        MessageRef ref =
                new MessageRef(new FolderPath(what.get(0)), Long.valueOf(what.get(1)), Long.parseLong(what.get(2)));
        return new MailFile(
                credentials,
                pool,
                pool.read(credentials, connection -> ImapFile.describe(connection, ref, what.get(3))));
    }

    /** The folder's counts, of which at least one differs after any change but one of flags. */
    public FolderState folderState(FolderPath folder) {
        return pool.readBesideInbox(credentials, connection -> ImapFolderStatus.state(connection, folder));
    }

    /** The same of several folders by one question, without those of which the mail server does not tell with the others. */
    public Map<FolderPath, FolderState> folderStates(List<FolderPath> folders) {
        return pool.readBesideInbox(credentials, connection -> ImapFolderStatus.states(connection, folders));
    }

    /** Paths of folders that can be opened and go on from what was typed, at any of their levels; INBOX first. */
    public List<String> foldersLike(String typed) {
        FolderList list = listFolders();
        String start = typed.toLowerCase(Locale.ROOT);
        List<String> paths = list.folders().stream()
                .filter(Folder::selectable)
                .map(folder -> folder.path().value())
                .toList();
        Stream<String> byPath =
                paths.stream().filter(path -> path.toLowerCase(Locale.ROOT).startsWith(start));
        Stream<String> byLevel = list.delimiter().isEmpty()
                ? Stream.of()
                : paths.stream().filter(path -> path.toLowerCase(Locale.ROOT).contains(list.delimiter() + start));
        return Stream.concat(byPath, byLevel).distinct().toList();
    }
}

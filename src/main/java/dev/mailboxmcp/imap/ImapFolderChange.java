// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.Folder;
import dev.mailboxmcp.mail.FolderChange;
import dev.mailboxmcp.mail.FolderList;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes, renames and deletes folders (RFC 9051 6.3.4 to 6.3.6). To be run by {@link ImapPool#change}.
 *
 * <p>Servers delete folders that are full, and Sent itself; nothing brings them back. So the folders are listed first: one
 * that has a role, holds mails or holds other folders stays. Right before DELETE it is looked at once more; a mail that
 * arrives within that round trip is lost with the folder, which no command of IMAP can prevent. Subscriptions follow as far
 * as the server lets them.
 */
public final class ImapFolderChange {
    private static final String WORDS = "changing a folder";
    private static final int MAX_SUBSCRIPTIONS = 200;

    private interface Subscriptions {
        List<ImapCommand> commands() throws IOException;
    }

    private ImapFolderChange() {}

    /**
     * Three round trips, four for DELETE, one more where LIST tells no counts.
     *
     * @param unanswered true while a command that changes something has been sent and its answer has not come
     * @return whether the mail server said that it was made; false for a new folder of which it said that it is there already,
     *     though it was not a moment before
     * @throws MailException {@link MailFailure.FolderNotFound}, {@link MailFailure.Conflict} for a path that is taken or a
     *     folder that others changed meanwhile, {@link MailFailure.NotAllowed} for one that must stay,
     *     {@link MailFailure.InvalidArgument} for a path that cannot be
     */
    public static boolean make(ImapConnection connection, FolderChange change, AtomicBoolean unanswered)
            throws IOException {
        OpenFolder open = connection.open();
        if (open != null && concerns(change, open.folder())) {
            ImapSelection.leave(connection);
        }
        connection.avoid(FolderDetails.EXTENSION); // nothing but the folders is needed
        FolderList folders = ImapFolders.list(connection);
        return switch (change) {
            case FolderChange.Create(FolderPath folder) -> create(connection, folders, folder, unanswered);
            case FolderChange.Rename(FolderPath folder, FolderPath newPath) -> {
                rename(connection, folders, folder, newPath, unanswered);
                yield true;
            }
            case FolderChange.Delete(FolderPath folder) -> {
                delete(connection, folders, folder, unanswered);
                yield true;
            }
        };
    }

    /** The folder as it is called after the change. */
    public static FolderPath result(FolderChange change) {
        return switch (change) {
            case FolderChange.Create(FolderPath folder) -> folder;
            case FolderChange.Rename(FolderPath folder, FolderPath newPath) -> newPath;
            case FolderChange.Delete(FolderPath folder) -> folder;
        };
    }

    /** Whether somebody who has that folder open may find it gone: it, or one that lies in it. */
    public static boolean concerns(FolderChange change, FolderPath open) {
        return switch (change) {
            case FolderChange.Create create -> false;
            case FolderChange.Rename(FolderPath folder, FolderPath newPath) ->
                open.name().startsWith(folder.name());
            case FolderChange.Delete(FolderPath folder) -> FolderName.same(open, folder);
        };
    }

    /** Whether the folders are as they would be after the change: for who lost the answer to it. One or two round trips. */
    public static boolean isMade(ImapConnection connection, FolderChange change) throws IOException {
        FolderList folders = ImapFolders.list(connection);
        return switch (change) {
            case FolderChange.Create(FolderPath folder) -> find(folders, folder) != null;
            case FolderChange.Rename(FolderPath folder, FolderPath newPath) ->
                find(folders, folder) == null && find(folders, newPath) != null;
            case FolderChange.Delete(FolderPath folder) -> find(folders, folder) == null;
        };
    }

    private static boolean create(
            ImapConnection connection, FolderList folders, FolderPath folder, AtomicBoolean unanswered)
            throws IOException {
        requireFree(folders, "folder", folder);
        ImapAnswer answer = change(connection, unanswered, new ImapCommand("CREATE").mailbox(folder))
                .getFirst();
        // QUIRK: Dovecot says that of a folder that it has just begun to make, where another session looks into it
        // meanwhile
        boolean appeared = !answer.isOk()
                && answer.status().code().equals("ALREADYEXISTS")
                && ImapFolders.exists(connection, folder);
        if (!appeared) {
            requireDone(connection, answer, "folder", folder, folder);
        }
        askForSubscriptions(connection, () -> List.of(new ImapCommand("SUBSCRIBE").mailbox(folder)));
        return !appeared;
    }

    private static void rename(
            ImapConnection connection,
            FolderList folders,
            FolderPath folder,
            FolderPath newPath,
            AtomicBoolean unanswered)
            throws IOException {
        Folder found = require(folders, folder);
        requireNoRole(folders, found, true);
        requireFree(folders, "new_path", newPath);
        String below = found.path().name() + folders.delimiter();
        if (!folders.delimiter().isEmpty() && newPath.name().startsWith(below)) {
            throw invalid("new_path", "must not lie in the folder itself");
        }
        List<ImapAnswer> answers = change(
                connection,
                unanswered,
                ImapCommand.of("LSUB", "\"\" \"*\""),
                new ImapCommand("RENAME").mailbox(found.path()).mailbox(newPath));
        requireDone(connection, answers.getLast(), "new_path", newPath, found.path());
        askForSubscriptions(connection, () -> subscriptions(answers.getFirst(), folders, found.path(), newPath));
    }

    /** Those of the folder and of folders in it, under their new names in the place of the old ones. */
    private static List<ImapCommand> subscriptions(
            ImapAnswer subscribed, FolderList folders, FolderPath before, FolderPath newPath) throws IOException {
        String below = before.name() + folders.delimiter();
        List<ImapCommand> subscriptions = new ArrayList<>();
        for (byte[] name : ListedFolder.names(subscribed, "LSUB")) {
            FolderPath old = FolderName.decode(name);
            boolean itself = old != null && FolderName.same(old, before);
            boolean within =
                    old != null && !folders.delimiter().isEmpty() && old.name().startsWith(below);
            if (old != null && (itself || within) && subscriptions.size() < 2 * MAX_SUBSCRIPTIONS) {
                String rest = old.name().substring(before.name().length());
                subscriptions.add(new ImapCommand("SUBSCRIBE").mailbox(FolderPath.named(newPath.name() + rest)));
                subscriptions.add(new ImapCommand("UNSUBSCRIBE").mailbox(old));
            }
        }
        return subscriptions;
    }

    private static void delete(
            ImapConnection connection, FolderList folders, FolderPath folder, AtomicBoolean unanswered)
            throws IOException {
        Folder found = require(folders, folder);
        requireNoRole(folders, found, false);
        List<Folder> within = within(folders, found.path());
        if (!within.isEmpty()) {
            throw stays("folders in it: " + within.size() + ". Delete these first");
        }
        if (found.messages() > 0) {
            throw stays("emails in it: " + found.messages() + ". Move or trash them first (imap_organize_emails)");
        }
        lookAgain(connection, folders.delimiter(), found);
        ImapAnswer answer = change(connection, unanswered, new ImapCommand("DELETE").mailbox(found.path()))
                .getFirst();
        requireDone(connection, answer, "folder", found.path(), found.path());
        askForSubscriptions(connection, () -> List.of(new ImapCommand("UNSUBSCRIBE").mailbox(found.path())));
    }

    private static void askForSubscriptions(ImapConnection connection, Subscriptions subscriptions) {
        try {
            List<ImapCommand> commands = subscriptions.commands();
            if (!commands.isEmpty()) {
                connection.ask(WORDS, ResponseLimits.USUAL, commands);
            }
        } catch (IOException | MailException e) {
            // the folder was changed with or without them: the call must not fail as one that changed nothing
        }
    }

    private static void lookAgain(ImapConnection connection, String delimiter, Folder folder) throws IOException {
        String name = folder.path().name();
        List<ImapCommand> look = new ArrayList<>();
        look.add(new ImapCommand("LIST").raw("\"\"").mailbox(FolderPath.named(name + delimiter + "*")));
        if (folder.selectable()) {
            look.add(new ImapCommand("STATUS").mailbox(folder.path()).raw("(MESSAGES UNSEEN)"));
        }
        List<ImapAnswer> answers = connection.ask(WORDS, ResponseLimits.USUAL, look);
        answers.getFirst().requireOk(WORDS);
        for (byte[] listed : ListedFolder.names(answers.getFirst(), "LIST")) {
            FolderPath path = FolderName.decode(listed); // others too where the name itself has wildcards
            if (!delimiter.isEmpty() && path != null && path.name().startsWith(name + delimiter)) {
                throw new MailException(new MailFailure.Conflict(
                        "somebody made a folder in this one just now, so it was not deleted. List the folders again"));
            }
        }
        long messages = folder.selectable() ? ImapFolderStatus.messages(answers.getLast()) : 0;
        if (messages != 0) {
            throw new MailException(new MailFailure.Conflict(
                    messages < 0
                            ? "the mail server does not tell whether this folder is empty, so it was not deleted"
                            : "an email has come into this folder just now, so it was not deleted. List it again"));
        }
    }

    private static List<ImapAnswer> change(ImapConnection connection, AtomicBoolean unanswered, ImapCommand... commands)
            throws IOException {
        unanswered.set(true);
        List<ImapAnswer> answers = connection.ask(WORDS, ResponseLimits.USUAL, List.of(commands));
        unanswered.set(false);
        return answers;
    }

    /** The folder as the server spells it, composed or not. */
    private static @Nullable Folder find(FolderList folders, FolderPath folder) {
        return Stream.concat(
                        folders.folders().stream().filter(one -> FolderName.same(one.path(), folder)),
                        folders.folders().stream().filter(one -> FolderName.sameText(one.path(), folder)))
                .findFirst()
                .orElse(null);
    }

    private static Folder require(FolderList folders, FolderPath folder) {
        Folder found = find(folders, folder);
        if (found == null) {
            throw new MailException(new MailFailure.FolderNotFound(folder));
        }
        return found;
    }

    private static List<Folder> within(FolderList folders, FolderPath folder) {
        return folders.delimiter().isEmpty()
                ? List.of()
                : folders.folders().stream()
                        .filter(one -> one.path().name().startsWith(folder.name() + folders.delimiter()))
                        .toList();
    }

    private static void requireNoRole(FolderList folders, Folder folder, boolean withThoseWithin) {
        Stream<Folder> within = withThoseWithin ? within(folders, folder.path()).stream() : Stream.of();
        Stream.concat(Stream.of(folder), within)
                .filter(one -> one.role() != null)
                .findFirst()
                .ifPresent(one -> {
                    throw stays("\"" + one.path().value() + "\" is the folder for "
                            + String.valueOf(one.role()).toLowerCase(Locale.ROOT)
                            + ", which mail programs rely on. Take another folder");
                });
    }

    private static void requireFree(FolderList folders, String argument, FolderPath path) {
        String name = path.name();
        if (!isText(name)) {
            throw invalid(argument, "must have no control character, % or *");
        }
        String delimiter = folders.delimiter();
        boolean emptyLevel = !delimiter.isEmpty()
                && (name.startsWith(delimiter) || name.endsWith(delimiter) || name.contains(delimiter + delimiter));
        if (emptyLevel || name.isBlank()) {
            throw invalid(argument, "must have a name on every level, with one " + delimiter + " between them");
        }
        if (find(folders, path) != null) {
            throw new MailException(new MailFailure.Conflict(
                    "there is a folder of that path already, and nothing was changed. Use it, or take another path"));
        }
    }

    /** Characters that can be seen and stand for themselves in LIST; pairs of surrogates are one. */
    private static boolean isText(String name) {
        return name.codePoints()
                .noneMatch(c -> Character.isISOControl(c)
                        || c == '%'
                        || c == '*'
                        || Character.getType(c) == Character.SURROGATE);
    }

    private static void requireDone(
            ImapConnection connection, ImapAnswer answer, String argument, FolderPath wanted, FolderPath folder)
            throws IOException {
        if (answer.isOk()) {
            return;
        }
        StatusText status = answer.status();
        switch (status.code()) {
            case "ALREADYEXISTS" ->
                throw new MailException(
                        new MailFailure.Conflict(
                                "there is a folder of that path already, and nothing was changed. Use it, or take another path"));
            case "NONEXISTENT" -> throw new MailException(new MailFailure.FolderNotFound(folder));
            case "HASCHILDREN", "INUSE" ->
                throw new MailException(new MailFailure.Conflict(
                        status.described("the mail server keeps this folder") + ". Try it later"));
            case "CANNOT" ->
                throw invalid(argument, status.described("must be another path: the mail server refused this one"));
            default -> {
                if (status.isAboutTheServer() || status.isFull()) {
                    throw status.toFailure(WORDS);
                }
            }
        }
        String prefix = ImapFolders.personalPrefix(connection);
        throw wanted.name().startsWith(prefix)
                ? new MailException(new MailFailure.NotAllowed(
                        status.described("the mail server refused it, and nothing was changed")))
                : invalid(argument, status.described("must begin with " + prefix + " as paths of this mailbox do"));
    }

    private static MailException stays(String why) {
        return new MailException(new MailFailure.NotAllowed("nothing was changed: " + why));
    }

    private static MailException invalid(String argument, String needs) {
        return new MailException(new MailFailure.InvalidArgument(argument, needs));
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Has a folder open for commands that go out in the same flight: where it is open already, a NOOP goes ahead of them, else
 * EXAMINE does, and does too after a refusal that may be about the folder. Dovecot answers what stands behind a NOOP from what
 * the session knew before it, and tells the news last; so what depends on them is asked by {@link #askNow}.
 * A folder is opened for reading only, unless something in it is to be changed.
 */
final class ImapSelection {
    /** The time after which INBOX is opened anew. */
    static final Duration TRUST = Duration.ofSeconds(30);

    /** So many mails make opening a folder again dearer than asking twice: Dovecot may read the directory of a Maildir anew. */
    private static final int MANY = 20_000;

    /** Searches whose results later commands use (RFC 5182). */
    private static final String SAVED_RESULTS = "SEARCHRES";

    private ImapSelection() {}

    /** The state of the folder if it is open on this connection; null otherwise. */
    static @Nullable OpenFolder known(ImapConnection connection, FolderPath folder) {
        OpenFolder open = connection.open();
        return open != null && FolderName.same(open.folder(), folder) ? open : null;
    }

    /**
     * Whether it is open and need not be opened again. All but INBOX need: nothing tells a session for sure that its folder
     * was renamed, or deleted and made anew. To open it costs hardly more than the NOOP that it takes the place of.
     */
    private static boolean isOpen(ImapConnection connection, FolderPath folder) {
        OpenFolder open = known(connection, folder);
        return open != null
                && open.mode() == OpenFolder.Mode.READING
                && FolderName.same(folder, FolderPath.INBOX)
                && System.nanoTime() - open.openedNanoTime() < TRUST.toNanos();
    }

    /**
     * Runs commands in the open folder, in one round trip where none of them has to wait. They are about mails that the
     * caller names: what others changed a moment ago may be told beside their answers, and not in them.
     *
     * @throws MailException with {@link MailFailure.FolderNotFound} if the folder cannot be opened
     */
    static List<ImapAnswer> ask(
            ImapConnection connection, FolderPath folder, String words, ResponseLimits limits, ImapCommand... commands)
            throws IOException {
        Ahead ahead = isOpen(connection, folder)
                ? new Ahead(List.of(new ImapCommand("NOOP")), false, true)
                : new Ahead(List.of(ImapCommand.examine(folder)), true, false);
        return ask(connection, folder, ahead, words, limits, commands);
    }

    /**
     * The same for commands whose answers are to be of this moment, such as searches and counts: a mail that is to be deleted
     * may have been flagged, to keep it, a moment ago. One round trip; two in a folder of very many mails that somebody
     * changed, on a server without SEARCHRES.
     */
    static List<ImapAnswer> askNow(
            ImapConnection connection, FolderPath folder, String words, ResponseLimits limits, ImapCommand... commands)
            throws IOException {
        OpenFolder known = known(connection, folder);
        if (known == null || connection.openedInThisCall()) { // what is known of it is not old
            return ask(connection, folder, words, limits, commands);
        }
        Ahead ahead = ahead(connection, folder);
        List<ImapAnswer> answers = ask(connection, folder, ahead, words, limits, commands);
        return ahead.tellsNewsLast && FetchReader.hasNews(answers.getFirst())
                ? ask(connection, folder, words, limits, commands)
                : answers;
    }

    /**
     * What goes ahead of commands in their flight.
     *
     * @param opens whether it opens the folder, which is open already otherwise
     * @param tellsNewsLast whether what others changed may be told after the answers to the commands: if so, they are asked again
     */
    record Ahead(List<ImapCommand> commands, boolean opens, boolean tellsNewsLast) {
        /** The whole flight. */
        List<ImapCommand> before(ImapCommand... others) {
            List<ImapCommand> all = new ArrayList<>(commands);
            all.addAll(List.of(others));
            return all;
        }
    }

    /**
     * Has the folder open, as it is now, at the least cost. Dovecot does what a NOOP is for when no further command waits; but a
     * command that uses the result of a search (RFC 5182 2.1) waits for the search and all that goes before it.
     */
    static Ahead ahead(ImapConnection connection, FolderPath folder) {
        OpenFolder open = known(connection, folder);
        if (open == null || !isOpen(connection, folder)) {
            return new Ahead(List.of(ImapCommand.examine(folder)), true, false);
        }
        List<ImapCommand> news = news(connection);
        if (!news.isEmpty()) {
            return new Ahead(news, false, false);
        }
        return open.exists() < MANY
                ? new Ahead(List.of(ImapCommand.examine(folder)), true, false)
                : new Ahead(List.of(new ImapCommand("NOOP")), false, true);
    }

    /**
     * Commands behind which others of the same flight see the open folder as it is then; none where the server offers nothing
     * for that. Where it refuses one of them, {@link #avoidNews} is to be called.
     */
    static List<ImapCommand> news(ImapConnection connection) {
        return connection.has(SAVED_RESULTS)
                ? List.of(
                        new ImapCommand("NOOP"),
                        ImapCommand.of(
                                "SEARCH", "RETURN (SAVE) UID " + NumberSet.MAX), // which is cheap, and finds none
                        ImapCommand.of("UID FETCH", "$ (UID)"))
                : List.of();
    }

    /** Takes note that the server does not do what {@link #news} needs. */
    static void avoidNews(ImapConnection connection) {
        connection.avoid(SAVED_RESULTS);
    }

    /** Takes note that the server refused what went ahead, and tells what goes ahead instead. */
    static Ahead insteadOf(ImapConnection connection, FolderPath folder) {
        avoidNews(connection);
        return new Ahead(List.of(ImapCommand.examine(folder)), true, false);
    }

    private static List<ImapAnswer> ask(
            ImapConnection connection,
            FolderPath folder,
            Ahead first,
            String words,
            ResponseLimits limits,
            ImapCommand... commands)
            throws IOException {
        Ahead ahead = first;
        List<ImapAnswer> answers = connection.ask(words, limits, ahead.before(commands));
        boolean refused = answers.subList(0, ahead.commands.size()).stream().anyMatch(answer -> !answer.isOk());
        if (!ahead.opens && (refused || answers.stream().anyMatch(ImapSelection::mayMeanGone))) {
            ahead = insteadOf(connection, folder);
            answers = connection.ask(words, limits, ahead.before(commands));
        }
        if (ahead.opens && isSpelledOtherwise(connection, answers.get(0), folder)) {
            answers = connection.ask(words, limits, ahead.before(commands));
        }
        if (ahead.opens) {
            requireOpened(answers.get(0), folder);
        }
        return answers.subList(ahead.commands.size(), answers.size());
    }

    /**
     * Opens the folder, in a round trip of its own, unless it is open.
     *
     * @return whether that was done; if not, what is known of the folder may be old
     */
    static boolean open(ImapConnection connection, FolderPath folder) throws IOException {
        if (known(connection, folder) != null) {
            return false;
        }
        String words = "opening the folder";
        ImapCommand command = ImapCommand.examine(folder);
        ImapAnswer answer = connection.ask(words, command);
        if (isSpelledOtherwise(connection, answer, folder)) {
            answer = connection.ask(words, command);
        }
        requireOpened(answer, folder);
        return true;
    }

    /**
     * Opens the folder for changing what is in it, in one round trip with commands that change nothing yet.
     *
     * @param commands run in the open folder
     * @return the answers to them, that of opening first
     * @throws MailException with {@link MailFailure.FolderNotFound} if it cannot be opened, with
     *     {@link MailFailure.NotAllowed} if the server does not say that it may be changed: Dovecot answers OK to changes of
     *     a folder that is open for reading, and does nothing
     */
    static List<ImapAnswer> select(
            ImapConnection connection, FolderPath folder, @Nullable Long uidValidity, ImapCommand... commands)
            throws IOException {
        return select(connection, folder, uidValidity, ResponseLimits.ROWS, List.of(commands));
    }

    /** The same with a command that needs no folder and goes ahead of all; its answer stands first. */
    static List<ImapAnswer> selectBehind(
            ImapCommand first,
            ImapConnection connection,
            FolderPath folder,
            @Nullable Long uidValidity,
            ImapCommand... commands)
            throws IOException {
        return select(connection, folder, uidValidity, ResponseLimits.ROWS, List.of(first), List.of(commands));
    }

    /** The same, of commands whose answers may be that long. */
    static List<ImapAnswer> select(
            ImapConnection connection,
            FolderPath folder,
            @Nullable Long uidValidity,
            ResponseLimits limits,
            List<ImapCommand> commands)
            throws IOException {
        return select(connection, folder, uidValidity, limits, List.of(), commands);
    }

    private static List<ImapAnswer> select(
            ImapConnection connection,
            FolderPath folder,
            @Nullable Long uidValidity,
            ResponseLimits limits,
            List<ImapCommand> ahead,
            List<ImapCommand> commands)
            throws IOException {
        List<ImapCommand> all = new ArrayList<>(ahead);
        all.add(ImapCommand.select(folder));
        all.addAll(commands);
        String words = "opening the folder";
        List<ImapAnswer> answers = connection.ask(words, limits, all);
        if (isSpelledOtherwise(connection, answers.get(ahead.size()), folder)) {
            answers = connection.ask(words, limits, all);
        }
        requireOpened(answers.get(ahead.size()), folder);
        OpenFolder open = require(connection, folder, uidValidity);
        if (open.mode() != OpenFolder.Mode.CHANGING) {
            throw new MailException(new MailFailure.NotAllowed(
                    "the mail server opens this folder for reading only, so nothing was changed"));
        }
        return answers;
    }

    /**
     * Leaves the folder that is open, and removes nothing. CLOSE would remove what anybody marked as deleted, unless the
     * folder is open for reading only (RFC 9051 6.4.1); so one that is open for changes is left by UNSELECT (6.4.2), or is
     * first opened for reading where the server does not have that.
     */
    static void leave(ImapConnection connection) throws IOException {
        String words = "leaving the folder";
        OpenFolder open = connection.open();
        boolean changing = open != null && open.mode() != OpenFolder.Mode.READING;
        boolean unselects = connection.has("UNSELECT") || connection.has("IMAP4REV2");
        if (open != null && changing && !unselects) {
            requireOpened(connection.ask(words, ImapCommand.examine(open.folder())), open.folder());
        }
        connection
                .ask(words, new ImapCommand(changing && unselects ? "UNSELECT" : "CLOSE"))
                .requireOk(words);
        connection.noteClosed();
    }

    /**
     * The folder as it is now, which some command opened before.
     *
     * @throws MailException with {@link MailFailure.StaleUid} if it is not the one of that UIDVALIDITY any more
     */
    static OpenFolder require(ImapConnection connection, FolderPath folder, @Nullable Long uidValidity)
            throws IOException {
        OpenFolder open = known(connection, folder);
        if (open == null) {
            throw new ProtocolViolation("no folder is open");
        }
        if (uidValidity != null && uidValidity != open.uidValidity()) {
            throw new MailException(new MailFailure.StaleUid(folder, uidValidity, open.uidValidity()));
        }
        return open;
    }

    private static boolean mayMeanGone(ImapAnswer answer) {
        if (!answer.tagged().isNO()) {
            return false;
        }
        StatusText status = answer.status();
        boolean inTrouble = status.code().isEmpty() && status.isAboutTheServer();
        return status.mayMeanGone() && !inTrouble;
    }

    /** Whether the folder that was refused is there under another spelling, which is used from then on. */
    private static boolean isSpelledOtherwise(ImapConnection connection, ImapAnswer refusal, FolderPath folder)
            throws IOException {
        return refusal.tagged().isNO() && !refusal.status().isAboutTheServer() && FolderName.learn(connection, folder);
    }

    private static void requireOpened(ImapAnswer answer, FolderPath folder) {
        if (answer.isOk()) {
            return;
        }
        StatusText status = answer.status();
        if (status.isPermission()
                || status.isAboutTheServer()
                || status.isFull()
                || answer.tagged().isBAD()
                || FolderName.isInbox(folder)) {
            throw status.toFailure("opening the folder");
        }
        throw new MailException(new MailFailure.FolderNotFound(folder));
    }
}

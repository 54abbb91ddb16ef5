// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.MessageFlag;
import dev.mailboxmcp.mail.WireContent;
import dev.mailboxmcp.mail.WireMessage;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Puts a mail into a folder (RFC 9051 6.3.12). To be run once only, by {@link ImapPool#change}. */
public final class ImapAppend {
    private static final String WORDS = "saving the mail";
    private static final DateTimeFormatter DATE_TIME =
            DateTimeFormatter.ofPattern("dd-MMM-uuuu HH:mm:ss xx", Locale.ENGLISH);

    private static final Pattern LIMIT = Pattern.compile("APPENDLIMIT=(\\d{1,18})", Pattern.CASE_INSENSITIVE);

    private ImapAppend() {}

    /**
     * Where a mail went.
     *
     * @param uidValidity null where the server does not tell (RFC 4315); so is {@code uid}
     */
    public record Appended(
            @Nullable Long uidValidity, @Nullable Long uid) {}

    /** The largest mail that the server says it takes (RFC 7889), in bytes; {@link Long#MAX_VALUE} where it says nothing. */
    public static long limit(ImapConnection connection) {
        long limit = Long.MAX_VALUE;
        for (String capability : connection.getCapabilities().keySet()) {
            Matcher announced = LIMIT.matcher(capability);
            if (announced.matches()) {
                limit = Math.min(limit, Long.parseLong(announced.group(1)));
            }
        }
        return limit;
    }

    /** The UID alone of {@link #appended}. */
    public static @Nullable Long append(
            ImapConnection connection, FolderPath folder, WireMessage message, Set<MessageFlag> flags, Instant received)
            throws IOException {
        return appended(connection, folder, message, flags, received).uid();
    }

    /**
     * One mail.
     *
     * @param message with CRLF line ends
     * @param flags {@code \Seen} is set unless {@link MessageFlag#UNREAD} is among them
     * @throws MailException if there is no such folder, or the server does not take the mail
     */
    public static Appended appended(
            ImapConnection connection, FolderPath folder, WireContent message, Set<MessageFlag> flags, Instant received)
            throws IOException {
        ImapAnswer answer = ask(connection, folder, append(folder, message, names(flags), received));
        if (!answer.isOk()) {
            throw refusal(answer, folder);
        }
        return appended(answer.status());
    }

    /**
     * A draft that may have been sent. It is born with the keyword that says so ({@link ImapClaim#PENDING}), so that there is no moment
     * at which it could be sent for one that was not; without it where the server takes no mail with that. A server may say OK and
     * leave the keyword out: {@link ImapClaim#pending} sees to it.
     *
     * @throws MailException as {@link #appended} does
     */
    public static Appended pending(ImapConnection connection, FolderPath folder, WireContent message, Instant received)
            throws IOException {
        List<String> flags = names(Set.of(MessageFlag.DRAFT));
        List<String> marked = new ArrayList<>(flags);
        marked.add(ImapClaim.PENDING);
        ImapAnswer answer = ask(connection, folder, append(folder, message, marked, received));
        if (!answer.isOk() && mayBeForAFlag(answer.status())) {
            answer = ask(connection, folder, append(folder, message, flags, received));
        }
        if (!answer.isOk()) {
            throw refusal(answer, folder);
        }
        return appended(answer.status());
    }

    private static boolean mayBeForAFlag(StatusText status) {
        return !status.isFull()
                && !status.isAboutTheServer()
                && !List.of("TRYCREATE", "NONEXISTENT", "TOOBIG").contains(status.code());
    }

    private static ImapAnswer ask(ImapConnection connection, FolderPath folder, ImapCommand command)
            throws IOException {
        ImapAnswer answer = connection.ask(WORDS, command);
        boolean unexplained = !answer.isOk()
                && answer.status().code().isEmpty()
                && !answer.status().isFull();
        if (unexplained && ImapSelection.known(connection, folder) != null) {
            // QUIRK: Courier puts nothing into a folder that the session has open for reading only
            ImapSelection.leave(connection);
            answer = connection.ask(WORDS, command);
        }
        return answer;
    }

    private static ImapCommand append(FolderPath folder, WireContent message, List<String> flags, Instant received) {
        return command(new ImapCommand("APPEND"), folder, message, flags, received);
    }

    /** The command with folder, flags, date and content of a mail, as APPEND and REPLACE take them. */
    static ImapCommand command(
            ImapCommand begun, FolderPath folder, WireContent message, Set<MessageFlag> flags, Instant received) {
        return command(begun, folder, message, names(flags), received);
    }

    private static ImapCommand command(
            ImapCommand begun, FolderPath folder, WireContent message, List<String> flags, Instant received) {
        return begun.mailbox(folder)
                .raw("(" + String.join(" ", flags) + ") \"" + DATE_TIME.format(received.atOffset(ZoneOffset.UTC))
                        + "\"")
                .content(message);
    }

    /** Where a mail went, as far as a response tells. */
    static Appended appended(StatusText status) {
        String[] words = status.argument().split(" ", -1);
        boolean told = status.code().equals("APPENDUID")
                && words.length == 2
                && words[0].matches("\\d{1,10}")
                && words[1].matches("\\d{1,10}");
        return told ? new Appended(Long.valueOf(words[0]), Long.valueOf(words[1])) : new Appended(null, null);
    }

    /** The same for a message in one piece. */
    public static @Nullable Long append(
            ImapConnection connection, FolderPath folder, byte[] message, Set<MessageFlag> flags, Instant received)
            throws IOException {
        return append(connection, folder, WireMessage.of(message), flags, received);
    }

    static MailException refusal(ImapAnswer answer, FolderPath folder) {
        StatusText status = answer.status();
        return switch (status.code()) {
            case "TRYCREATE", "NONEXISTENT" -> new MailException(new MailFailure.FolderNotFound(folder));
            case "TOOBIG" -> new MailException(new MailFailure.TooLarge("the mail", 0));
            default -> status.toFailure(WORDS);
        };
    }

    private static List<String> names(Set<MessageFlag> flags) {
        List<String> names = new ArrayList<>();
        if (!flags.contains(MessageFlag.UNREAD)) {
            names.add("\\Seen");
        }
        for (MessageFlag flag : flags) {
            switch (flag) {
                case FLAGGED -> names.add("\\Flagged");
                case ANSWERED -> names.add("\\Answered");
                case DRAFT -> names.add("\\Draft");
                case UNREAD, DELETED, FORWARDED, JUNK -> {
                    // the absence of a flag, and what no mail of ours is born with
                }
            }
        }
        return names;
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.Memory;
import dev.mailboxmcp.mail.TextSource;
import dev.mailboxmcp.mime.AddressList;
import dev.mailboxmcp.mime.BodyText;
import dev.mailboxmcp.mime.BrokenMessage;
import dev.mailboxmcp.mime.HtmlText;
import dev.mailboxmcp.mime.MailHeader;
import dev.mailboxmcp.mime.MimeLimits;
import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The text of a message, fetched part by part and no further than needed.
 *
 * @param text decoded and cleaned; longer than what was needed where the mail is
 * @param complete whether the mail has no text beyond it
 * @param hiddenChars how many characters were left out, since nobody sees them
 * @param warnings what of the text is in doubt
 */
record MessageText(String text, TextSource source, boolean complete, int hiddenChars, List<String> warnings) {
    private static final String WORDS = "reading the text";
    private static final int MAX_PARTS = 20;
    private static final String UNCERTAIN = "some of the text may not be visible to a person, or a person may see more:"
            + " the HTML of this mail could not be followed in full";

    private static final int BROKEN_BYTES = 256 * 1024;
    private static final int MIN_FETCH = 16 * 1024;
    /** Encoded bytes of a character at most, as quoted-printable CJK has them. */
    private static final int BYTES_A_CHAR = 12;

    /** What a byte takes at most while it becomes text: elements and styles of a page are many times their source. */
    private static final int HTML_EXPANSION = 64;

    private static final int PLAIN_EXPANSION = 12;

    private static final int HEADING_BYTES = 1024;
    /** Longer than the words that stand for a file, whose name may have been cut. */
    private static final int SLACK_CHARS = 300;

    private static final int SHORT_BYTES = 400;
    private static final int SHORT_CHARS = 100;
    private static final int MUCH_LONGER = 5;

    MessageText {
        warnings = List.copyOf(warnings);
    }

    /**
     * Fetches as much text as is needed, in one round trip as a rule.
     *
     * @param neededChars from the start of the text on
     * @param memory for what a text becomes on the way
     */
    static MessageText fetch(
            ImapConnection connection,
            ImapRead.Description description,
            PartChoice choice,
            int neededChars,
            Memory memory)
            throws IOException {
        FetchedMessage message = description.message();
        Fetch fetch = new Fetch(connection, message.uid, neededChars, memory);
        if (PartChoice.isHollow(message.structure) || isMisunderstood(description)) {
            return fetch.broken(sourceOf(message.structure));
        }
        MessageText text = chosen(fetch, choice);
        return text.text().isBlank() && text.complete() && !choice.instead().isEmpty()
                ? fetch.all(choice.instead(), TextSource.PLAIN)
                : text;
    }

    /** QUIRK: to Courier everything is plain text that does not say {@code MIME-Version}, as mail of scripts often does not. */
    private static boolean isMisunderstood(ImapRead.Description description) {
        BodyStructure structure = description.message().structure;
        if (structure == null
                || !structure.type().equals("text/plain")
                || !structure.parameters().isEmpty()) {
            return false;
        }
        String type = description.header().value("content-type");
        return type.toLowerCase(Locale.ROOT).matches("(?s)(multipart/|text/html\\b).*");
    }

    private static MessageText chosen(Fetch fetch, PartChoice choice) throws IOException {
        if (choice.plain().isEmpty()) {
            return choice.html().isEmpty()
                    ? new MessageText("", TextSource.NONE, true, 0, List.of())
                    : fetch.all(choice.html(), TextSource.HTML);
        }
        boolean alternative = !choice.html().isEmpty() && !choice.html().equals(choice.plain());
        if (!alternative) {
            return fetch.all(choice.plain(), TextSource.PLAIN);
        }
        if (bytes(choice.plain()) > SHORT_BYTES) {
            MessageText plain = fetch.all(choice.plain(), TextSource.PLAIN);
            return plain.text().isBlank() ? fetch.all(choice.html(), TextSource.HTML) : plain;
        }
        return fetch.better(choice);
    }

    private static TextSource sourceOf(@Nullable BodyStructure structure) {
        return switch (structure == null ? "" : structure.type()) {
            case "text/plain" -> TextSource.PLAIN;
            case "text/html" -> TextSource.HTML;
            default -> TextSource.NONE;
        };
    }

    private static boolean isBase64(BodyStructure part) {
        return part.encoding().equalsIgnoreCase("base64");
    }

    private static long bytes(List<BodyStructure> parts) {
        return parts.stream()
                .filter(part -> !part.isMessage())
                .mapToLong(BodyStructure::sizeBytes)
                .sum();
    }

    /** The fetching of one message's text. */
    private static final class Fetch {
        private final ImapConnection connection;
        private final long uid;
        private final int neededChars;
        private final Memory memory;

        Fetch(ImapConnection connection, long uid, int neededChars, Memory memory) {
            this.connection = connection;
            this.uid = uid;
            this.neededChars = neededChars;
            this.memory = memory;
        }

        MessageText all(List<BodyStructure> parts, TextSource source) throws IOException {
            long enough = Math.min(MimeLimits.MAX_TEXT_BYTES, MIN_FETCH + (long) neededChars * BYTES_A_CHAR);
            MessageText text = text(parts, source, (int) enough);
            boolean tooShort = !text.complete() && text.text().length() < neededChars + SLACK_CHARS;
            return tooShort && enough < MimeLimits.MAX_TEXT_BYTES
                    ? text(parts, source, MimeLimits.MAX_TEXT_BYTES)
                    : text;
        }

        /** The server could make nothing of the mail: what a lenient reader makes of its bytes. */
        MessageText broken(TextSource ofNothing) throws IOException {
            ImapAnswer answer = connection.ask(WORDS, command("BODY.PEEK[]<0." + BROKEN_BYTES + ">"));
            byte[] bytes = message(answer).section("");
            BrokenMessage read;
            try (Memory.Lease lease = memory.take((long) bytes.length * HTML_EXPANSION)) {
                read = BrokenMessage.read(bytes);
            }
            List<String> warnings = new ArrayList<>();
            if (!read.text().isBlank()) {
                warnings.add("the structure of this mail is broken; this is the text that was found in it");
            }
            if (read.uncertain()) {
                warnings.add(UNCERTAIN);
            }
            return new MessageText(
                    read.text(),
                    read.text().isBlank() ? ofNothing : read.isHtml() ? TextSource.HTML : TextSource.PLAIN,
                    bytes.length < BROKEN_BYTES,
                    read.hiddenCharacters(),
                    warnings);
        }

        /** The plain form is short: it may be the text, or only say that there is an HTML form. */
        MessageText better(PartChoice choice) throws IOException {
            List<BodyStructure> both = new ArrayList<>(choice.plain());
            choice.html().stream().filter(part -> !both.contains(part)).forEach(both::add);
            FetchedMessage sections = sections(both, MimeLimits.MAX_TEXT_BYTES);
            MessageText plain = decode(sections, choice.plain(), TextSource.PLAIN, MimeLimits.MAX_TEXT_BYTES);
            MessageText html = decode(sections, choice.html(), TextSource.HTML, MimeLimits.MAX_TEXT_BYTES);
            int length = plain.text().strip().length();
            boolean pointless =
                    length == 0 || length < SHORT_CHARS && html.text().strip().length() > length * MUCH_LONGER;
            return pointless && !html.text().isBlank() ? html : plain;
        }

        private MessageText text(List<BodyStructure> parts, TextSource source, int maxBytes) throws IOException {
            return decode(sections(parts, maxBytes), parts, source, maxBytes);
        }

        private FetchedMessage sections(List<BodyStructure> parts, int maxBytes) throws IOException {
            List<BodyStructure> leaves = wanted(parts, maxBytes);
            if (leaves.isEmpty()) {
                return new FetchedMessage(0);
            }
            if (connection.has("BINARY") && leaves.stream().anyMatch(MessageText::isBase64)) {
                FetchedMessage decoded = decodedByTheServer(leaves, maxBytes);
                if (decoded != null) {
                    return decoded;
                }
            }
            List<String> items =
                    leaves.stream().map(part -> item(part, maxBytes)).toList();
            ImapAnswer answer = connection.ask(WORDS, command(String.join(" ", items)));
            if (!answer.isOk()
                    && items.size() > 1
                    && !answer.status().isAboutTheMail()
                    && !answer.status().isAboutTheServer()) {
                return oneByOne(items);
            }
            return message(answer);
        }

        /**
         * A quarter less to carry (RFC 3516). Null where the server refuses, or gives so little that it seems to have
         * stopped at what a lenient decoder reads over.
         */
        private @Nullable FetchedMessage decodedByTheServer(List<BodyStructure> leaves, int maxBytes)
                throws IOException {
            String items = leaves.stream()
                    .map(part -> isBase64(part)
                            ? "BINARY.PEEK[" + part.number() + "]<0." + decodedBytes(limit(part, maxBytes)) + ">"
                            : item(part, maxBytes))
                    .collect(Collectors.joining(" "));
            ImapAnswer answer = connection.ask(WORDS, command(items));
            if (!answer.isOk()) {
                if (answer.status().isAboutTheServer()) {
                    answer.requireOk(WORDS);
                }
                return null;
            }
            FetchedMessage message = message(answer);
            return leaves.stream().allMatch(part -> isPlausible(message, part, maxBytes)) ? message : null;
        }

        /** Of a message inside the message what its heading says. */
        private static String item(BodyStructure part, int maxBytes) {
            return part.isMessage()
                    ? HeaderRequest.ROW.itemOf(part)
                    : "BODY.PEEK[" + part.number() + "]<0." + limit(part, maxBytes) + ">";
        }

        private static boolean isPlausible(FetchedMessage message, BodyStructure part, int maxBytes) {
            long encoded = Math.min(part.sizeBytes(), limit(part, maxBytes));
            return !isBase64(part)
                    || message.decoded.contains(part.number())
                            && message.section(part.number()).length >= decodedBytes(encoded) * 9 / 10;
        }

        /** Of base64, in lines of 76 characters (RFC 2045 6.8). */
        private static long decodedBytes(long encodedBytes) {
            return encodedBytes * 57 / 78;
        }

        /** As much as there is where the server gives some parts and refuses others. */
        private FetchedMessage oneByOne(List<String> items) throws IOException {
            List<ImapAnswer> answers = connection.ask(
                    WORDS,
                    ResponseLimits.USUAL,
                    items.stream().map(this::command).toList());
            FetchedMessage message = message(answers.get(0));
            message.warnings.add("the mail server refused to give a part of the text");
            return message;
        }

        private ImapCommand command(String items) {
            return ImapCommand.of("UID FETCH", uid + " (UID " + items + ")");
        }

        private FetchedMessage message(ImapAnswer answer) {
            for (FetchedMessage message : FetchReader.read(answer)) {
                if (message.uid == uid) {
                    return message;
                }
            }
            if (!answer.status().isAboutTheMail()) {
                answer.requireOk(WORDS);
            }
            OpenFolder open = connection.open();
            throw new MailException(
                    new MailFailure.MessageNotFound(open == null ? FolderPath.INBOX : open.folder(), uid));
        }

        /** As many parts as fit, at least one. */
        private static List<BodyStructure> wanted(List<BodyStructure> parts, int maxBytes) {
            List<BodyStructure> wanted = new ArrayList<>();
            long total = 0;
            for (BodyStructure part : parts) {
                if (wanted.size() == MAX_PARTS || !wanted.isEmpty() && total >= maxBytes) {
                    break;
                }
                total += limit(part, maxBytes);
                wanted.add(part);
            }
            return wanted;
        }

        /** HTML is fetched whole, as far as the limit goes: how much of it is text cannot be told before. */
        private static int limit(BodyStructure part, int maxBytes) {
            if (part.isMessage()) {
                return HEADING_BYTES;
            }
            int limit = part.type().equals("text/html") ? MimeLimits.MAX_TEXT_BYTES : maxBytes;
            // some servers guess the size, so a little more is asked for
            return (int) Math.min(limit, part.sizeBytes() + part.sizeBytes() / 4 + MIN_FETCH);
        }

        private MessageText decode(
                FetchedMessage sections, List<BodyStructure> parts, TextSource source, int maxBytes) {
            List<String> texts = new ArrayList<>();
            List<String> warnings = new ArrayList<>(sections.warnings);
            List<BodyStructure> wanted = wanted(parts, maxBytes);
            boolean complete = wanted.size() == parts.size();
            int hidden = 0;
            boolean uncertain = false;
            for (BodyStructure part : wanted) {
                if (part.isMessage()) {
                    texts.add(heading(part, HeaderRequest.ROW.of(sections, part)));
                    continue;
                }
                byte[] bytes = sections.section(part.number());
                boolean decoded = sections.decoded.contains(part.number());
                int limit = limit(part, maxBytes);
                boolean cut = bytes.length >= (decoded ? decodedBytes(limit) : limit);
                complete &= !cut;
                try (Memory.Lease lease = memory.take((long) bytes.length * expansion(part))) {
                    HtmlText text = read(part, decoded ? "binary" : part.encoding(), bytes, cut);
                    hidden += text.hiddenCharacters();
                    uncertain |= text.uncertain();
                    texts.add(text.text());
                } catch (MailException e) {
                    throw e;
                } catch (RuntimeException | StackOverflowError e) {
                    // not known to happen; what a stranger wrote must not be able to break a call
                    warnings.add("part " + part.number() + " of this mail cannot be read as text");
                }
            }
            if (uncertain) {
                warnings.add(UNCERTAIN);
            }
            String text = texts.stream()
                    .map(String::stripTrailing)
                    .filter(piece -> !piece.isBlank())
                    .collect(Collectors.joining("\n\n"));
            return new MessageText(text, source, complete, hidden, warnings);
        }

        /** What stands above a message inside the message. */
        private static String heading(BodyStructure part, MailHeader header) {
            OffsetDateTime date = header.date();
            return "---------- message in this mail (part " + part.number() + ") ----------"
                    + line("From", joined(header.authors()))
                    + line("Date", date == null ? "" : date.toString())
                    + line("To", joined(header.to()))
                    + line("Subject", header.subject());
        }

        private static String joined(AddressList addresses) {
            return String.join(", ", addresses.texts()) + (addresses.more() > 0 ? ", …" : "");
        }

        private static String line(String name, String value) {
            return value.isEmpty() ? "" : "\n" + name + ": " + value;
        }

        private static int expansion(BodyStructure part) {
            return part.type().equals("text/html") ? HTML_EXPANSION : PLAIN_EXPANSION;
        }

        private static HtmlText read(BodyStructure part, String encoding, byte[] bytes, boolean cut) {
            return part.type().equals("text/html")
                    ? BodyText.html(bytes, encoding, charset(part))
                    : new HtmlText(
                            BodyText.plain(
                                    bytes,
                                    encoding,
                                    charset(part),
                                    part.parameter("format").equalsIgnoreCase("flowed"),
                                    part.parameter("delsp").equalsIgnoreCase("yes"),
                                    cut),
                            0,
                            false);
        }

        private static @Nullable String charset(BodyStructure part) {
            String charset = part.parameter("charset");
            return charset.isEmpty() ? null : charset;
        }
    }
}

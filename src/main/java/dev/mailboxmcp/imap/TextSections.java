// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mime.MailHeader;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Fetches the parts of one message that are its text, in one round trip as a rule. Base64 is decoded by the server where
 * it can (BINARY, RFC 3516), which leaves a quarter less to carry; where that fails in whatever way the parts are fetched
 * as they are, if need be on another connection.
 */
final class TextSections {
    static final String WORDS = "reading the text";
    /** A warning: what is missing may be all of the text. */
    static final String NOT_GIVEN = "the mail server did not give a part of the text";

    private static final String BINARY = "BINARY";
    private static final int HEADER_BYTES = 8192;
    private static final int PADDING = 4; // and a line end, which count in short ones

    private final ImapConnection connection;
    private final long uid;

    /** @param limitBytes of its content, in its transfer encoding, that are fetched */
    record Wanted(BodyStructure part, int limitBytes) {
        boolean isBase64() {
            return part.encoding().equals("base64") && part.type().startsWith("text/");
        }

        /** The item to fetch; of a message inside the message it is what its heading says. */
        String item() {
            return part.isMessage()
                    ? HeaderRequest.ROW.itemOf(part)
                    : "BODY.PEEK[" + part.number() + "]<0." + limitBytes + ">";
        }

        /** Whether so many bytes are all that was asked for, so that there may be more. */
        boolean isCut(int bytes, boolean decoded) {
            return bytes >= (decoded ? decodedBytes(limitBytes) : limitBytes);
        }
    }

    TextSections(ImapConnection connection, long uid) {
        this.connection = connection;
        this.uid = uid;
    }

    /** Fetches as much as there is: a part that the server refuses is missing, which a warning says. */
    FetchedMessage fetch(List<Wanted> leaves) throws IOException {
        if (leaves.isEmpty()) {
            return new FetchedMessage(0);
        }
        if (connection.has(BINARY) && leaves.stream().anyMatch(Wanted::isBase64)) {
            FetchedMessage decoded = decodedByTheServer(leaves);
            if (decoded != null) {
                return decoded;
            }
        }
        FetchedMessage message = asTheyAre(leaves);
        message.decodingFailed = connection.avoids(BINARY);
        return message;
    }

    /** The start of the whole message, from its header on. */
    byte[] whole(int limitBytes) throws IOException {
        return message(connection.ask(WORDS, command("BODY.PEEK[]<0." + limitBytes + ">")))
                .section("");
    }

    /**
     * The transfer encodings of parts as their own headers give them, in one round trip. QUIRK: Dovecot, Cyrus say 7bit of
     * a part whose header says {@code base64; x=y}.
     */
    Map<String, String> encodings(List<Wanted> leaves) throws IOException {
        String items = leaves.stream()
                .map(leaf -> "BODY.PEEK[" + leaf.part.number() + ".MIME]<0." + HEADER_BYTES + ">")
                .collect(Collectors.joining(" "));
        ImapAnswer answer = connection.ask(
                WORDS,
                command("BODY.PEEK[HEADER.FIELDS (CONTENT-TRANSFER-ENCODING)]<0." + HEADER_BYTES + "> " + items));
        Map<String, String> encodings = new HashMap<>();
        if (!answer.isOk()) {
            return encodings; // then what the server said has to do
        }
        FetchedMessage message = message(answer);
        for (Wanted leaf : leaves) {
            byte[] own = message.section(leaf.part.number() + ".MIME");
            boolean only = own.length == 0 && leaf.part.number().equals("1");
            MailHeader header = MailHeader.of(only ? message.section("HEADER") : own, HEADER_BYTES, null);
            encodings.put(leaf.part.number(), header.value("content-transfer-encoding"));
        }
        return encodings;
    }

    private FetchedMessage asTheyAre(List<Wanted> leaves) throws IOException {
        List<String> items = leaves.stream().map(Wanted::item).toList();
        ImapAnswer answer = connection.ask(WORDS, command(String.join(" ", items)));
        if (!answer.isOk() && connection.tried() != null && isOfTheConnection(answer)) {
            throw new IOException("refused after an extension failed"); // another connection may fare better
        }
        if (!answer.isOk()
                && items.size() > 1
                && !answer.status().isAboutTheMail()
                && !answer.status().isAboutTheServer()) {
            return oneByOne(items);
        }
        FetchedMessage message = message(answer);
        List<Wanted> left =
                leaves.stream().filter(leaf -> isLeftOut(leaf, message)).toList();
        if (!left.isEmpty()) { // QUIRK: iCloud leaves out what it does not want to give, or says NIL
            FetchedMessage again = find(ask(left));
            if (again != null) {
                message.add(again);
            }
            if (left.stream().anyMatch(leaf -> isLeftOut(leaf, message))) {
                message.warnings.add(NOT_GIVEN);
            }
        }
        return message;
    }

    private static boolean isLeftOut(Wanted leaf, FetchedMessage message) {
        return !leaf.part.isMessage()
                && leaf.part.sizeBytes() > 0
                && message.warnings.isEmpty()
                && !message.sections.containsKey(leaf.part.number());
    }

    /** One command for each; the answer holds the responses to all. */
    private ImapAnswer ask(List<Wanted> leaves) throws IOException {
        return connection
                .ask(
                        WORDS,
                        ResponseLimits.USUAL,
                        leaves.stream().map(leaf -> command(leaf.item())).toList())
                .get(0);
    }

    /** Null where the server refuses, or gives what cannot be the content. */
    private @Nullable FetchedMessage decodedByTheServer(List<Wanted> leaves) throws IOException {
        String items = leaves.stream()
                .map(leaf -> leaf.isBase64()
                        ? "BINARY.PEEK[" + leaf.part.number() + "]<0." + decodedBytes(leaf.limitBytes) + ">"
                        : leaf.item())
                .collect(Collectors.joining(" "));
        ImapAnswer answer = connection.tryBy(BINARY, WORDS, command(items));
        if (answer.isOk()) {
            FetchedMessage message = find(answer);
            if (message != null && leaves.stream().allMatch(leaf -> isPlausible(message, leaf))) {
                connection.worked();
                return message;
            }
            // QUIRK: Dovecot gives NIL for base64 with bytes in it that do not belong there
        } else if (answer.status().isThrottled()) {
            answer.requireOk(WORDS);
        }
        connection.avoid(BINARY);
        return null;
    }

    private static boolean isOfTheConnection(ImapAnswer answer) {
        return answer.tagged().isBAD() || answer.status().isAboutTheServer();
    }

    /** Neither cut where a lenient decoder would read on, nor still encoded. */
    private static boolean isPlausible(FetchedMessage message, Wanted leaf) {
        if (!leaf.isBase64()) {
            return true;
        }
        long encoded = Math.min(leaf.part.sizeBytes(), leaf.limitBytes);
        int length = message.section(leaf.part.number()).length;
        return message.decoded.contains(leaf.part.number())
                && length >= decodedBytes(encoded) * 9 / 10 - PADDING
                && length <= encoded * 3 / 4 + 3;
    }

    /** The size once decoded of base64 in lines of 76 characters (RFC 2045 6.8). */
    private static long decodedBytes(long encodedBytes) {
        return encodedBytes * 57 / 78;
    }

    /** Fetches as much as there is where the server gives some parts and refuses others. */
    private FetchedMessage oneByOne(List<String> items) throws IOException {
        List<ImapAnswer> answers = connection.ask(
                WORDS, ResponseLimits.USUAL, items.stream().map(this::command).toList());
        FetchedMessage message = message(answers.get(0));
        message.warnings.add(NOT_GIVEN);
        return message;
    }

    private ImapCommand command(String items) {
        return ImapCommand.of("UID FETCH", uid + " (UID " + items + ")");
    }

    private @Nullable FetchedMessage find(ImapAnswer answer) {
        return FetchReader.described(answer).stream()
                .filter(message -> message.uid == uid)
                .findFirst()
                .orElse(null);
    }

    private FetchedMessage message(ImapAnswer answer) {
        FetchedMessage found = find(answer);
        if (found != null) {
            return found;
        }
        if (!answer.status().isAboutTheMail()) {
            answer.requireOk(WORDS);
        }
        OpenFolder open = connection.open();
        throw new MailException(new MailFailure.MessageNotFound(open == null ? FolderPath.INBOX : open.folder(), uid));
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mime.MessageDate;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads the FETCH responses of an answer. Each mail is known by its UID. Numbers change meaning within an answer, with
 * every EXPUNGE (RFC 9051 7.5.1), so that a response without a UID counts for the mail that had its number at that point, and
 * for nobody where the server did not say which one that is. A response that is broken gives what stands before the
 * break, and a warning: a mail must not be able to make itself, or its folder, unreadable.
 */
final class FetchReader {
    private static final String BROKEN = "the mail server described this mail incompletely";

    private FetchReader() {}

    /** The mails that the answer is about, in its order; the others, of whose flags alone it has news, are left out. */
    static List<FetchedMessage> described(ImapAnswer answer) {
        return read(answer).stream().filter(message -> message.described).toList();
    }

    /** Every mail whose UID is known, in the order of the answer, with all that the answer tells of it. */
    static List<FetchedMessage> read(ImapAnswer answer) {
        SequenceNumbers numbers = new SequenceNumbers();
        Map<Long, FetchedMessage> byUid = new LinkedHashMap<>();
        for (Told one : told(answer, numbers)) {
            long uid = uid(one, numbers);
            if (uid > 0) {
                byUid.computeIfAbsent(uid, FetchedMessage::ofUid).add(one.message);
            }
        }
        return List.copyOf(byUid.values());
    }

    /** Whether some of it is of no mail that is known, since the server left out the UID, which it must not. */
    static boolean isAnonymous(ImapAnswer answer) {
        SequenceNumbers numbers = new SequenceNumbers();
        return told(answer, numbers).stream().anyMatch(one -> one.message.described && uid(one, numbers) == 0);
    }

    /** Whether it tells of a change by somebody else: mails that came or went, or flags that nobody asked for. */
    static boolean hasNews(ImapAnswer answer) {
        return answer.untagged().stream()
                        .anyMatch(response -> response.isNamed("EXISTS")
                                || response.isNamed("EXPUNGE")
                                || response.isNamed("VANISHED"))
                || told(answer, new SequenceNumbers()).stream().anyMatch(one -> !one.message.described);
    }

    private static long uid(Told one, SequenceNumbers numbers) {
        return one.message.uid > 0 ? one.message.uid : numbers.uidOf(one.mail);
    }

    private static List<Told> told(ImapAnswer answer, SequenceNumbers numbers) {
        List<Told> told = new ArrayList<>();
        for (ImapResponse response : answer.untagged()) {
            if (response.isNamed("FETCH")) {
                FetchedMessage message = new FetchedMessage(response.number());
                try {
                    readItems(response.reader(), message);
                } catch (ProtocolViolation | RuntimeException | StackOverflowError e) {
                    message.warnings.add(BROKEN);
                    message.described = true; // the mail is there
                }
                message.described |= message.uid > 0 && !message.flagged; // an answer that left out what was asked for
                told.add(new Told(numbers.mailAt(response.number(), message.uid), message));
            } else {
                numbers.after(response);
            }
        }
        return told;
    }

    /** @param mail as {@link SequenceNumbers} knows it */
    private record Told(long mail, FetchedMessage message) {}

    private static void readItems(ResponseReader in, FetchedMessage message) throws ProtocolViolation {
        in.expect('(');
        while (!in.take(')')) {
            if (in.atEnd()) {
                throw new ProtocolViolation("a FETCH response without an end");
            }
            readItem(in.itemName().toUpperCase(Locale.ROOT), in, message);
        }
    }

    private static void readItem(String name, ResponseReader in, FetchedMessage message) throws ProtocolViolation {
        switch (name) {
            case "UID" -> message.uid = in.number();
            case "FLAGS" -> {
                message.flagNames = atoms(in);
                message.flagged = true;
            }
            case "MODSEQ" -> {
                in.expect('(');
                message.modSeq = in.number();
                in.skipToListEnd();
            }
            case "RFC822.SIZE" -> {
                message.sizeBytes = Math.max(0, in.number());
                message.described = true;
            }
            case "INTERNALDATE" -> {
                message.received = MessageDate.parse(in.text());
                message.described = true;
            }
            case "BODYSTRUCTURE", "BODY" -> {
                message.described = true;
                message.structure = new BodyStructureReader(in, message.warnings).read();
            }
            case "X-GM-LABELS" -> message.labels = labels(in);
            case "X-GM-THRID" -> message.threadId = in.atom();
            case "THREADID" -> { // RFC 8474 5.2: (id), or NIL
                if (in.take('(')) {
                    String id = in.atom();
                    message.threadId = id.equalsIgnoreCase("NIL") ? "" : id; // QUIRK: Cyrus says (NIL) of every mail
                    in.skipToListEnd();
                } else {
                    in.skipValue();
                }
            }
            case "" -> throw new ProtocolViolation("a FETCH response without names");
            default -> {
                boolean binary = name.startsWith("BINARY[");
                boolean section = binary || name.startsWith("BODY[") || name.equals("RFC822.HEADER");
                byte[] bytes = section ? in.nstring() : in.string();
                if (section) {
                    message.described = true;
                    if (bytes != null) { // QUIRK: NIL stands for what a server cannot decode, or did not find
                        message.put(sectionOf(name), bytes, binary);
                    }
                }
            }
        }
    }

    /**
     * {@code BODY[1.2]<0>} is {@code 1.2}. Whatever fields a server says that it gives of a header, and however it writes
     * that, {@code BODY[2.HEADER.FIELDS (DATE)]} is {@code 2.HEADER}: the fields themselves tell.
     */
    private static String sectionOf(String name) {
        int start = name.indexOf('[') + 1;
        String inside =
                name.substring(start, Math.max(start, name.lastIndexOf(']'))).strip();
        int header = name.startsWith("BODY[") ? inside.indexOf("HEADER") : -1;
        return start == 0 ? "HEADER" : header < 0 ? inside : inside.substring(0, header) + "HEADER";
    }

    private static List<String> labels(ResponseReader in) throws ProtocolViolation {
        List<String> labels = new ArrayList<>();
        in.expect('(');
        while (!in.take(')')) {
            byte[] label = in.string();
            if (in.atEnd()) {
                throw new ProtocolViolation("labels without an end");
            }
            labels.add(
                    label == null ? "NIL" : new String(label, StandardCharsets.ISO_8859_1)); // which may be one's name
        }
        return labels;
    }

    private static List<String> atoms(ResponseReader in) throws ProtocolViolation {
        List<String> atoms = new ArrayList<>();
        if (!in.take('(')) {
            in.skipValue();
            return atoms;
        }
        while (!in.take(')')) {
            String atom = in.atom();
            if (atom.isEmpty()) {
                in.skipValue();
            } else {
                atoms.add(atom);
            }
        }
        return atoms;
    }
}

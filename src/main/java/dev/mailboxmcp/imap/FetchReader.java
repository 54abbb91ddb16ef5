// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mime.MessageDate;
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

    /** One a message that has a UID, in the order of the answer; news of other messages' flags are left out. */
    static List<FetchedMessage> read(ImapAnswer answer) {
        return read(answer, true);
    }

    /** As {@link #read(ImapAnswer)}, with what a row of a list shows of each envelope. */
    static List<FetchedMessage> readRows(ImapAnswer answer) {
        return read(answer, false);
    }

    private static List<FetchedMessage> read(ImapAnswer answer, boolean wholeEnvelope) {
        SequenceNumbers numbers = new SequenceNumbers();
        List<Told> told = new ArrayList<>();
        for (ImapResponse response : answer.untagged()) {
            if (response.keyEquals("FETCH")) {
                FetchedMessage message = new FetchedMessage(response.getNumber());
                try {
                    readItems(response.reader(), message, wholeEnvelope);
                } catch (ProtocolViolation | RuntimeException | StackOverflowError e) {
                    message.warnings.add(BROKEN);
                    message.described = true; // the mail is there
                }
                told.add(new Told(numbers.mailAt(response.getNumber(), message.uid), message));
            } else {
                numbers.after(response);
            }
        }
        Map<Long, FetchedMessage> byUid = new LinkedHashMap<>();
        for (Told one : told) {
            long uid = one.message.uid > 0 ? one.message.uid : numbers.uidOf(one.mail);
            if (uid > 0) {
                byUid.computeIfAbsent(uid, FetchedMessage::ofUid).add(one.message);
            }
        }
        return byUid.values().stream().filter(message -> message.described).toList();
    }

    /** @param mail as {@link SequenceNumbers} knows it */
    private record Told(long mail, FetchedMessage message) {}

    private static void readItems(ResponseReader in, FetchedMessage message, boolean wholeEnvelope)
            throws ProtocolViolation {
        in.expect('(');
        while (!in.take(')')) {
            if (in.atEnd()) {
                throw new ProtocolViolation("a FETCH response without an end");
            }
            readItem(in.itemName().toUpperCase(Locale.ROOT), in, message, wholeEnvelope);
        }
    }

    private static void readItem(String name, ResponseReader in, FetchedMessage message, boolean wholeEnvelope)
            throws ProtocolViolation {
        switch (name) {
            case "UID" -> message.uid = in.number();
            case "FLAGS" -> {
                message.flags = FetchedMessage.flags(atoms(in));
                message.flagged = true;
            }
            case "RFC822.SIZE" -> {
                message.sizeBytes = Math.max(0, in.number());
                message.described = true;
            }
            case "INTERNALDATE" -> {
                message.received = MessageDate.parse(in.text());
                message.described = true;
            }
            case "ENVELOPE" -> {
                message.described = true;
                message.envelope =
                        wholeEnvelope ? Envelope.read(in, message.warnings) : Envelope.readRow(in, message.warnings);
            }
            case "BODYSTRUCTURE", "BODY" -> {
                message.described = true;
                message.structure = new BodyStructureReader(in, message.warnings).read();
            }
            case "" -> throw new ProtocolViolation("a FETCH response without names");
            default -> {
                byte[] bytes = in.string();
                boolean binary = name.startsWith("BINARY[");
                if (binary || name.startsWith("BODY[")) {
                    message.described = true;
                    if (bytes != null) { // QUIRK: NIL stands for what a server cannot decode, or did not find
                        message.put(sectionOf(name), bytes, binary);
                    }
                }
            }
        }
    }

    /** {@code BODY[1.2]<0>} is {@code 1.2}, {@code BODY[HEADER.FIELDS (DATE)]} is {@code HEADER}. */
    private static String sectionOf(String name) {
        int start = name.indexOf('[') + 1;
        String inside = name.substring(start, Math.max(start, name.lastIndexOf(']')));
        return inside.startsWith("HEADER") ? "HEADER" : inside;
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

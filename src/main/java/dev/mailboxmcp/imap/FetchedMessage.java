// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.MessageFlag;
import dev.mailboxmcp.mail.MessageSummary;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What FETCH told of one message (RFC 9051 7.5.2), item by item as it comes in. Not thread-safe. */
final class FetchedMessage {
    /** The highest number that it had in the answer; an EXPUNGE in it may have lowered that since. */
    long sequence;

    long uid;
    long sizeBytes;
    /** The flags as the server spells them; none where it did not tell. */
    List<String> flagNames = List.of();
    /** The labels that Gmail knows it by; null where it did not tell. */
    @Nullable
    List<String> labels;

    /** Whether the server told the flags. */
    boolean flagged;
    /** The moment of its last change (RFC 7162); 0 where the server did not tell. */
    long modSeq;

    /** The id by which the server knows the conversation (RFC 8474 5.2, X-GM-THRID); empty where it did not tell. */
    String threadId = "";

    @Nullable
    OffsetDateTime received;

    @Nullable
    BodyStructure structure;

    /** The row of it as it was last read, whose flags and labels are of that moment; null where it was not read yet. */
    @Nullable
    MessageSummary row;

    final Map<String, byte[]> sections = new HashMap<>();
    /** The names of those sections whose transfer encoding the server took off. */
    final Set<String> decoded = new HashSet<>();

    /** Whether the server did not manage to do that. */
    boolean decodingFailed;

    final List<String> warnings = new ArrayList<>();
    /** Whether the answer was about this message, and not only news of its flags. */
    boolean described;

    FetchedMessage(long sequence) {
        this.sequence = sequence;
    }

    static FetchedMessage ofUid(long uid) {
        FetchedMessage message = new FetchedMessage(0);
        message.uid = uid;
        return message;
    }

    /**
     * Takes over what a later response told of the same mail. What that one left out stays as it was, but for the row, which holds
     * flags that may be older.
     */
    void add(FetchedMessage later) {
        sequence = Math.max(sequence, later.sequence);
        sizeBytes = later.sizeBytes > 0 ? later.sizeBytes : sizeBytes;
        if (later.flagged) {
            flagNames = later.flagNames;
            flagged = true;
        }
        labels = later.labels == null ? labels : later.labels;
        modSeq = Math.max(modSeq, later.modSeq);
        threadId = later.threadId.isEmpty() ? threadId : later.threadId;
        received = later.received == null ? received : later.received;
        structure = later.structure == null ? structure : later.structure;
        row = later.row;
        later.sections.forEach((name, bytes) -> put(name, bytes, later.decoded.contains(name)));
        later.warnings.stream().filter(warning -> !warnings.contains(warning)).forEach(warnings::add);
        described |= later.described;
    }

    /** @param binary whether the server took the transfer encoding off */
    void put(String section, byte[] bytes, boolean binary) {
        sections.put(section, bytes);
        if (binary) {
            decoded.add(section);
        } else {
            decoded.remove(section);
        }
    }

    /** Whether nothing that a row shows is a guess of ours; a mail of no bytes is none. */
    boolean isWhole() {
        return isComplete() && flagged && sizeBytes > 0;
    }

    /** Whether the server told what makes a row. */
    boolean isComplete() {
        return sections.containsKey("HEADER") && structure != null;
    }

    /** Whether it may help to ask again for what was asked for, each item by itself. */
    boolean lacks(String... items) {
        boolean structured = Arrays.asList(items).contains(BodyStructure.ITEM);
        boolean headed = Arrays.stream(items).anyMatch(item -> item.startsWith("BODY.PEEK[HEADER"));
        boolean lacking = structured && structure == null || headed && flagged && !sections.containsKey("HEADER");
        return lacking && items.length > 1 && warnings.isEmpty();
    }

    /** Whether it may help to ask again: something was left out, and not what cannot be read. */
    boolean lacksItems() {
        return !isComplete() && warnings.isEmpty();
    }

    /** The bytes of a section such as {@code 1.2} or {@code HEADER}; empty where the server gave none. */
    byte[] section(String name) {
        return sections.getOrDefault(name, new byte[0]);
    }

    /** The flags in words of mail: unread where the server did not tell. */
    Set<MessageFlag> flags() {
        return flags(flagNames);
    }

    static Set<MessageFlag> flags(List<String> names) {
        Set<MessageFlag> flags = EnumSet.of(MessageFlag.UNREAD);
        for (String name : names) {
            switch (name.toLowerCase(Locale.ROOT)) {
                case "\\seen" -> flags.remove(MessageFlag.UNREAD);
                case "\\flagged" -> flags.add(MessageFlag.FLAGGED);
                case "\\answered" -> flags.add(MessageFlag.ANSWERED);
                case "\\draft" -> flags.add(MessageFlag.DRAFT);
                case "\\deleted" -> flags.add(MessageFlag.DELETED);
                case "$forwarded" -> flags.add(MessageFlag.FORWARDED);
                case "$junk", "junk" -> flags.add(MessageFlag.JUNK);
                default -> {
                    // a keyword that means nothing to a reader
                }
            }
        }
        return flags;
    }
}

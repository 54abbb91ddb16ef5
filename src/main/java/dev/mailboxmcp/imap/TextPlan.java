// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mime.MimeLimits;
import java.util.ArrayList;
import java.util.List;

/**
 * What is to be fetched of one message to read its text, or the beginning of it.
 *
 * @param blocks those that are read
 * @param leaves their parts, each with how far it is fetched
 * @param whole whether these are all blocks of the message
 */
record TextPlan(List<TextBlock> blocks, List<TextSections.Wanted> leaves, boolean whole) {
    private static final int MAX_PARTS = 20;
    private static final int MAX_BYTES = 3 * MimeLimits.MAX_TEXT_BYTES;
    private static final int MIN_FETCH = 16 * 1024;
    /** Encoded bytes of a character at most, as quoted-printable CJK has them. */
    private static final int BYTES_A_CHAR = 12;

    private static final int HEADING_BYTES = 1024;

    TextPlan {
        blocks = List.copyOf(blocks);
        leaves = List.copyOf(leaves);
    }

    /** How many bytes hold so many characters for sure, as far as a text is read. */
    static int bytesOf(int chars) {
        return (int) Math.min(MimeLimits.MAX_TEXT_BYTES, MIN_FETCH + (long) chars * BYTES_A_CHAR);
    }

    /** @param maxBytes of a text whose beginning can be read alone */
    static TextPlan of(List<TextBlock> blocks, int maxBytes) {
        List<TextBlock> wanted = new ArrayList<>();
        List<TextSections.Wanted> leaves = new ArrayList<>();
        int parts = 0;
        long total = 0;
        for (TextBlock block : blocks) {
            if (!wanted.isEmpty() && (total >= maxBytes || parts >= MAX_PARTS)) {
                break;
            }
            for (BodyStructure part : block.parts()) {
                if (total >= MAX_BYTES) {
                    break; // two forms of a text, one of which is made of many parts
                }
                int limit = limit(part, block instanceof TextBlock.Alternative, maxBytes);
                total += limit;
                parts++;
                leaves.add(new TextSections.Wanted(part, limit));
            }
            wanted.add(block);
        }
        return new TextPlan(wanted, leaves, wanted.size() == blocks.size());
    }

    /** How many bytes are fetched at the most. */
    long maxBytes() {
        return leaves.stream().mapToLong(TextSections.Wanted::limitBytes).sum();
    }

    /** The text, from an assembly of what was fetched. */
    MessageText read(TextAssembly assembly) {
        blocks.forEach(assembly::add);
        return assembly.toText(whole);
    }

    /**
     * HTML is fetched whole, as far as the limit goes: how much of it is text cannot be told before. So are the two
     * forms of a text, since they are compared.
     */
    private static int limit(BodyStructure part, boolean compared, int maxBytes) {
        if (part.isMessage()) {
            return HEADING_BYTES;
        }
        if (part.holdsMessage()) {
            // the server does not look into it
            return (int) Math.min(MessageText.BROKEN_BYTES, part.sizeBytes() + MIN_FETCH);
        }
        int limit = compared || part.type().equals("text/html") ? MimeLimits.MAX_TEXT_BYTES : maxBytes;
        // some servers guess the size, so a little more is asked for
        return (int) Math.min(limit, part.sizeBytes() + part.sizeBytes() / 4 + MIN_FETCH);
    }
}

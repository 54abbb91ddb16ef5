// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailbox;

import dev.mailboxmcp.mime.AddressText;
import dev.mailboxmcp.text.JsonText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a row says in words of strangers. What is too long is cut with a mark: the end of a text, of a name, the middle of an
 * address; addresses that are left out are counted.
 *
 * @param authors each as {@link AddressText} writes it; so is {@code to}
 * @param fromMore how many more authors there are, at least
 * @param toMore to how many more it is, at least
 * @param rest first words, or a reason; null for none
 */
record RowWords(
        List<String> authors,
        int fromMore,
        List<String> to,
        int toMore,
        String subject,
        List<String> labels,
        @Nullable String rest) {
    /** What a row takes at least: of each part enough to tell it. */
    static final int LEAST = 64;

    private static final int LEAST_SHARE = 24;
    /** Where in {@link #sizes} they stand. */
    private static final int TO = 1;

    private static final int LABELS = 3;
    private static final String MARK = "…";
    private static final int MARK_BYTES = 3;
    private static final int BETWEEN_AUTHORS = ", ".length();
    /** Quotes and a comma. */
    private static final int AROUND = 3;

    private static final int FROM_MORE = ",\"from_more\":99999".length();
    private static final int TO_MORE = ",\"to_more\":99999".length();

    RowWords {
        authors = List.copyOf(authors);
        to = List.copyOf(to);
        labels = List.copyOf(labels);
    }

    /** What they take in the JSON of an answer. */
    int bytes() {
        return Arrays.stream(sizes()).sum() + (fromMore > 0 ? FROM_MORE : 0) + (toMore > 0 ? TO_MORE : 0);
    }

    private int[] sizes() {
        return new int[] {
            authors.stream().mapToInt(JsonText::bytes).sum() + BETWEEN_AUTHORS * Math.max(0, authors.size() - 1),
            inList(to),
            JsonText.bytes(subject),
            inList(labels),
            rest == null ? 0 : JsonText.bytes(rest)
        };
    }

    private static int inList(List<String> texts) {
        return texts.stream().mapToInt(JsonText::bytes).sum() + AROUND * texts.size();
    }

    /**
     * The same in so many bytes. All parts have equal shares, and what one does not use is for the others; where a share would tell
     * nobody apart, recipients and labels have none.
     */
    RowWords within(int maxBytes) {
        if (bytes() <= maxBytes) {
            return this;
        }
        int counts = (fromMore > 0 || authors.size() > 1 ? FROM_MORE : 0) + (toMore > 0 || !to.isEmpty() ? TO_MORE : 0);
        int[] sizes = sizes();
        int share = share(sizes, maxBytes - counts);
        int less = share;
        if (share < LEAST_SHARE) {
            less = 0;
            sizes[TO] = 0;
            sizes[LABELS] = labels.isEmpty() ? 0 : MARK_BYTES + AROUND;
            share = share(sizes, maxBytes - counts);
        }
        List<String> shownAuthors = first(authors, share, BETWEEN_AUTHORS);
        List<String> shownTo = less == 0 ? List.of() : first(to, less, AROUND);
        return new RowWords(
                shownAuthors,
                fromMore + authors.size() - shownAuthors.size(),
                shownTo,
                toMore + to.size() - shownTo.size(),
                JsonText.within(subject, share),
                labels(less),
                rest == null ? null : JsonText.within(rest, share));
    }

    /** The largest share so that all have room who want no more than that, and the others have as much. */
    static int share(int[] sizes, int room) {
        int[] sorted = sizes.clone();
        Arrays.sort(sorted);
        int left = room;
        for (int i = 0; i < sorted.length; i++) {
            int others = sorted.length - i;
            if ((long) sorted[i] * others > left) {
                return Math.max(0, left / others);
            }
            left -= sorted[i];
        }
        return Integer.MAX_VALUE;
    }

    /** The addresses that fit, of which the first may be cut. */
    private static List<String> first(List<String> addresses, int maxBytes, int between) {
        List<String> shown = new ArrayList<>();
        int left = maxBytes;
        for (String address : addresses) {
            String text = shown.isEmpty() ? AddressText.within(address, left - between) : address;
            left -= JsonText.bytes(text) + between;
            if (left < 0) {
                break;
            }
            shown.add(text);
        }
        return shown;
    }

    private List<String> labels(int maxBytes) {
        if (inList(labels) <= maxBytes) {
            return labels;
        }
        List<String> shown = new ArrayList<>();
        int left = maxBytes - MARK_BYTES - AROUND;
        for (String label : labels) {
            left -= JsonText.bytes(label) + AROUND;
            if (left < 0) {
                break;
            }
            shown.add(label);
        }
        shown.add(MARK);
        return shown;
    }
}

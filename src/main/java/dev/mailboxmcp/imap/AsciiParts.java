// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import java.util.List;
import java.util.regex.Pattern;

/** What of words in any script a server can look for that knows ASCII alone. */
final class AsciiParts {
    private static final Pattern NOT_ASCII = Pattern.compile("[^ -~]+");

    private AsciiParts() {}

    /** Whether there is nothing else. */
    static boolean areAllOf(String words) {
        return words.chars().allMatch(c -> c < 0x80);
    }

    /** All of them stand where the words do; none where no part of them is in ASCII. */
    static List<String> of(String words) {
        return NOT_ASCII
                .splitAsStream(words)
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }
}

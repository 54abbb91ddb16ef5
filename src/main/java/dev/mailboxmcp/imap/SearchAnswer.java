// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import java.io.IOException;
import java.util.Locale;

/**
 * What SEARCH found: numbers in ascending order, and how many. Reads ESEARCH (RFC 9051 7.3.4, RFC 9394) and SEARCH (RFC 3501
 * 7.2.5) alike.
 */
record SearchAnswer(NumberSet numbers, long count) {
    static SearchAnswer read(ImapAnswer answer) throws IOException {
        NumberSet numbers = new NumberSet();
        long count = -1;
        for (ImapResponse response : answer.untagged()) {
            if (response.isNamed("SEARCH")) {
                readPlain(response.reader(), numbers);
            } else if (response.isNamed("ESEARCH")) {
                ResponseReader in = response.reader();
                if (isFor(in, answer.tagged().getTag())) {
                    count = Math.max(count, readExtended(in, numbers));
                }
            }
        }
        return new SearchAnswer(numbers, count < 0 ? numbers.size() : count);
    }

    /** Several searches may be under way; {@code (TAG "A1")} tells which one this is about. */
    private static boolean isFor(ResponseReader in, String tag) throws ProtocolViolation {
        if (!in.take('(')) {
            return true;
        }
        in.atom();
        String correlator = in.text();
        in.skipToListEnd();
        return correlator.equals(tag);
    }

    private static void readPlain(ResponseReader in, NumberSet numbers) throws ProtocolViolation {
        while (!in.atEnd() && in.peek() != '(') { // RFC 7162 3.1.5: (MODSEQ n) may follow
            requireValue(in);
            long number = in.number();
            if (number > 0) {
                numbers.addHeard(number, number);
            }
        }
    }

    /** A parenthesis that nothing opened is not skipped as a value is. */
    private static void requireValue(ResponseReader in) throws ProtocolViolation {
        if (in.peek() == ')') {
            throw new ProtocolViolation("an answer to a search that cannot be read");
        }
    }

    /** RFC 9394 3.1: {@code (-1:-20 4,7:9)}, and NIL where there are none. */
    private static void readPart(ResponseReader in, NumberSet numbers) throws ProtocolViolation {
        in.expect('(');
        in.atom();
        in.numberSet(numbers);
        in.skipToListEnd();
    }

    private static long readExtended(ResponseReader in, NumberSet numbers) throws ProtocolViolation {
        long count = -1;
        while (!in.atEnd()) {
            requireValue(in);
            String name = in.atom().toUpperCase(Locale.ROOT);
            switch (name) {
                case "UID" -> {
                    // says that the numbers are UIDs, as was asked for
                }
                case "COUNT" -> count = in.number();
                case "ALL" -> in.numberSet(numbers);
                case "PARTIAL" -> readPart(in, numbers);
                default -> in.skipValue();
            }
        }
        return count;
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.extract.child;

import dev.mailboxmcp.extract.wire.ExtractionWriter;
import dev.mailboxmcp.extract.wire.Fact;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;

/** What is counted while a file is read. */
final class PdfFacts {
    private final Map<Fact, Integer> values = new EnumMap<>(Fact.class);

    void set(Fact fact, int value) {
        values.put(fact, value);
    }

    void add(Fact fact, int more) {
        if (more > 0) {
            values.merge(fact, more, Integer::sum);
        }
    }

    /** Counts what is hidden but for blanks. */
    void hide(String text) {
        add(Fact.HIDDEN_CHARS, (int) text.codePoints()
                .filter(c -> !Character.isWhitespace(c) && !Character.isISOControl(c))
                .count());
    }

    void write(ExtractionWriter out) throws IOException {
        for (Map.Entry<Fact, Integer> one : values.entrySet()) {
            out.fact(one.getKey(), one.getValue());
        }
    }
}

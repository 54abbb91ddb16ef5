// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import java.util.ArrayList;
import java.util.List;

/**
 * A piece of the text of a message. Among the parts may be messages inside the message, which stand for their own
 * heading: sender, date, subject.
 */
sealed interface TextBlock {
    /** All parts of which something is needed, each once. */
    List<BodyStructure> parts();

    /** A part that is shown as it is. */
    record Single(BodyStructure part) implements TextBlock {
        @Override
        public List<BodyStructure> parts() {
            return List.of(part);
        }
    }

    /**
     * The same text in two forms (RFC 2046 5.1.4), of which one is shown. A part that is offered in one form only stands
     * in both lists.
     */
    record Alternative(List<BodyStructure> plain, List<BodyStructure> html) implements TextBlock {
        public Alternative {
            plain = List.copyOf(plain);
            html = List.copyOf(html);
        }

        @Override
        public List<BodyStructure> parts() {
            List<BodyStructure> both = new ArrayList<>(plain);
            html.stream().filter(part -> !isAmong(part, plain)).forEach(both::add);
            return both;
        }

        private static boolean isAmong(BodyStructure part, List<BodyStructure> parts) {
            return parts.stream().anyMatch(other -> other.number().equals(part.number()));
        }
    }
}

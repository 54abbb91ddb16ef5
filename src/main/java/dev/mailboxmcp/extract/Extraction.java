// SPDX-License-Identifier: MIT
package dev.mailboxmcp.extract;

import dev.mailboxmcp.extract.wire.Fact;
import java.util.Map;

/** What became of a file that a child was given. Untrusted: a file may have taken the child over. */
public sealed interface Extraction {
    /** The text of a PDF, in whatever characters, as far as it was read. */
    record Text(String text, Map<Fact, Integer> facts) implements Extraction {
        public Text {
            facts = Map.copyOf(facts);
        }
    }

    /**
     * A picture that clients take.
     *
     * @param type {@code image/png} or {@code image/jpeg}, which its first bytes agree with
     * @param width of it, as the child says
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Picture(byte[] bytes, String type, int width, int height, Map<Fact, Integer> facts) implements Extraction {
        public Picture {
            facts = Map.copyOf(facts);
        }
    }

    /** Nothing was read. */
    record Nothing(Reason reason) implements Extraction {}

    /** Why nothing was read. */
    enum Reason {
        /** The operator switched it off. */
        SWITCHED_OFF,
        /** No child can be started here, which the log explains. */
        NOT_POSSIBLE,
        /** The file wants a password. */
        ENCRYPTED,
        /** The file is not what it seems to be, or too broken. */
        BROKEN,
        /** The file is of a kind that is not known. */
        UNKNOWN,
        /** Reading it takes more memory, or has more pixels, than a child is given. */
        TOO_LARGE,
        /** The child did not answer in time and was ended. */
        TOO_SLOW,
        /** The child died, or did not keep to its protocol. */
        FAILED
    }
}

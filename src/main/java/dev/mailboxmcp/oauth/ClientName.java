// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oauth;

/** What a client wants users to call it. */
final class ClientName {
    static final int MAX_LENGTH = 80;

    private ClientName() {}

    /** Printable and short: what could turn the direction of writing, hide or break a line is left out. */
    static String clean(String said) {
        StringBuilder clean = new StringBuilder();
        said.strip().codePoints().filter(ClientName::isPlain).limit(MAX_LENGTH).forEach(clean::appendCodePoint);
        return clean.toString().strip();
    }

    private static boolean isPlain(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values of one response, one after the other (RFC 9051 9): atoms, numbers, strings, NIL and parentheses.
 * Never recursive, so that no nesting can exhaust the stack. Lenient where servers differ; a response that ends too
 * early gives {@link ProtocolViolation}. Not thread-safe.
 */
final class ResponseReader {
    private static final double MAX_NUMBER = 1e15;

    private final byte[] bytes;
    private final int end;
    private int position;

    ResponseReader(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.position = start;
        this.end = end;
    }

    boolean atEnd() {
        skipSpaces();
        return position >= end;
    }

    /** The next byte that is no space, without taking it; -1 at the end. */
    int peek() {
        skipSpaces();
        return position < end ? bytes[position] & 0xff : -1;
    }

    /** Takes the next byte if it is {@code c}. */
    boolean take(char c) {
        if (peek() != c) {
            return false;
        }
        position++;
        return true;
    }

    void expect(char c) throws ProtocolViolation {
        if (!take(c)) {
            throw new ProtocolViolation("a response without the expected '" + c + "'");
        }
    }

    /** Everything up to a space, a parenthesis, a quote or the end; empty where there is nothing of that kind. */
    String atom() {
        skipSpaces();
        int start = position;
        while (position < end && isAtomByte(bytes[position])) {
            position++;
        }
        return new String(bytes, start, position - start, StandardCharsets.ISO_8859_1);
    }

    /** The same as {@link #atom()}, with brackets and what is between them: the name of a FETCH item. */
    String itemName() {
        skipSpaces();
        int start = position;
        int brackets = 0;
        // QUIRK: GreenMail 2.1 puts no blank between BODY[1]<0> and its literal
        while (position < end && (brackets > 0 || isAtomByte(bytes[position]) && bytes[position] != '{')) {
            if (bytes[position] == '[') {
                brackets++;
            } else if (bytes[position] == ']') {
                brackets--;
            }
            position++;
        }
        return new String(bytes, start, position - start, StandardCharsets.ISO_8859_1);
    }

    /** A number; -1 where the next value is something else, which is taken. */
    long number() throws ProtocolViolation {
        skipSpaces();
        int start = position;
        long value = digits();
        if (value < 0) {
            skipValue();
        } else if (position < end && isFraction(bytes[position])) {
            position = start;
            return rounded(atom());
        }
        return value;
    }

    /** QUIRK: mail.ru writes large sizes as 9.3736e+06. */
    private static long rounded(String text) {
        try {
            double value = Double.parseDouble(text);
            return value >= 0 && value < MAX_NUMBER ? (long) value : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static boolean isFraction(byte b) {
        return b == '.' || b == 'e' || b == 'E';
    }

    /** A number that stands here; -1 where there is none. */
    private long digits() {
        long value = 0;
        int start = position;
        while (position < end && isDigit(bytes[position]) && position - start < 18) {
            value = value * 10 + (bytes[position++] - '0');
        }
        return position == start ? -1 : value;
    }

    /** A sequence-set such as {@code 2,4:7,9}, or NIL. Read in place: it may be megabytes long. */
    void numberSet(NumberSet into) throws ProtocolViolation {
        if (!isDigit(peek())) {
            if (!atom().equalsIgnoreCase("NIL")) {
                throw new ProtocolViolation("a set of numbers that cannot be read");
            }
            return;
        }
        do {
            long one = number();
            into.addHeard(one, takeHere(':') ? number() : one);
        } while (takeHere(','));
    }

    /** A quoted string, a literal or an atom; null for NIL, and for a list, which is skipped. */
    byte @Nullable [] string() throws ProtocolViolation {
        int c = peek();
        if (c == '"') {
            return quoted();
        }
        if (c == '{' || isLiteral8()) {
            return literal();
        }
        if (c == '(') {
            skipValue();
            return null;
        }
        String atom = atom();
        if (atom.isEmpty() && position < end && bytes[position] != ')') {
            throw new ProtocolViolation("a response with an unexpected character");
        }
        return atom.isEmpty() || atom.equalsIgnoreCase("NIL") ? null : atom.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A quoted string or a literal; null for NIL, and where there is neither: QUIRK, Yandex gives nothing for what is empty. */
    byte @Nullable [] nstring() throws ProtocolViolation {
        int c = peek();
        if (c == '"' || c == '{' || isLiteral8()) {
            return string();
        }
        int start = position;
        if (!atom().equalsIgnoreCase("NIL")) {
            position = start;
        }
        return null;
    }

    /** The same as {@link #string()}, for what is ASCII by the protocol; empty for NIL. */
    String text() throws ProtocolViolation {
        byte[] value = string();
        return value == null ? "" : new String(value, StandardCharsets.ISO_8859_1);
    }

    /**
     * The name of a folder. QUIRK: Exchange does not quote some that hold blanks, so that what is not quoted goes on to
     * {@code stop} or the end; a folder may be called NIL, too.
     */
    byte[] mailbox(String stop) throws ProtocolViolation {
        int c = peek();
        if (c == '"') {
            return quoted();
        }
        if (c == '{' || isLiteral8()) {
            return literal();
        }
        int from = position;
        int at = new String(bytes, from, end - from, StandardCharsets.ISO_8859_1).indexOf(stop);
        position = at < 0 ? end : from + at;
        return Arrays.copyOfRange(bytes, from, position);
    }

    /** Skips one value, a whole list included. */
    void skipValue() throws ProtocolViolation {
        int depth = 0;
        do {
            int c = peek();
            switch (c) {
                case -1 -> throw new ProtocolViolation("a response that ends within a value");
                case '(' -> {
                    depth++;
                    position++;
                }
                case ')' -> {
                    depth--;
                    position += depth < 0 ? 0 : 1; // a missing value: the parenthesis is not ours
                }
                case '"' -> skipQuoted();
                case '{' -> literal();
                default -> {
                    if (isLiteral8()) {
                        literal();
                    } else if (itemName().isEmpty()) {
                        position++;
                    }
                }
            }
        } while (depth > 0);
    }

    /** Skips what is left of a list whose opening parenthesis was taken, the closing one included. */
    void skipToListEnd() throws ProtocolViolation {
        while (!take(')')) {
            skipValue();
        }
    }

    /** What is left, as it stands. */
    String rest() {
        skipSpaces();
        return new String(bytes, position, end - position, StandardCharsets.ISO_8859_1);
    }

    private byte[] quoted() throws ProtocolViolation {
        int start = position + 1;
        boolean escaped = skipQuoted();
        byte[] raw = Arrays.copyOfRange(bytes, start, position - 1);
        return escaped ? unescaped(raw) : raw;
    }

    /** Tells whether anything in it was escaped. */
    private boolean skipQuoted() throws ProtocolViolation {
        position++;
        boolean escaped = false;
        while (position < end && bytes[position] != '"') {
            if (bytes[position] == '\\') {
                escaped = true;
                position++;
            }
            position++;
        }
        if (position >= end) {
            throw new ProtocolViolation("a quoted string without an end");
        }
        position++;
        return escaped;
    }

    private static byte[] unescaped(byte[] raw) {
        int length = 0;
        for (int i = 0; i < raw.length; i++) {
            if (raw[i] == '\\' && i + 1 < raw.length) {
                i++;
            }
            raw[length++] = raw[i];
        }
        return Arrays.copyOf(raw, length);
    }

    private byte[] literal() throws ProtocolViolation {
        position += isLiteral8() ? 2 : 1;
        long length = digits();
        int start = position + 3; // }CRLF
        if (length < 0 || start + length > end || bytes[position] != '}') {
            throw new ProtocolViolation("a literal without its bytes");
        }
        position = (int) (start + length);
        return Arrays.copyOfRange(bytes, start, position);
    }

    /** RFC 3516 4.2. */
    private boolean isLiteral8() {
        return position + 1 < end && bytes[position] == '~' && bytes[position + 1] == '{';
    }

    private boolean takeHere(char c) {
        boolean there = position < end && bytes[position] == c;
        position += there ? 1 : 0;
        return there;
    }

    private void skipSpaces() {
        while (position < end && bytes[position] == ' ') {
            position++;
        }
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isAtomByte(byte b) {
        return b != ' ' && b != '(' && b != ')' && b != '"' && b != '\r' && b != '\n';
    }
}

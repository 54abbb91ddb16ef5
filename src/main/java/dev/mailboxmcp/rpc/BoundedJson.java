// SPDX-License-Identifier: MIT
package dev.mailboxmcp.rpc;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParser.Event;
import jakarta.json.stream.JsonParsingException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Bytes of a stranger to a JSON value that is safe to work with. Strict where two readers could see two different
 * things: UTF-8 without repair, no key twice in an object (RFC 8259 section 4), no half surrogate pair. Bounded where a small
 * text could cost much: depth, number of values, digits and exponent of a number. The length of strings is bounded by
 * that of the body. Thread-safe.
 */
public final class BoundedJson {
    /** Objects and arrays inside each other, the outermost included. */
    static final int MAX_DEPTH = 32;

    /** Values in all, each object, array, string, number and literal counted. */
    static final int MAX_VALUES = 20_000;

    /** Characters of one number. */
    static final int MAX_NUMBER_LENGTH = 64;

    /** Largest exponent of a number, either way; the range of a double. */
    static final int MAX_EXPONENT = 308;

    private static final Pattern INTEGER = Pattern.compile("-?\\d+");
    private static final Pattern EXPONENT = Pattern.compile("[eE]([+-]?)0*(\\d*)$");
    private static final JsonProvider JSON = JsonProvider.provider();

    private final JsonParser parser;
    private int values;

    private BoundedJson(JsonParser parser) {
        this.parser = parser;
    }

    /**
     * Reads the one value that the bytes hold.
     *
     * @throws MalformedMessageException if they are not JSON in UTF-8, or beyond a limit; without an id
     */
    public static JsonValue read(byte[] bytes) throws MalformedMessageException {
        String text = strictUtf8(bytes);
        try (JsonParser parser = JSON.createParser(new StringReader(text))) {
            JsonValue value = new BoundedJson(parser).value(parser.next(), 1);
            if (parser.hasNext()) {
                throw notJson("something follows the first value");
            }
            return value;
        } catch (JsonParsingException e) {
            throw notJson("error at line " + e.getLocation().getLineNumber() + ", column "
                    + e.getLocation().getColumnNumber());
        } catch (JsonException | NoSuchElementException | IllegalStateException e) {
            throw notJson("the text ends too early or is empty");
        }
    }

    private JsonValue value(Event event, int depth) throws MalformedMessageException {
        if (++values > MAX_VALUES) {
            throw beyond("more than " + MAX_VALUES + " values");
        }
        return switch (event) {
            case START_OBJECT -> object(checkDepth(depth));
            case START_ARRAY -> array(checkDepth(depth));
            case VALUE_STRING -> JSON.createValue(whole(parser.getString()));
            case VALUE_NUMBER -> number(parser.getString());
            case VALUE_TRUE -> JsonValue.TRUE;
            case VALUE_FALSE -> JsonValue.FALSE;
            case VALUE_NULL -> JsonValue.NULL;
            case KEY_NAME, END_OBJECT, END_ARRAY -> throw notJson("a value was expected");
        };
    }

    private JsonValue object(int depth) throws MalformedMessageException {
        JsonObjectBuilder object = JSON.createObjectBuilder();
        Set<String> keys = new HashSet<>();
        while (parser.next() == Event.KEY_NAME) {
            String key = whole(parser.getString());
            if (!keys.add(key)) {
                throw beyond("a key stands twice in one object");
            }
            object.add(key, value(parser.next(), depth + 1));
        }
        return object.build();
    }

    private JsonValue array(int depth) throws MalformedMessageException {
        JsonArrayBuilder array = JSON.createArrayBuilder();
        for (Event event = parser.next(); event != Event.END_ARRAY; event = parser.next()) {
            array.add(value(event, depth + 1));
        }
        return array.build();
    }

    private static JsonValue number(String text) throws MalformedMessageException {
        if (text.length() > MAX_NUMBER_LENGTH) {
            throw beyond("a number longer than " + MAX_NUMBER_LENGTH + " characters");
        }
        if (INTEGER.matcher(text).matches()) {
            // 18 digits always fit into a long
            return text.length() <= 18
                    ? JSON.createValue(Long.parseLong(text))
                    : JSON.createValue(new BigInteger(text));
        }
        var exponent = EXPONENT.matcher(text);
        if (exponent.find()) {
            String digits = exponent.group(2);
            // checked as text first: 1e1000000000 is eleven characters, and a gigabyte as an integer
            if (digits.length() > 3 || (!digits.isEmpty() && Integer.parseInt(digits) > MAX_EXPONENT)) {
                throw beyond("a number with an exponent beyond " + MAX_EXPONENT);
            }
        }
        return JSON.createValue(new BigDecimal(text));
    }

    private static int checkDepth(int depth) throws MalformedMessageException {
        if (depth > MAX_DEPTH) {
            throw beyond("nested deeper than " + MAX_DEPTH);
        }
        return depth;
    }

    /** The text, if every surrogate in it has its other half; an escape can name one alone, and UTF-8 cannot carry it. */
    private static String whole(String text) throws MalformedMessageException {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw notJson("half a surrogate pair in a string");
            }
        }
        return text;
    }

    private static String strictUtf8(byte[] bytes) throws MalformedMessageException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw notJson("the bytes are not UTF-8");
        }
    }

    private static MalformedMessageException notJson(String what) {
        return new MalformedMessageException(new RpcError(RpcError.PARSE_ERROR, "Not JSON: " + what + "."), null);
    }

    private static MalformedMessageException beyond(String what) {
        return new MalformedMessageException(
                new RpcError(RpcError.INVALID_REQUEST, "Not accepted: " + what + "."), null);
    }
}

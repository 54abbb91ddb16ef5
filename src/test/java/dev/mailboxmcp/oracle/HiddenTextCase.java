// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oracle;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/**
 * An HTML mail with the word {@link #WORD}, which its author may have tried to hide.
 *
 * @param hidden whether a browser shows the same picture with another word in its place
 */
record HiddenTextCase(String name, boolean hidden, String html) {
    static final String WORD = "XIGNORXALLXRULESX";

    /** Composed after public reports of what readers of mail get wrong. */
    static List<HiddenTextCase> reported() {
        return read("hidden-text.json");
    }

    /** Written against this reader: other ways, several at once, and what looks like hiding and is not. */
    static List<HiddenTextCase> more() {
        return read("hidden-text-more.json");
    }

    private static List<HiddenTextCase> read(String resource) {
        try (InputStream in = Objects.requireNonNull(HiddenTextCase.class.getResourceAsStream(resource));
                JsonReader json = Json.createReader(in)) {
            return json.readArray().getValuesAs(JsonObject.class).stream()
                    .map(each -> new HiddenTextCase(
                            each.getString("name"),
                            each.getString("chromium").equals("hidden"),
                            each.getString("html")))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol.stateless;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.protocol.McpHeaders;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonStructure;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParamHeadersTest {
    private static final String TOOLS = """
            [{"name": "list", "inputSchema": {"type": "object", "properties": {
                "folder": {"type": "string", "x-mcp-header": "Folder"},
                "page": {"type": "object", "properties": {"size": {"type": "integer", "x-mcp-header": "Size"}}},
                "all": {"type": "boolean", "x-mcp-header": "All"},
                "parts": {"type": "array", "items": {"properties": {"x": {"x-mcp-header": "X"}}}}
            }}}]
            """;

    private final ParamHeaders headers = new ParamHeaders(read(TOOLS).asJsonArray());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                       |                                | true",
                "{\"folder\":null}        |                                | true",
                "{\"parts\":[{\"x\":1}]}  |                                | true",
                "{\"folder\":\"INBOX\"}   | mcp-param-folder: INBOX        | true",
                "{\"folder\":\"Входящие\"}| Mcp-Param-Folder: =?base64?0JLRhdC+0LTRj9GJ0LjQtQ==?= | true",
                "{\"page\":{\"size\":42}} | Mcp-Param-Size: 42             | true",
                "{\"page\":{\"size\":42}} | Mcp-Param-Size: 42.0           | true",
                "{\"all\":true}           | Mcp-Param-All: true            | true",
                "{\"folder\":\"INBOX\"}   |                                | false",
                "{\"folder\":\"INBOX\"}   | Mcp-Param-Folder: inbox        | false",
                "{\"folder\":\"INBOX\"}   | Mcp-Param-Folder: =?base64?SU5CT1g?= | false",
                "{}                       | Mcp-Param-Folder: INBOX        | false",
                "{\"folder\":null}        | Mcp-Param-Folder: INBOX        | false",
                "{\"page\":{\"size\":42}} | Mcp-Param-Size: 43             | false",
                "{\"page\":{\"size\":42}} | Mcp-Param-Size: 42x            | false",
                "{\"page\":{\"size\":1}}  | Mcp-Param-Size: 1e999999999    | false",
                "{\"all\":true}           | Mcp-Param-All: True            | false",
                "{\"all\":{}}             | Mcp-Param-All: {}              | false",
            })
    void headersMustSayWhatTheArgumentsSay(String arguments, @Nullable String header, boolean agree) {
        JsonObject body = read(arguments).asJsonObject();

        assertThat(headers.problem("list", body, header(header)) == null).isEqualTo(agree);
    }

    @Test
    void anUnknownToolHasNoSuchHeaders() {
        assertThat(headers.problem("other", read("{\"folder\":\"INBOX\"}").asJsonObject(), McpHeaders.NONE))
                .isNull();
    }

    private static McpHeaders header(@Nullable String line) {
        if (line == null) {
            return McpHeaders.NONE;
        }
        String[] parts = line.split(": ", 2);
        return McpHeaders.of(Map.of(parts[0], List.of(parts[1])));
    }

    private static JsonStructure read(String json) {
        return Json.createReader(new StringReader(json)).read();
    }
}

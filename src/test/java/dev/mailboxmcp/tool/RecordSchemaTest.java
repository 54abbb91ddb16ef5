// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import dev.harrel.jsonschema.providers.JakartaJsonNode;
import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.rpc.Json;
import jakarta.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The schema that clients see and the binder that decides must agree: a real validator is the judge. */
class RecordSchemaTest {
    private static final URI ARGUMENTS = URI.create("urn:arguments");
    private static final URI LISTED = URI.create("urn:listed");
    private static final URI RESULT = URI.create("urn:result");

    private final ToolCatalog catalog = new ToolCatalog(List.of(RecordTool.of(new SampleTool())));
    private final ToolRunner runner = new ToolRunner(catalog, failure -> null);
    private final Validator validator = new ValidatorFactory()
            .withJsonNodeFactory(new JakartaJsonNode.Factory())
            .createValidator();

    RecordSchemaTest() {
        JsonObject description = catalog.list().getJsonObject(0);
        validator.registerSchema(ARGUMENTS, catalog.inputSchema("sample"));
        validator.registerSchema(LISTED, description.getJsonObject("inputSchema"));
        validator.registerSchema(RESULT, description.getJsonObject("outputSchema"));
    }

    @Test
    void theSchemaOfArgumentsSaysEverythingTheRecordSays() {
        assertThat(catalog.inputSchema("sample"))
                .hasToString("{\"type\":\"object\",\"properties\":{"
                        + "\"name\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":5,\"description\":\"a name\"},"
                        + "\"limit\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":100,\"default\":20},"
                        + "\"uid\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":4294967295},"
                        + "\"flag\":{\"type\":\"boolean\"},"
                        + "\"colour\":{\"enum\":[\"red\",\"dark_blue\"]},"
                        + "\"tags\":{\"type\":\"array\",\"items\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":3},"
                        + "\"maxItems\":2},"
                        + "\"inner\":{\"type\":\"object\",\"properties\":{\"depth\":{\"type\":\"integer\"}},"
                        + "\"required\":[\"depth\"],\"additionalProperties\":false},"
                        + "\"when\":{\"type\":\"string\",\"format\":\"date-time\"}},"
                        + "\"required\":[\"name\"],\"additionalProperties\":false}");
    }

    @Test
    void theListLeavesTheBoundsThatNobodyRunsIntoToTheBinder() {
        assertThat(catalog.list().getJsonObject(0).getJsonObject("inputSchema"))
                .hasToString("{\"type\":\"object\",\"properties\":{"
                        + "\"name\":{\"type\":\"string\",\"description\":\"a name\"},"
                        + "\"limit\":{\"type\":\"integer\",\"maximum\":100,\"default\":20},"
                        + "\"uid\":{\"type\":\"integer\"},"
                        + "\"flag\":{\"type\":\"boolean\"},"
                        + "\"colour\":{\"enum\":[\"red\",\"dark_blue\"]},"
                        + "\"tags\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}},"
                        + "\"inner\":{\"type\":\"object\",\"properties\":{\"depth\":{\"type\":\"integer\"}},"
                        + "\"required\":[\"depth\"]},"
                        + "\"when\":{\"type\":\"string\",\"format\":\"date-time\"}},"
                        + "\"required\":[\"name\"],\"additionalProperties\":false}");
    }

    @Test
    void theBinderAcceptsExactlyWhatTheSchemaAccepts() throws Exception {
        Random random = new Random(20261122);
        List<String> names = List.of("name", "limit", "uid", "flag", "colour", "tags", "inner", "extra");
        List<String> values = List.of(
                "\"a\"",
                "\"\"",
                "\"toolong\"",
                "1",
                "0",
                "100",
                "101",
                "20.0",
                "1.5",
                "true",
                "\"red\"",
                "\"RED\"",
                "[]",
                "[\"x\"]",
                "[\"\"]",
                "[1]",
                "[\"x\",\"y\",\"z\"]",
                "{}",
                "{\"depth\":1}",
                "{\"depth\":1,\"x\":2}",
                "4294967295",
                "4294967296",
                "-1",
                "\"😀😀😀😀😀\"");
        int accepted = 0;
        for (int i = 0; i < 4_000; i++) {
            StringBuilder json =
                    new StringBuilder("{\"name\":").append(pick(random, List.of("\"a\"", "\"abcde\"", "1")));
            for (String name : names.subList(1, names.size())) {
                if (random.nextInt(4) == 0) {
                    json.append(",\"").append(name).append("\":").append(pick(random, values));
                }
            }
            JsonObject arguments = Json.parse(json.append('}').toString()).asJsonObject();
            boolean valid = validator.validate(ARGUMENTS, arguments).isValid();
            JsonObject result = runner.call("sample", arguments, CallContext.of(new Caller(null, "127.0.0.1")));
            assertThat(!result.getBoolean("isError")).as("%s", arguments).isEqualTo(valid);
            if (valid) {
                assertThat(validator.validate(LISTED, arguments).isValid()).isTrue();
                accepted++;
                assertThat(validator
                                .validate(RESULT, result.getJsonObject("structuredContent"))
                                .isValid())
                        .as("%s", result)
                        .isTrue();
            }
        }
        assertThat(accepted).as("enough of both kinds").isBetween(100, 3_900);
    }

    private static String pick(Random random, List<String> values) {
        return values.get(random.nextInt(values.size()));
    }
}

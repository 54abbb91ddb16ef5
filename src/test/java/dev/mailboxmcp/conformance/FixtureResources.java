// SPDX-License-Identifier: MIT
package dev.mailboxmcp.conformance;

import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.resource.ResourceProvider;
import dev.mailboxmcp.rpc.RpcError;
import dev.mailboxmcp.rpc.RpcException;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObjectBuilder;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Resources that never change. */
final class FixtureResources implements ResourceProvider {
    private static final String TEMPLATE = "test://template/{id}/data";
    private static final Pattern FROM_TEMPLATE = Pattern.compile("test://template/([^/]+)/data");

    @Override
    public Page list(@Nullable String cursor, CallContext context) throws RpcException {
        if (cursor != null) {
            throw new RpcException(RpcError.INVALID_PARAMS, "There is one page.");
        }
        return new Page(
                Json.createArrayBuilder()
                        .add(entry("static-text", "text/plain"))
                        .add(entry("static-binary", "image/png"))
                        .add(entry("watched-resource", "text/plain"))
                        .build(),
                null);
    }

    @Override
    public JsonArray templates() {
        return Json.createArrayBuilder()
                .add(Json.createObjectBuilder()
                        .add("uriTemplate", TEMPLATE)
                        .add("name", "template")
                        .add("description", "Says which id it was read with")
                        .add("mimeType", "application/json"))
                .build();
    }

    @Override
    public @Nullable Contents read(String uri, CallContext context) {
        Matcher fromTemplate = FROM_TEMPLATE.matcher(uri);
        if (fromTemplate.matches()) {
            String id = fromTemplate.group(1);
            return contents(contents(uri, "application/json")
                    .add(
                            "text",
                            Json.createObjectBuilder()
                                    .add("id", id)
                                    .add("templateTest", true)
                                    .add("data", "Data for ID: " + id)
                                    .build()
                                    .toString()));
        }
        return switch (uri) {
            case "test://static-text" ->
                contents(contents(uri, "text/plain").add("text", "This is the content of the static text resource."));
            case "test://static-binary" -> contents(contents(uri, "image/png").add("blob", FixtureContent.PNG));
            case "test://watched-resource" ->
                contents(contents(uri, "text/plain").add("text", "Watch me."));
            default -> null;
        };
    }

    @Override
    public @Nullable List<String> complete(
            String template, String argument, String typed, Map<String, String> others, CallContext context) {
        return template.equals(TEMPLATE) ? List.of() : null;
    }

    @Override
    public boolean canChange(String uri, CallContext context) {
        return uri.startsWith("test://");
    }

    @Override
    public Watch watch(String uri, CallContext context, Watcher watcher) {
        return () -> {};
    }

    private static JsonObjectBuilder entry(String name, String mimeType) {
        return Json.createObjectBuilder()
                .add("uri", "test://" + name)
                .add("name", name)
                .add("description", "For tests")
                .add("mimeType", mimeType);
    }

    private static JsonObjectBuilder contents(String uri, String mimeType) {
        return Json.createObjectBuilder().add("uri", uri).add("mimeType", mimeType);
    }

    private static Contents contents(JsonObjectBuilder one) {
        return new Contents(Json.createArrayBuilder().add(one).build(), 60_000);
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.rpc;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A call from bytes to a message; an answer of about 14 kB, with its text twice as the tools have it, to bytes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class JsonBench {
    private final byte[] call = """
            {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"imap_list_emails","arguments":\
            {"folder":"INBOX","limit":20},"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",\
            "io.modelcontextprotocol/clientCapabilities":{},"io.modelcontextprotocol/clientInfo":\
            {"name":"bench","version":"1"}}}}""".getBytes(StandardCharsets.UTF_8);

    private final JsonObject answer = answer();

    private static JsonObject answer() {
        JsonArrayBuilder mails = Json.createArrayBuilder();
        for (int uid = 1; uid <= 20; uid++) {
            mails.add(Json.createObjectBuilder()
                    .add("uid", uid)
                    .add("date", "2026-11-20T10:00:00+01:00")
                    .add("from", "Béla Bartók <bela@example.org>")
                    .add("to", Json.createArrayBuilder().add("Anna <anna@example.org>").add("team@example.org"))
                    .add("subject", "Re: the meeting of next week, number " + uid)
                    .add("flags", Json.createArrayBuilder().add("unread"))
                    .add("attachments", 1)
                    .add("size_bytes", 4711));
        }
        JsonObject page = Json.createObjectBuilder().add("emails", mails).build();
        JsonObject result = Json.createObjectBuilder()
                .add(
                        "content",
                        Json.createArrayBuilder()
                                .add(Json.createObjectBuilder().add("type", "text").add("text", page.toString())))
                .add("structuredContent", page)
                .build();
        return JsonRpcWriter.result(Json.createValue(1), result);
    }

    @Benchmark
    public JsonRpcMessage readCall() throws MalformedMessageException {
        return JsonRpcReader.read(call);
    }

    @Benchmark
    public byte[] writeAnswer() {
        return JsonRpcWriter.bytes(answer);
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tool;

import dev.mailboxmcp.mail.MessageFlag;
import dev.mailboxmcp.rpc.Json;
import dev.mailboxmcp.tools.EmailPage;
import dev.mailboxmcp.tools.SearchEmails;
import jakarta.json.JsonObject;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Arguments of a search from JSON to a checked record; a page of twenty mails from records to JSON. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SchemaBench {
    private final Shape.Members search = Shape.of(SearchEmails.Arguments.class);
    private final Shape.Members page = Shape.of(EmailPage.class);
    private final JsonObject arguments = Json.parse(
                    "{\"folder\":\"INBOX\",\"subject\":\"invoice\",\"from\":\"anna@example.org\",\"limit\":20}")
            .asJsonObject();
    private final EmailPage emails = new EmailPage(
            "INBOX",
            1L,
            1000,
            17L,
            null,
            LongStream.rangeClosed(1, 20).mapToObj(SchemaBench::summary).toList(),
            null,
            "eyJ2IjoxfQ");

    private static EmailPage.Summary summary(long uid) {
        return new EmailPage.Summary(
                uid,
                OffsetDateTime.parse("2026-11-20T10:00:00+01:00"),
                null,
                "Béla Bartók <bela@example.org>",
                null,
                List.of("Anna <anna@example.org>", "team@example.org"),
                null,
                "Re: the meeting of next week, number " + uid,
                List.of(MessageFlag.UNREAD),
                1,
                4711);
    }

    @Benchmark
    public Record bindArguments() {
        return RecordBinder.bind(List.of(search), arguments).getFirst();
    }

    @Benchmark
    public JsonObject writePage() {
        return RecordWriter.write(page, emails);
    }

    @Benchmark
    public JsonObject schemaOfArguments() {
        return RecordSchema.ofListedArguments(search);
    }
}

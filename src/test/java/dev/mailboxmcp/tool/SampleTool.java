// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tool;

import dev.mailboxmcp.call.CallContext;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A tool with every shape an argument or a result can have. */
@McpTool(name = "sample", title = "Sample", description = "Echoes.", order = 2)
final class SampleTool implements PlainTool<SampleTool.Arguments, SampleTool.Result> {
    enum Colour {
        RED,
        DARK_BLUE
    }

    record Arguments(
            @Doc("a name") @Size(min = 1, max = 5) String name,
            @Min(1) @Max(100) @Fallback("20") int limit,
            @Min(1) @Max(4294967295L) @Nullable Long uid,
            @Nullable Boolean flag,
            @Nullable Colour colour,
            @Size(max = 2) @Nullable List<@Size(min = 1, max = 3) String> tags,
            @Nullable Inner inner,
            @Nullable OffsetDateTime when) {}

    record Inner(int depth) {}

    record Result(
            String name,
            int limit,
            @Nullable Long uid,
            @Nullable Colour colour,
            List<Inner> inners,
            @Nullable OffsetDateTime maybeWhen) {}

    @Override
    public Result call(Arguments arguments, CallContext context) {
        if (arguments.name().equals("fail")) {
            throw new ToolFailure(ErrorCode.BUSY, "no luck; try again", java.time.Duration.ofMillis(1500), null);
        }
        if (arguments.name().equals("bug")) {
            throw new IllegalStateException("ours");
        }
        if (arguments.name().equals("known")) {
            throw new UnsupportedOperationException("of the world below");
        }
        return new Result(
                arguments.name(),
                arguments.limit(),
                arguments.uid(),
                arguments.colour(),
                List.of(Objects.requireNonNullElse(arguments.inner(), new Inner(0))),
                arguments.when());
    }
}

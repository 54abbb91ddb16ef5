// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol;

import dev.mailboxmcp.account.Sealer;
import dev.mailboxmcp.account.TestKeys;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.feature.Features;
import dev.mailboxmcp.tool.Doc;
import dev.mailboxmcp.tool.ErrorCode;
import dev.mailboxmcp.tool.McpTool;
import dev.mailboxmcp.tool.PlainTool;
import dev.mailboxmcp.tool.RecordTool;
import dev.mailboxmcp.tool.ToolCatalog;
import dev.mailboxmcp.tool.ToolFailure;
import dev.mailboxmcp.tool.ToolRunner;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tools for tests of the protocol, which need no mail. */
public final class SampleTools {
    private SampleTools() {}

    public static final ToolCatalog CATALOG =
            new ToolCatalog(List.of(RecordTool.of(new Echo()), RecordTool.of(new Broken())));

    public static final ToolRunner RUNNER = new ToolRunner(CATALOG, failure -> null);

    public static final Features FEATURES = new Features(CATALOG, RUNNER);

    public static final Sealer SEALER = new Sealer("test1", TestKeys.single(TestKeys.FIRST), "test");

    public static final ServerInfo SERVER =
            new ServerInfo("mailbox-mcp", "Mailbox", "1.2.3", "https://mcp.example.org/");

    /** Gives back what it got, says who called, and reports progress where asked to. */
    @McpTool(name = "echo", title = "Echo", description = "Gives back text.", order = 1)
    public static final class Echo implements PlainTool<Echo.Arguments, Echo.Result> {
        public record Arguments(
                @Doc("Text") @Nullable String text,
                @Nullable Integer progress) {}

        public record Result(@Nullable String text, boolean credentials) {}

        @Override
        public Echo.Result call(Echo.Arguments arguments, CallContext context) {
            int messages = arguments.progress() == null ? 0 : arguments.progress();
            for (int i = 0; i < messages; i++) {
                context.signals().progress(i + 1, null, "working");
            }
            return new Echo.Result(arguments.text(), context.caller().credentials() != null);
        }
    }

    /** Fails as it is told. */
    @McpTool(name = "broken", title = "Broken", description = "Fails.", order = 2)
    public static final class Broken implements PlainTool<Broken.Arguments, Broken.Result> {
        public record Arguments(boolean ours) {}

        public record Result(String text) {}

        @Override
        public Broken.Result call(Broken.Arguments arguments, CallContext context) {
            if (arguments.ours()) {
                throw new IllegalStateException("Subject: secret plans");
            }
            throw new ToolFailure(ErrorCode.NO_CREDENTIALS, "send x-imap-user and x-imap-pass");
        }
    }
}

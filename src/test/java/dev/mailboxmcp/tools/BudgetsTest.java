// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.account.Secret;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Which budget a call of each tool draws on. */
class BudgetsTest {
    private static final Credentials ALICE = new Credentials("alice@example.org", new Secret("s3cret"));

    @TestFactory
    Stream<DynamicTest> theBudgetThatIsUsedUpIsThatOfTheToolsKind() {
        return KnownTools.ALL.stream().map(tool -> DynamicTest.dynamicTest(tool.name(), () -> check(tool)));
    }

    private static void check(KnownTools.KnownTool tool) {
        Map<String, String> limits = Map.of(
                "READS_PER_MINUTE", "3", "SEARCHES_PER_MINUTE", "4", "WRITES_PER_MINUTE", "5", "DELETE_MODE", "allow");
        try (ToolStack stack = ToolStack.unreachable(limits)) {
            String refusal = "none";
            for (int call = 0; call <= 5 && refusal.equals("none"); call++) {
                String result = stack.call(ALICE, tool.name(), "{" + tool.arguments() + "}")
                        .toString();
                refusal = Stream.of("3 reads", "4 searches", "5 changes")
                        .filter(words -> result.contains("more than " + words + " in a minute"))
                        .findFirst()
                        .orElse("none");
            }
            assertThat(refusal).as("the budget of %s", tool.name()).isEqualTo(budget(tool));
        }
    }

    private static String budget(KnownTools.KnownTool tool) {
        Permission permission = tool.permission();
        if (permission == null || permission == Permission.SEND) {
            return "none";
        }
        return permission != Permission.READ
                ? "5 changes"
                : tool.name().equals("imap_search_emails") ? "4 searches" : "3 reads";
    }
}

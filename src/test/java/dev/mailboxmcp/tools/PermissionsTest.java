// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailboxmcp.access.MailTool;
import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.DeleteMode;
import dev.mailboxmcp.account.Grant;
import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.account.PermissionSettings;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.mailbox.Organizing;
import dev.mailboxmcp.tool.ErrorCode;
import dev.mailboxmcp.tool.McpTool;
import dev.mailboxmcp.tool.ToolFailure;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every kind of authorization with every tool under every switch of the operator: what is listed, and what is answered. The
 * mail servers cannot be reached, so a call that may be made says MAIL_SERVER_UNAVAILABLE.
 */
class PermissionsTest {
    private static final Credentials ALICE = new Credentials("alice@example.org", new Secret("s3cret"));

    /** What an operator set, and what then may be done at all. */
    private record Switches(Map<String, String> variables, Set<Permission> allowed, Set<String> off) {
        Switches(String name, String value, Permission... forbidden) {
            this(
                    Map.of(name, value),
                    forbidden.length == 0
                            ? EnumSet.allOf(Permission.class)
                            : EnumSet.complementOf(EnumSet.copyOf(List.of(forbidden))),
                    Set.of());
        }
    }

    private static final List<Switches> SWITCHES = List.of(
            new Switches("READS_PER_MINUTE", "0", Permission.DELETE),
            new Switches(
                    "READ_ONLY", "true", Permission.ORGANIZE, Permission.DRAFT, Permission.SEND, Permission.DELETE),
            new Switches("ORGANIZE", "false", Permission.ORGANIZE, Permission.DELETE),
            new Switches("DRAFTS", "false", Permission.DRAFT, Permission.DELETE),
            new Switches("DELETE_MODE", "allow"),
            new Switches("SEND_MODE", "off", Permission.SEND, Permission.DELETE),
            new Switches(
                    Map.of("TOOLS", "imap_list_emails,smtp_send_email"),
                    EnumSet.complementOf(EnumSet.of(Permission.DELETE)),
                    KnownTools.names().stream()
                            .filter(name -> !List.of("imap_list_emails", "smtp_send_email")
                                    .contains(name))
                            .collect(Collectors.toSet())),
            new Switches(
                    Map.of("TOKEN_TOOL", "off"),
                    EnumSet.complementOf(EnumSet.of(Permission.DELETE)),
                    Set.of("imap_encrypt_credentials")));

    /** Each is a token with these permissions; the last is user and password. */
    private static Stream<Grant> grants() {
        List<Grant> grants = new ArrayList<>();
        for (Permission permission : Permission.values()) {
            grants.add(Grant.of(Set.of(permission), null));
            grants.add(Grant.of(EnumSet.complementOf(EnumSet.of(permission)), List.of("example.org")));
        }
        grants.add(Grant.of(Set.of(Permission.READ, Permission.SEND), null));
        grants.add(Grant.FULL);
        return grants.stream();
    }

    @TestFactory
    Stream<DynamicTest> whatIsListedIsWhatMayBeCalled() {
        return SWITCHES.stream()
                .map(switches -> DynamicTest.dynamicTest(
                        switches.variables().toString(), () -> grants().forEach(grant -> check(switches, grant))));
    }

    @Test
    void theDoorRefusesWhatTheOperatorSwitchedOffThoughTheToolIsOffered() {
        try (ToolStack stack = ToolStack.unreachable()) {
            stack.behindDoor(new PermissionSettings(Set.of(Permission.READ), DeleteMode.OFF))
                    .forEach(tool -> {
                        String arguments = KnownTools.of(tool.name()).arguments();
                        if (tool.permission() != null && tool.permission() != Permission.READ) {
                            assertThatThrownBy(() -> tool.call(
                                            json("{" + arguments + "}"),
                                            CallContext.of(new Caller(ALICE, "127.0.0.1"))))
                                    .as(tool.name())
                                    .isInstanceOfSatisfying(
                                            ToolFailure.class,
                                            failure ->
                                                    assertThat(failure.code()).isEqualTo(ErrorCode.NOT_ALLOWED))
                                    .hasMessageContaining("its operator switched it off");
                        }
                    });
        }
    }

    /** A tool that says it only reads, and is to be given what changes mail. */
    @McpTool(name = "greedy", title = "Greedy", description = "Reads.", order = 1, permission = Permission.READ)
    private static final class Greedy implements MailTool<Organizing, Greedy.Nothing, Greedy.Nothing> {
        record Nothing() {}

        @Override
        public Nothing call(Organizing mailbox, Nothing arguments, CallContext context) {
            return arguments;
        }
    }

    @Test
    void aToolThatWantsMoreThanItsPermissionAllowsIsNeverServed() {
        try (ToolStack stack = ToolStack.unreachable()) {
            assertThatThrownBy(() -> stack.door().guarded(new Greedy()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageEndingWith(
                            "is a MailTool of Organizing, and the permission that its annotation names is READ");
        }
    }

    @Test
    void whoSignedInCanMakeNoToken() {
        CallContext context = CallContext.of(new Caller(ALICE, "127.0.0.1").asSignedIn());
        try (ToolStack stack = ToolStack.unreachable(Map.of())) {
            assertThat(ToolStack.errorText(stack.round(
                            context,
                            "imap_encrypt_credentials",
                            "{\"user\":\"alice@example.org\",\"password\":\"s3cret\"}")))
                    .startsWith("NOT_ALLOWED");
        }
    }

    @Test
    void aBearerTokenThatIsNotValidIsNotTakenForNone() {
        Caller caller = new Caller(null, "127.0.0.1", null, true, null);
        try (ToolStack stack = ToolStack.unreachable()) {
            assertThat(code(stack.round(CallContext.of(caller), "imap_list_emails", "{}")))
                    .isEqualTo("BAD_TOKEN");
        }
    }

    private static void check(Switches switches, Grant grant) {
        try (ToolStack stack = ToolStack.unreachable(switches.variables())) {
            Set<String> callable = new TreeSet<>();
            KnownTools.ALL.forEach(known -> {
                String tool = known.name();
                String arguments = known.arguments();
                Permission needed = known.permission();
                boolean on = !switches.off().contains(tool);
                boolean may = on && (needed == null || (switches.allowed().contains(needed) && grant.allows(needed)));
                if (may) {
                    callable.add(tool);
                }
                String token = stack.tokens().seal(ALICE.withGrant(grant)).token();
                for (String answer : List.of(
                        code(stack.call(ALICE.withGrant(grant), tool, "{" + arguments + "}")),
                        code(stack.call(
                                null,
                                tool,
                                "{" + arguments + (arguments.isEmpty() ? "" : ",") + "\"credentials\":\"" + token
                                        + "\"}")))) {
                    assertThat(answer)
                            .as("%s with %s and %s", tool, grant.permissions(), switches)
                            .matches(may ? "MAIL_SERVER_UNAVAILABLE|INVALID_ARGUMENT|done" : "NOT_ALLOWED");
                }
            });
            assertThat(listed(stack, ALICE.withGrant(grant)))
                    .as("%s and %s", grant.permissions(), switches)
                    .isEqualTo(callable);
        }
    }

    private static Set<String> listed(ToolStack stack, Credentials credentials) {
        Collection<JsonObject> tools =
                stack.list(new Caller(credentials, "127.0.0.1")).getValuesAs(JsonObject.class);
        return tools.stream().map(tool -> tool.getString("name")).collect(Collectors.toCollection(TreeSet::new));
    }

    private static JsonObject json(String text) {
        try (var reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }

    private static String code(JsonObject result) {
        return result.getBoolean("isError") ? ToolStack.errorText(result).split(":", 2)[0] : "done";
    }
}

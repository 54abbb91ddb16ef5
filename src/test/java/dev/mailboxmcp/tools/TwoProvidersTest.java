// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Login;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.imap.ScriptedImapServer;
import dev.mailboxmcp.mailserver.GreenMailServer;
import dev.mailboxmcp.mailserver.MailUser;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Two mail providers with domains of their own behind one server. */
class TwoProvidersTest {
    private static final int USERS = 20;
    private static final int CALLS = 2000;
    private static final String LIST = "{\"folder\":\"INBOX\"}";

    private final List<MailUser> northerners = users("north.example");
    private final List<MailUser> southerners = users("south.example");
    private final GreenMailServer north = GreenMailServer.start(northerners);
    private final GreenMailServer south = GreenMailServer.start(southerners);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void stop() {
        threads.shutdownNow();
        north.close();
        south.close();
    }

    @Test
    void noCallReachesTheOtherProvider() throws Exception {
        for (int i = 0; i < USERS; i++) {
            north.append(northerners.get(i), "INBOX", greeting(northerners.get(i)));
            south.append(southerners.get(i), "INBOX", greeting(southerners.get(i)));
        }
        List<MailUser> all =
                Stream.concat(northerners.stream(), southerners.stream()).toList();
        try (ToolStack stack = ToolStack.of(profiles(south.imapPort(), south.smtpPort()))) {
            List<Future<JsonObject>> answers = new ArrayList<>();
            for (int i = 0; i < CALLS; i++) {
                Credentials credentials = ToolStack.credentials(all.get(i % all.size()));
                answers.add(threads.submit(() -> stack.call(credentials, "imap_list_emails", LIST)));
            }
            for (int i = 0; i < CALLS; i++) {
                MailUser user = all.get(i % all.size());
                JsonObject answer = answers.get(i).get();
                assertThat(answer.getBoolean("isError")).as("%s", answer).isFalse();
                assertThat(answer.getJsonObject("structuredContent").toString())
                        .contains("mail of " + user.address())
                        .doesNotContain(user.address().endsWith("north.example") ? "south.example" : "north.example");
            }
        }
    }

    /** The header may name any profile where that gets nobody round a rule, and one that the operator opened. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theSameNameWithTheSamePasswordIsAnotherUserAtAnotherProvider(boolean equalRules) throws Exception {
        north.append(northerners.get(0), "INBOX", greeting(northerners.get(0)));
        Map<String, String> variables = profiles(south.imapPort(), south.smtpPort());
        if (!equalRules) {
            variables.put("PROFILE_NORTH_READ_ONLY", "true");
            variables.put("PROFILE_SOUTH_BY_HEADER", "true");
        }
        try (ToolStack stack = ToolStack.of(variables)) {
            Credentials anna = ToolStack.credentials(northerners.get(0));
            JsonObject there = stack.call(anna.at("south"), "imap_list_emails", LIST);
            assertThat(ToolStack.errorText(there)).startsWith("LOGIN_FAILED");
            assertThat(stack.call(anna, "imap_list_emails", LIST).getBoolean("isError"))
                    .isFalse();
        }
    }

    /** Two profiles with rules of their own on one mail server, however that is written: the header picks no rules. */
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "LocalHost", "ip6-localhost"})
    void whoNamesAProfileDoesNotChooseItsRules(String sameServer) {
        Map<String, String> variables = profiles(north.imapPort(), north.smtpPort());
        variables.put("PROFILE_NORTH_READ_ONLY", "true");
        variables.put("PROFILE_SOUTH_IMAP_HOST", sameServer);
        try (ToolStack stack = ToolStack.of(variables)) {
            Credentials anna = ToolStack.credentials(northerners.get(0));
            Credentials stranger = new Credentials("anna@elsewhere.example", new Secret("secret"));
            Credentials nameless = new Credentials("anna", new Secret("secret"));
            for (Credentials evading : List.of(anna, stranger, nameless)) {
                assertThat(ToolStack.errorText(stack.call(evading.at("south"), "imap_list_emails", LIST)))
                        .startsWith("NOT_ALLOWED")
                        .contains("No mail server was asked");
            }
            assertThat(stack.call(anna.at("north"), "imap_list_emails", LIST).getBoolean("isError"))
                    .isFalse();
        }
    }

    /** What the operator of one provider switched off is not listed to its users, though another has it. */
    @Test
    void whoseProviderIsReadOnlyIsListedNoToolThatChangesMail() {
        Map<String, String> variables = profiles(south.imapPort(), south.smtpPort());
        variables.put("PROFILE_NORTH_READ_ONLY", "true");
        try (ToolStack stack = ToolStack.of(variables)) {
            assertThat(listed(stack, ToolStack.credentials(northerners.get(0))))
                    .contains("imap_read_email")
                    .doesNotContain("imap_organize_emails", "smtp_send_email", "imap_save_draft");
            assertThat(listed(stack, ToolStack.credentials(southerners.get(0))))
                    .contains("imap_read_email", "imap_organize_emails", "smtp_send_email");
            assertThat(listed(stack, new Credentials("anna@elsewhere.example", new Secret("secret"))))
                    .as("of nobody's domain, which the calls say")
                    .contains("imap_organize_emails");
        }
    }

    private static List<String> listed(ToolStack stack, Credentials credentials) {
        return stack.list(new Caller(credentials, "127.0.0.1")).getValuesAs(JsonObject.class).stream()
                .map(tool -> tool.getString("name"))
                .toList();
    }

    /** What the error advises is something else than what was done. */
    @Test
    void whoIsRefusedIsToldWhatHelps() {
        Map<String, String> variables = profiles(south.imapPort(), south.smtpPort());
        variables.put("PROFILE_NORTH_DRAFTS", "false");
        try (ToolStack stack = ToolStack.of(variables)) {
            Credentials anna = ToolStack.credentials(northerners.get(0));
            Credentials stranger = new Credentials("anna@elsewhere.example", new Secret("secret"));
            Credentials nameless = new Credentials("anna", new Secret("secret"));

            for (String profile : List.of("south", "west")) {
                assertThat(ToolStack.errorText(stack.call(anna.at(profile), "imap_list_emails", LIST)))
                        .contains("Leave the header x-mail-profile out");
                assertThat(ToolStack.errorText(stack.call(stranger.at(profile), "imap_list_emails", LIST)))
                        .isEqualTo(ToolStack.errorText(stack.call(stranger, "imap_list_emails", LIST)))
                        .contains("only the operator can add a domain");
                assertThat(ToolStack.errorText(stack.call(nameless.at(profile), "imap_list_emails", LIST)))
                        .isEqualTo(ToolStack.errorText(stack.call(nameless, "imap_list_emails", LIST)))
                        .contains("Send the whole address", "DEFAULT_PROFILE");
            }
        }
    }

    /** An operator who looks for the setting finds the variable that has it. */
    @Test
    void aRefusalNamesTheSettingOfTheProfile() {
        Map<String, String> variables = profiles(south.imapPort(), south.smtpPort());
        variables.put("PROFILE_NORTH_SEND_ALLOWED_DOMAINS", "north.example");
        variables.put("PROFILE_SOUTH_SEND_MODE", "confirm");
        variables.put("SEND_MAX_RECIPIENTS", "1");
        variables.put("PROFILE_SOUTH_AUTH", "password");
        Credentials anna = ToolStack.credentials(northerners.get(0));
        try (ToolStack stack = ToolStack.of(variables)) {
            assertThat(ToolStack.errorText(stack.call(anna, "smtp_send_email", mail("b@south.example"))))
                    .contains("(PROFILE_NORTH_SEND_ALLOWED_DOMAINS)");
            assertThat(ToolStack.errorText(
                            stack.call(anna, "smtp_send_email", mail("b@north.example\",\"c@north.example"))))
                    .as("all profiles have this one from there")
                    .contains("(SEND_MAX_RECIPIENTS)");
            assertThat(ToolStack.errorText(stack.call(
                            ToolStack.credentials(southerners.get(0)), "smtp_send_email", mail("b@south.example"))))
                    .contains("(PROFILE_SOUTH_SEND_MODE, ");
            assertThat(ToolStack.errorText(stack.call(anna.by("boss@north.example"), "imap_list_emails", LIST)))
                    .contains("(PROFILE_NORTH_DELEGATES)");
            assertThat(ToolStack.errorText(stack.call(
                            new Credentials("a@south.example", new Login.AccessToken(new Secret("t"), null)),
                            "imap_list_emails",
                            LIST)))
                    .contains("(PROFILE_SOUTH_AUTH)");
        }
    }

    @Test
    void theOperatorIsToldTheProviderAndTheDomainsThatWereRefused() {
        Map<String, String> variables = profiles(south.imapPort(), south.smtpPort());
        variables.put("PROFILE_NORTH_SEND_ALLOWED_DOMAINS", "north.example");
        CallContext context = CallContext.of(new Caller(ToolStack.credentials(northerners.get(0)), "127.0.0.1"));
        try (ToolStack stack = ToolStack.of(variables)) {
            stack.round(context, "smtp_send_email", mail("b@south.example"));
        }
        assertThat(context.trail().profile()).isEqualTo("north");
        assertThat(context.trail().refusedDomains()).containsExactly("south.example");
    }

    private static String mail(String to) {
        return "{\"to\":[\"" + to + "\"],\"subject\":\"hello\",\"text\":\"hello\"}";
    }

    @Test
    void aMailGoesOutByTheProviderOfItsSender() throws Exception {
        MailUser sender = southerners.get(0);
        try (ToolStack stack = ToolStack.of(profiles(south.imapPort(), south.smtpPort()))) {
            JsonObject answer = stack.call(
                    ToolStack.credentials(sender),
                    "smtp_send_email",
                    "{\"to\":[\"" + southerners.get(1).address() + "\"],\"subject\":\"hello\",\"text\":\"hello\"}");

            assertThat(answer.getBoolean("isError")).as("%s", answer).isFalse();
            assertThat(south.greenMail().getReceivedMessages()).isNotEmpty();
            assertThat(north.greenMail().getReceivedMessages()).isEmpty();
        }
    }

    @Test
    void aDomainOfNobodyMakesNoConnection() {
        try (ScriptedImapServer silent = new ScriptedImapServer(client -> client.stall());
                ToolStack stack = ToolStack.of(profiles(silent.port(), silent.port()))) {
            for (String user : List.of("anna@elsewhere.example", "anna", "anna@north.example.elsewhere.example")) {
                assertThat(ToolStack.errorText(
                                stack.call(new Credentials(user, new Secret("secret")), "imap_list_emails", LIST)))
                        .startsWith("NOT_ALLOWED")
                        .contains("No mail server was asked");
            }
            assertThat(ToolStack.errorText(stack.call(
                            new Credentials("anna@north.example", new Secret("secret")).at("west"),
                            "imap_list_emails",
                            LIST)))
                    .contains("does not belong to the mail profile of that name");
            assertThat(silent.connections).hasValue(0);
        }
    }

    @Test
    void aProviderThatHangsHoldsUpItsOwnUsersAlone() throws Exception {
        try (ScriptedImapServer silent = new ScriptedImapServer(client -> client.stall());
                ToolStack stack = ToolStack.of(profiles(silent.port(), south.smtpPort()))) {
            List<Future<JsonObject>> hanging = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                Credentials credentials = ToolStack.credentials(southerners.get(i % USERS));
                hanging.add(threads.submit(() -> stack.call(credentials, "imap_list_emails", LIST)));
            }

            for (int i = 0; i < 100; i++) {
                assertThat(stack.call(ToolStack.credentials(northerners.get(i % USERS)), "imap_list_emails", LIST)
                                .getBoolean("isError"))
                        .isFalse();
            }

            assertThat(hanging).noneMatch(Future::isDone);
        }
    }

    /** What a provider in trouble, or in the hands of somebody else, may do to who connects. */
    enum Trouble {
        HANGS_UP,
        SAYS_GOODBYE,
        REFUSES_ALL,
        NEVER_ENDS_ITS_LINE,
        NEVER_ENDS_ITS_ANSWER,
        SENDS_NONSENSE
    }

    private static void play(Trouble trouble, ScriptedImapServer.Peer client) throws IOException {
        switch (trouble) {
            case HANGS_UP -> {}
            case SAYS_GOODBYE -> client.say("* BYE too busy");
            case SENDS_NONSENSE -> client.raw("\0\u0001\u001b]0;{99999999999}\r\n");
            case NEVER_ENDS_ITS_LINE -> {
                while (true) {
                    client.raw("* OK ".repeat(1000));
                }
            }
            case NEVER_ENDS_ITS_ANSWER -> {
                client.say("* OK [CAPABILITY IMAP4rev1] ready");
                client.command();
                while (true) {
                    client.raw("* OK still here\r\n".repeat(100));
                }
            }
            case REFUSES_ALL -> {
                client.say("* OK [CAPABILITY IMAP4rev1] ready");
                while (true) {
                    client.command();
                    client.say(client.tag() + " NO [UNAVAILABLE] later");
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aProviderInTroubleIsTheTroubleOfItsOwnUsersAlone(Trouble trouble) throws Exception {
        try (ScriptedImapServer troubled = new ScriptedImapServer(client -> play(trouble, client));
                ToolStack stack = ToolStack.of(profiles(troubled.port(), south.smtpPort()))) {
            List<Future<JsonObject>> failing = new ArrayList<>();
            for (int i = 0; i < USERS; i++) {
                Credentials credentials = ToolStack.credentials(southerners.get(i));
                failing.add(threads.submit(() -> stack.call(credentials, "imap_list_emails", LIST)));
            }

            for (MailUser northerner : northerners) {
                assertThat(stack.call(ToolStack.credentials(northerner), "imap_list_emails", LIST)
                                .getBoolean("isError"))
                        .isFalse();
            }
            for (Future<JsonObject> call : failing) {
                assertThat(ToolStack.errorText(call.get())).containsAnyOf("MAIL_SERVER_UNAVAILABLE", "BUSY");
            }
        }
    }

    private Map<String, String> profiles(int southImap, int southSmtp) {
        return new HashMap<>(Map.ofEntries(
                Map.entry("PROFILES", "north,south"),
                Map.entry("PROFILE_NORTH_DOMAINS", "north.example"),
                Map.entry("PROFILE_NORTH_IMAP_HOST", "127.0.0.1"),
                Map.entry("PROFILE_NORTH_IMAP_PORT", "" + north.imapPort()),
                Map.entry("PROFILE_NORTH_IMAP_TLS", "false"),
                Map.entry("PROFILE_NORTH_SMTP_HOST", "127.0.0.1"),
                Map.entry("PROFILE_NORTH_SMTP_PORT", "" + north.smtpPort()),
                Map.entry("PROFILE_NORTH_SMTP_TLS", "false"),
                Map.entry("PROFILE_SOUTH_DOMAINS", "south.example"),
                Map.entry("PROFILE_SOUTH_IMAP_HOST", "127.0.0.1"),
                Map.entry("PROFILE_SOUTH_IMAP_PORT", "" + southImap),
                Map.entry("PROFILE_SOUTH_IMAP_TLS", "false"),
                Map.entry("PROFILE_SOUTH_SMTP_HOST", "127.0.0.1"),
                Map.entry("PROFILE_SOUTH_SMTP_PORT", "" + southSmtp),
                Map.entry("PROFILE_SOUTH_SMTP_TLS", "false"),
                Map.entry("IMAP_GREETING_TIMEOUT", "60"),
                Map.entry("IMAP_BORROW_TIMEOUT", "60")));
    }

    private static List<MailUser> users(String domain) {
        return IntStream.range(0, USERS)
                .mapToObj(i -> new MailUser("anna" + i + "@" + domain, "secret " + i))
                .toList();
    }

    private static byte[] greeting(MailUser user) {
        return ("From: a@example.org\r\nTo: b@example.org\r\nSubject: mail of " + user.address() + "\r\n\r\nhello\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Login;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.call.CallMemory;
import dev.mailboxmcp.call.MailConfirmations;
import dev.mailboxmcp.call.MailConfirmations.Asked;
import dev.mailboxmcp.call.MailConfirmations.FormOutcome;
import dev.mailboxmcp.call.MailConfirmations.Reason;
import dev.mailboxmcp.mailserver.DovecotServer;
import dev.mailboxmcp.mailserver.MailUser;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Two real mail servers behind one of ours: one takes passwords alone and leaves the copy in Sent to us, the other takes access
 * tokens alone and is said to keep the copy itself. Their users have the same names and passwords, at other domains.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TwoProvidersOnDovecotIT {
    private static final int USERS = 50; // of each
    private static final Pattern USER = Pattern.compile("user=<([^>]+)>");

    /** @param credentials of the one user that it is */
    private record Customer(MailUser user, Credentials credentials) {}

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private DovecotServer north;
    private DovecotServer south;
    private List<Customer> customers;
    private ToolStack stack;

    @BeforeAll
    void start() {
        north = DovecotServer.of("north.test", "plain login");
        south = DovecotServer.of("south.test", "xoauth2 oauthbearer");
        customers = IntStream.range(0, USERS)
                .boxed()
                .flatMap(i -> Stream.of(byPassword(north.user(i + 1)), byToken(south.user(i + 1))))
                .toList();
        stack = ToolStack.of(profiles());
        for (Customer customer : customers) {
            assertThat(isError(stack.call(
                            customer.credentials(),
                            "imap_save_draft",
                            "{\"to\":[\"bob@example.org\"],\"subject\":\"" + subject(customer)
                                    + "\",\"text\":\"hello\"}")))
                    .isFalse();
        }
    }

    @AfterEach
    void nobodyWasEverAtTheOtherServer() throws IOException {
        assertThat(domainsAt(north)).containsOnly("north.test");
        assertThat(domainsAt(south)).containsOnly("south.test");
    }

    @AfterAll
    void stop() {
        threads.shutdownNow();
        if (stack != null) {
            stack.close();
        }
    }

    @Test
    void noCallReachesTheOtherProvider() throws Exception {
        callAll(2_000);
    }

    @Test
    @Tag("nightly")
    void noneOfManyCallsReachesTheOtherProvider() throws Exception {
        callAll(100_000);
    }

    @Test
    void aMailGoesOutByTheProviderOfItsSenderAndByItsRuleForTheCopy() throws IOException {
        send(customers.get(0), north, 1);
        send(customers.get(1), south, 0);
    }

    @Test
    void aMailIsConfirmedByWhomAnIdentityProviderVouchesForAndNobodyElse() throws Exception {
        Customer sender = customers.get(3);
        String subject = "confirmed by " + sender.user().address();
        try (ToolStack pages = ToolStack.of(confirming())) {
            JsonObject waiting = pages.call(
                            sender.credentials(),
                            "smtp_send_email",
                            "{\"to\":[\"" + south.user(7).address() + "\"],\"subject\":\"" + subject
                                    + "\",\"text\":\"hello\"}")
                    .getJsonObject("structuredContent");
            assertThat(waiting.getString("status")).isEqualTo("unconfirmed");
            String url = waiting.getString("confirm_url");
            String link = url.substring(url.lastIndexOf('/') + 1);
            MailConfirmations page = pages.confirmations();
            Asked asked = Objects.requireNonNull(page.find(link));
            assertThat(asked.byPassword()).isFalse();
            assertThat(asked.loginName()).isEqualTo(sender.user().address());
            Login token = sender.credentials().login();
            String user = sender.user().address();

            assertThat(reason(page.review(
                            link,
                            asked.form(),
                            new Secret(sender.user().password()),
                            "127.0.0.1",
                            CallMemory.endless())))
                    .isEqualTo(Reason.LOGIN_REFUSED);
            assertThat(reason(page.reviewSignedIn(
                            link, south.user(9).address(), token, "127.0.0.1", CallMemory.endless())))
                    .isEqualTo(Reason.SOMEBODY_ELSE);
            assertThat(reason(page.reviewSignedIn(
                            link, user, customers.get(5).credentials().login(), "127.0.0.1", CallMemory.endless())))
                    .as("a token of another user")
                    .isEqualTo(Reason.LOGIN_REFUSED);
            assertThat(reason(page.reviewSignedIn(link, user, null, "127.0.0.1", CallMemory.endless())))
                    .as("no login of an operator opens this mailbox")
                    .isEqualTo(Reason.NOT_SENT);
            FormOutcome.Review review =
                    (FormOutcome.Review) page.reviewSignedIn(link, user, token, "127.0.0.1", CallMemory.endless());
            assertThat(review.mail().subject()).isEqualTo(subject);
            assertThat(page.send(link, review.form(), "127.0.0.1", CallMemory.endless()))
                    .isInstanceOf(FormOutcome.Sent.class);
        }
        Awaitility.await()
                .untilAsserted(() -> assertThat(Files.readString(south.postfixLog()))
                        .contains("sasl_username=" + sender.user().address()));
    }

    private static Reason reason(FormOutcome answer) {
        return ((FormOutcome.Refused) answer).reason();
    }

    /** Where users confirm what they send, those of the south by signing in at an identity provider. */
    private Map<String, String> confirming() {
        Map<String, String> variables = profiles();
        variables.putAll(Map.of(
                "PUBLIC_URL", "https://mcp.example.org",
                "OAUTH_URL", "https://mcp.example.org/oauth/mcp",
                "PROFILE_NORTH_SEND_MODE", "page",
                "PROFILE_SOUTH_SEND_MODE", "page",
                "PROFILE_SOUTH_OAUTH_ISSUER", "https://login.example.org",
                "PROFILE_SOUTH_OAUTH_CLIENT_ID", "mailbox-mcp",
                "PROFILE_SOUTH_OAUTH_CLIENT_SECRET", "secret"));
        return variables;
    }

    private void send(Customer sender, DovecotServer server, int copies) throws IOException {
        String subject = "from " + sender.user().address();
        String arguments =
                "{\"to\":[\"" + server.user(7).address() + "\"],\"subject\":\"" + subject + "\",\"text\":\"hello\"}";
        JsonObject answer = stack.call(sender.credentials(), "smtp_send_email", arguments);

        assertThat(isError(answer)).as("%s", answer).isFalse();
        JsonObject sent = stack.call(sender.credentials(), "imap_list_emails", "{\"folder\":\"Sent\"}");
        assertThat(sent.getJsonObject("structuredContent").getJsonArray("emails"))
                .as("%s", sent)
                .hasSize(copies);
        Awaitility.await()
                .untilAsserted(() -> assertThat(Files.readString(server.postfixLog()))
                        .contains("sasl_username=" + sender.user().address()));
    }

    /** All users at once, each with one call after another. */
    private void callAll(int calls) throws Exception {
        List<Future<?>> users = new ArrayList<>();
        for (Customer customer : customers) {
            users.add(threads.submit(() -> {
                for (int i = 0; i < calls / customers.size(); i++) {
                    assertOwnDraft(customer);
                }
            }));
        }
        for (Future<?> user : users) {
            user.get();
        }
    }

    private void assertOwnDraft(Customer customer) {
        JsonObject answer = stack.call(customer.credentials(), "imap_list_emails", "{\"folder\":\"Drafts\"}");
        assertThat(isError(answer)).as("%s", answer).isFalse();
        assertThat(answer.getJsonObject("structuredContent").getJsonArray("emails"))
                .singleElement()
                .satisfies(mail ->
                        assertThat(mail.asJsonObject().getString("subject")).isEqualTo(subject(customer)));
    }

    private static String subject(Customer customer) {
        return "draft of " + customer.user().address();
    }

    private static boolean isError(JsonObject answer) {
        return answer.getBoolean("isError");
    }

    /** The domains of the users who logged in there, or tried to. */
    private static List<String> domainsAt(DovecotServer server) throws IOException {
        return USER.matcher(Files.readString(server.log()))
                .results()
                .map(found -> found.group(1))
                .map(user -> user.substring(user.indexOf('@') + 1))
                .distinct()
                .toList();
    }

    private static Customer byPassword(MailUser user) {
        return new Customer(user, ToolStack.credentials(user));
    }

    private Customer byToken(MailUser user) {
        String token = south.accessToken(user.address(), Instant.now().plusSeconds(3600), "mail");
        return new Customer(user, new Credentials(user.address(), new Login.AccessToken(new Secret(token), null)));
    }

    private Map<String, String> profiles() {
        Map<String, String> variables = new HashMap<>(Map.of("PROFILES", "north,south"));
        variables.putAll(profile("PROFILE_NORTH_", "north.test", north));
        variables.putAll(profile("PROFILE_SOUTH_", "south.test", south));
        variables.put("PROFILE_NORTH_AUTH", "password");
        variables.put("PROFILE_NORTH_SENT_COPY", "append");
        variables.put("PROFILE_SOUTH_AUTH", "oauth");
        variables.put("PROFILE_SOUTH_SENT_COPY", "server");
        variables.put("IMAP_BORROW_TIMEOUT", "50");
        return variables;
    }

    private static Map<String, String> profile(String prefix, String domain, DovecotServer server) {
        String authority = Objects.requireNonNull(server.certificateAuthority()).toString();
        return Map.of(
                prefix + "DOMAINS",
                domain,
                prefix + "IMAP_HOST",
                server.host(),
                prefix + "IMAP_PORT",
                "" + server.imapPort(),
                prefix + "IMAP_CA_FILE",
                authority,
                prefix + "SMTP_HOST",
                server.host(),
                prefix + "SMTP_PORT",
                "" + server.smtpPort(),
                prefix + "SMTP_CA_FILE",
                authority);
    }
}

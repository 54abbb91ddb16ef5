// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.call.CallMemory;
import dev.mailboxmcp.call.CallTrail;
import dev.mailboxmcp.call.InputRequired;
import dev.mailboxmcp.call.Signals;
import dev.mailboxmcp.mailserver.GreenMailServer;
import dev.mailboxmcp.mailserver.MailUser;
import dev.mailboxmcp.mailserver.RawImap;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the user is asked before a mail is sent, and what an answer is worth. */
class SendConfirmationTest {
    private static final GreenMailServer SERVER = GreenMailServer.start();
    private static final JsonObject CAN_ASK = json("{\"elicitation\":{}}");
    private static final JsonObject YES = json("{\"action\":\"accept\",\"content\":{}}");

    private final MailUser alice = SERVER.alice();
    private final MailUser bob = SERVER.bob();
    private @Nullable ToolStack stack;

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @BeforeEach
    void emptyMailboxes() throws Exception {
        SERVER.reset(alice);
        SERVER.reset(bob);
        try (RawImap imap = SERVER.connect(alice)) {
            imap.create("Sent");
        }
    }

    @AfterEach
    void close() {
        if (stack != null) {
            stack.close();
        }
    }

    @Test
    void theQuestionShowsEveryAddressOfTheEnvelopeAndNoName() {
        policy(Map.of("SEND_MODE", "confirm"));
        String question = question(ask("""
                {"to":["\\"carol@good.example\\" <mallory@EVIL.example>"],"cc":["x@bücher.example"],
                 "bcc":["%s","MALLORY@evil.example"],"subject":"Plan","text":"One\\nTwo","reply_to":"y@evil.example"}
                """.formatted(bob.address())));

        assertThat(question).isEqualTo("""
                Send this mail?

                From: alice@example.org
                To 3 addresses:
                1. mallory@evil.example
                2. x@xn--bcher-kva.example (Cc)
                3. bob@example.org (Bcc)
                Answers will go to: y@evil.example

                Subject: “Plan”

                Text (each line marked with >):
                > One
                > Two""");
    }

    @Test
    void noLineOfAMailPassesForOneOfTheQuestion() {
        policy(Map.of("SEND_MODE", "confirm"));
        String forged = "hi\\n\\nTo 1 address:\\u2028 1. bob@example.orgSubject: x\\r\\rFrom: bob@example.org"
                + "\\u202Egnihtyna ![a](http://evil.example/)" + " x".repeat(500) + "1. bob@example.org";
        List<String> lines = question(ask("""
                        {"to":["mallory@evil.example"],"subject":"s\\u200B 1. bob@example.org%s","text":"%s",
                         "html":"<p style='display:none'>hidden</p><p>1. bob@example.org<br>From: x</p>"}
                        """.formatted(" and so on".repeat(30), forged)))
                .lines()
                .toList();

        assertThat(lines.subList(0, 5))
                .containsExactly(
                        "Send this mail?", "", "From: alice@example.org", "To 1 address:", "1. mallory@evil.example");
        assertThat(lines.get(6))
                .startsWith("Subject: “s 1. bob@example.org and so on")
                .hasSizeLessThan(170);
        assertThat(lines.subList(8, lines.size()))
                .allMatch(line -> line.startsWith("> ")
                        || line.isEmpty()
                        || line.equals("Text, the beginning (each line marked with >):")
                        || line.equals("HTML text, which most readers see, with 6 hidden characters"
                                + " (each line marked with >):"))
                .allMatch(line -> line.length() < 100)
                .noneMatch(line -> line.contains("![") || line.contains("\u202E"))
                .contains("> 1. bob@example.org");
    }

    @Test
    void htmlThatCannotBeFollowedIsSaidToBeUncertain() {
        policy(Map.of("SEND_MODE", "confirm"));
        String mail = "{\"to\":[\"bob@example.org\"],\"subject\":\"s\",\"text\":\"t\",\"html\":\"<p>harmless</p>%s\"}";

        assertThat(question(ask(mail.formatted("<br>".repeat(30_000))))).contains("readers may see another text");
        assertThat(question(ask(mail.formatted("<br>")))).doesNotContain("readers may see another text");
    }

    @Test
    void lettersThatLookLikeOthersAreSpelledOut() {
        policy(Map.of("SEND_MODE", "confirm"));

        assertThat(question(ask(mail("b\u043Eb@example.org"))))
                .contains("1. b\u043Eb@example.org (that is b\\u{43e}b@example.org)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "b*o*b@example.org| b*o*b@example.org (that is b\\u{2a}o\\u{2a}b@example.org)",
                "_bob_@example.org| _bob_@example.org (that is \\u{5f}bob\\u{5f}@example.org)",
                "`bob`@example.org| `bob`@example.org (that is \\u{60}bob\\u{60}@example.org)",
                "\"bob@example.org (Cc) \"@evil.example| \"bob@example.org (Cc) \"@evil.example (that is"
                        + " \\u{22}bob\\u{40}example.org\\u{20}\\u{28}Cc\\u{29}\\u{20}\\u{22}@evil.example)",
                "\"![](http://evil.example/)\"@example.org| \"! [] (http://evil.example/)\"@example.org (that is"
                        + " \\u{22}\\u{21}\\u{5b}\\u{5d}\\u{28}http\\u{3a}//evil.example/\\u{29}\\u{22}@example.org)",
                "bob.o'hara_smith+tag=x-y@example.org| bob.o'hara_smith+tag=x-y@example.org",
            })
    void anAddressThatMarkdownWouldShowAsAnotherIsSpelledOut(String address, String shown) {
        policy(Map.of("SEND_MODE", "confirm"));

        assertThat(question(ask(mail(address)))).contains("\n1. " + shown + "\n");
    }

    @Test
    void theQuestionNamesWhatIsAttachedAndAnotherFileIsAskedForAgain() {
        policy(Map.of("SEND_MODE", "confirm"));
        String mail = """
                {"to":["bob@example.org"],"subject":"s","text":"t","attachments":[{"name":"a.txt","text":"secret"},
                 {"name":"1. bob@example.org\\u202E![](http://x.example/)","text":"%s"}]}""";
        InputRequired asked = ask(mail.formatted("one"));

        assertThat(question(asked)).endsWith("""

                2 attachments:
                > “a.txt”, 6 bytes
                > “)”, 3 bytes""");
        assertThat(catchThrowableOfType(
                        InputRequired.class,
                        () -> round("smtp_send_email", mail.formatted("two"), Map.of("yes_or_no", YES), asked.state())))
                .isNotNull();
    }

    @Test
    void whatWasConfirmedIsSentOnce() throws Exception {
        policy(Map.of("SEND_MODE", "confirm"));
        String mail = mail(bob.address());
        InputRequired asked = ask(mail);
        assertThat(SERVER.messages(bob, "INBOX")).isEmpty();

        JsonObject sent = round("smtp_send_email", mail, Map.of("yes_or_no", YES), asked.state());

        assertThat(sent.getBoolean("isError")).isFalse();
        assertThat(SERVER.messages(bob, "INBOX")).hasSize(1);
    }

    @Test
    void ofADraftTheQuestionShowsItsOwnEnvelopeItsTextAsReadersSeeItAndItsFiles() throws Exception {
        policy(Map.of("SEND_MODE", "confirm"));
        SERVER.append(alice, "Drafts", SendDraftContract.draft("thunderbird").getBytes(StandardCharsets.UTF_8));

        assertThat(question(asked(() -> round("smtp_send_draft", draft(), Map.of(), null))))
                .startsWith("""
                        Send this draft?

                        From: alice@example.org
                        To 3 addresses:
                        1. bob@example.org
                        2. carol@example.org
                        3. dora@example.org (Bcc)

                        Subject: “Re: Der Plan für nächste Woche”

                        Text as readers see it (each line marked with >):
                        > Das passt für mich.
                        """)
                .contains(
                        "\n> Alice\n",
                        "\n> Subject: sent before",
                        "\n\n2 attachments:\n> “dot.gif”, ",
                        "\n> “sent before.eml”, ");
    }

    @Test
    void aDraftThatSaysOneThingInPlainTextAndAnotherInHtmlIsAskedAboutAsReadersSeeIt() throws Exception {
        policy(Map.of("SEND_MODE", "confirm"));
        SERVER.append(alice, "Drafts", Mails.raw("""
                From: %s
                To: %s
                Subject: s
                MIME-Version: 1.0
                Content-Type: multipart/alternative; boundary=b

                --b
                Content-Type: text/plain

                We meet on Monday at nine in the old building.
                --b
                Content-Type: text/html

                <p>Please pay 5000 Euro to account DE12 today.</p><p style="display:none">hidden</p>
                --b--
                """.formatted(alice.address(), bob.address())));

        assertThat(question(asked(() -> round("smtp_send_draft", draft(), Map.of(), null))))
                .contains(
                        "Text as readers see it, with 6 hidden characters (each line marked with >):\n"
                                + "> Please pay 5000 Euro to account DE12 today.",
                        "Note: the plain text of this mail says something else than its HTML");
    }

    @Test
    void aDraftThatWasConfirmedIsSentOnceAndItsYesIsNoneToAnother() throws Exception {
        policy(Map.of("SEND_CONFIRM_NEW", "true"));
        SERVER.append(alice, "Drafts", Mails.plain(alice.address(), bob.address(), "one", "text"));
        String one = draft();
        InputRequired asked = asked(() -> round("smtp_send_draft", one, Map.of(), null));
        assertThat(question(asked)).contains("1. " + bob.address() + " - you never wrote to this address");
        SERVER.append(alice, "Drafts", Mails.plain(alice.address(), bob.address(), "two", "text"));

        assertThat(asked(() -> round("smtp_send_draft", draft(), Map.of("yes_or_no", YES), asked.state())))
                .isNotNull();
        assertThat(SERVER.messages(bob, "INBOX")).isEmpty();
        JsonObject sent = round("smtp_send_draft", one, Map.of("yes_or_no", YES), asked.state());
        assertThat(sent.getBoolean("isError")).isFalse();
        JsonObject again = round("smtp_send_draft", one, Map.of(), null);
        assertThat(again.getJsonObject("structuredContent").getString("status")).isEqualTo("sent");
        assertThat(SERVER.messages(bob, "INBOX")).hasSize(1);
        assertThat(SERVER.messages(alice, "Drafts")).hasSize(1);
    }

    /** The newest mail of Drafts. */
    private String draft() {
        int uid = stack().succeed(alice, "imap_list_emails", "{\"folder\":\"Drafts\"}")
                .getJsonArray("emails")
                .getJsonObject(0)
                .getInt("uid");
        return "{\"uid\":" + uid + "}";
    }

    @Test
    void whatWasSentIsLeftForTheOperator() {
        policy(Map.of());
        CallContext context = CallContext.of(new Caller(ToolStack.credentials(alice), "127.0.0.1"));

        JsonObject sent = stack().round(context, "smtp_send_email", mail(bob.address()));

        assertThat(context.trail().sent())
                .isEqualTo(new CallTrail.SentMail(
                        "SENT",
                        sent.getJsonObject("structuredContent").getString("message_id"),
                        List.of(bob.address()),
                        false));
    }

    @Test
    void aCallMadeAgainAfterALostAnswerAsksNobody() throws Exception {
        policy(Map.of("SEND_MODE", "confirm"));
        String mail = mail(bob.address());
        round("smtp_send_email", mail, Map.of("yes_or_no", YES), ask(mail).state());

        JsonObject again = round("smtp_send_email", mail, Map.of(), null);

        assertThat(again.getJsonObject("structuredContent").getString("advice")).contains("An earlier call");
        assertThat(SERVER.messages(bob, "INBOX")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"decline", "cancel"})
    void aNoEndsTheCallAndNothingIsAskedAgain(String action) throws Exception {
        policy(Map.of("SEND_MODE", "confirm"));
        String mail = mail(bob.address());

        JsonObject result = round(
                "smtp_send_email",
                mail,
                Map.of("yes_or_no", json("{\"action\":\"" + action + "\"}")),
                ask(mail).state());

        assertThat(ToolStack.errorText(result)).startsWith("NOT_ALLOWED: not sent: the user did not confirm.");
        assertThat(SERVER.messages(bob, "INBOX")).isEmpty();
    }

    @Test
    void aYesWithoutAQuestionIsWorthNothing() {
        policy(Map.of("SEND_MODE", "confirm"));

        assertThat(asked(() -> round("smtp_send_email", mail(bob.address()), Map.of("yes_or_no", YES), null)))
                .isNotNull();
    }

    @Test
    void aYesToOneMailIsNoneToAnother() throws Exception {
        policy(Map.of("SEND_MODE", "confirm"));
        JsonObject state = ask(mail(alice.address())).state();

        InputRequired again =
                asked(() -> round("smtp_send_email", mail(bob.address()), Map.of("yes_or_no", YES), state));

        assertThat(question(again)).startsWith("The mail is no longer the one you confirmed. Send this mail?");
        assertThat(SERVER.messages(bob, "INBOX")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "to, bob2@example.org",
        "cc, bob2@example.org",
        "bcc, bob2@example.org",
        "subject, other",
        "text, other",
        "html, <p>other</p>",
        "reply_to, bob2@example.org",
        "from, Somebody <alice@example.org>"
    })
    void anyChangeOfTheMailIsAskedForAgain(String argument, String value) {
        policy(Map.of("SEND_MODE", "confirm"));
        JsonObject mail = json(mail(bob.address()));
        JsonObject state = ask(mail.toString()).state();
        var changed = Json.createObjectBuilder(mail);
        if (List.of("to", "cc", "bcc").contains(argument)) {
            changed.add(argument, Json.createArrayBuilder().add(value));
        } else {
            changed.add(argument, value);
        }
        String other = changed.build().toString();

        assertThat(question(asked(() -> round("smtp_send_email", other, Map.of("yes_or_no", YES), state))))
                .startsWith("The mail is no longer");
    }

    @Test
    void aReplyWhoseOriginalChangedIsAskedForAgain() throws Exception {
        policy(Map.of("SEND_MODE", "confirm"));
        SERVER.append(alice, "INBOX", Mails.plain(bob.address(), alice.address(), "Plan", "text"));
        SERVER.append(alice, "INBOX", Mails.plain("mallory@evil.example", alice.address(), "Plan", "text"));
        JsonObject listed = stack().succeed(alice, "imap_list_emails", "{}");
        int newest = listed.getJsonArray("emails").getJsonObject(0).getInt("uid");
        int oldest = listed.getJsonArray("emails").getJsonObject(1).getInt("uid");
        InputRequired asked = asked(() -> round("smtp_reply_email", reply(oldest), Map.of(), null));
        assertThat(question(asked)).contains("1. " + bob.address());

        // as if the uid named another mail now
        InputRequired again =
                asked(() -> round("smtp_reply_email", reply(newest), Map.of("yes_or_no", YES), asked.state()));

        assertThat(question(again)).startsWith("The mail is no longer").contains("1. mallory@evil.example");
        assertThat(SERVER.messages(bob, "INBOX")).isEmpty();
    }

    @Test
    void aClientThatCannotAskIsToldSo() {
        policy(Map.of("SEND_MODE", "confirm"));

        JsonObject result = stack().call(ToolStack.credentials(alice), "smtp_send_email", mail(bob.address()));

        assertThat(ToolStack.errorText(result))
                .startsWith("NOT_ALLOWED: not sent")
                .contains("cannot ask");
        assertThat(result.toString().getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(400);
    }

    @Test
    void onlyTheFirstMailToAnAddressIsAskedFor() throws Exception {
        policy(Map.of("SEND_CONFIRM_NEW", "true"));
        String first = mail(bob.address());
        InputRequired asked = ask(first);
        assertThat(question(asked)).contains("1. bob@example.org - you never wrote to this address");
        round("smtp_send_email", first, Map.of("yes_or_no", YES), asked.state());

        JsonObject second = round("smtp_send_email", mail("\"Bobby\" <BOB@example.org>"), Map.of(), null);

        assertThat(second.getBoolean("isError")).isFalse();
        assertThat(SERVER.messages(bob, "INBOX")).hasSize(2);
    }

    @Test
    void allNewAddressesOfAMailAreNamed() throws Exception {
        policy(Map.of("SEND_CONFIRM_NEW", "true"));
        SERVER.append(alice, "Sent", Mails.plain(alice.address(), bob.address(), "s", "t"));

        String question = question(ask("""
                {"to":["bob@example.org","new@example.org"],"bcc":["newer@example.org"],"subject":"s","text":"t"}
                """));

        assertThat(question).contains("""
                1. bob@example.org
                2. new@example.org - you never wrote to this address
                3. newer@example.org (Bcc) - you never wrote to this address
                """);
    }

    @Test
    void tooManyMailsAMinuteAreThrottledAndNotSent() throws Exception {
        policy(Map.of("SEND_PER_MINUTE", "2"));
        for (int i = 0; i < 2; i++) {
            assertThat(round("smtp_send_email", mail(bob.address()), Map.of(), null)
                            .getBoolean("isError"))
                    .isFalse();
        }

        JsonObject third = round("smtp_send_email", mail(bob.address()), Map.of(), null);

        assertThat(ToolStack.errorText(third)).startsWith("THROTTLED: not sent").contains("SEND_PER_MINUTE");
        assertThat(third.getJsonObject("_meta")
                        .getJsonObject("dev.mailboxmcp/error")
                        .getInt("retryAfterMs"))
                .isBetween(1, 30_000);
        assertThat(SERVER.messages(bob, "INBOX")).hasSize(2);
        assertThat(stack().call(ToolStack.credentials(bob), "smtp_send_email", mail(alice.address()))
                        .getBoolean("isError"))
                .isFalse();
    }

    private void policy(Map<String, String> variables) {
        stack = ToolStack.on(SERVER, variables);
    }

    private ToolStack stack() {
        return Objects.requireNonNull(stack);
    }

    private InputRequired ask(String arguments) {
        return asked(() -> round("smtp_send_email", arguments, Map.of(), null));
    }

    private static InputRequired asked(ThrowingCallable round) {
        return catchThrowableOfType(InputRequired.class, round);
    }

    private static String question(InputRequired asked) {
        return Objects.requireNonNull(asked.requests().get("yes_or_no"))
                .params()
                .getString("message");
    }

    private JsonObject round(
            String tool, String arguments, Map<String, JsonObject> answers, @Nullable JsonObject state) {
        return stack().round(
                        new CallContext(
                                new Caller(ToolStack.credentials(alice), "127.0.0.1"),
                                CAN_ASK,
                                Signals.SILENT,
                                new CallTrail(),
                                CallMemory.endless(),
                                answers,
                                state),
                        tool,
                        arguments);
    }

    /** The same mail within minutes would be taken for the same call made again. */
    private static String mail(String to) {
        return Json.createObjectBuilder()
                .add("to", Json.createArrayBuilder().add(to))
                .add("subject", "s")
                .add("text", UUID.randomUUID().toString())
                .build()
                .toString();
    }

    private static String reply(int uid) {
        return "{\"uid\":" + uid + ",\"text\":\"ok\",\"quote\":false}";
    }

    private static JsonObject json(String text) {
        try (var reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Grant;
import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.mailserver.MailServer;
import dev.mailboxmcp.mailserver.RawImap;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What reaches the submission server is what the policy allows, to the last recipient; what it does not allow reaches it
 * with no byte.
 */
abstract class SendPolicyContract {
    private static final String NEW = "SEND_CONFIRM_NEW=true";

    /** What the submission server took: the envelope of one mail. */
    record Submitted(String sender, List<String> recipients) {}

    final MailServer server;
    private CountingProxy submission;

    SendPolicyContract(MailServer server) {
        this.server = server;
    }

    /**
     * The envelope of a mail that was sent, once it was delivered to everybody.
     *
     * @param recipients how many there should be
     */
    abstract Submitted submitted(String messageId, int recipients) throws Exception;

    @BeforeEach
    void emptyMailboxes() throws Exception {
        server.reset(server.alice());
        try (RawImap imap = server.connect(server.alice())) {
            imap.create("Sent");
        }
        submission = new CountingProxy(server.smtpPort());
    }

    @AfterEach
    void close() throws Exception {
        submission.close();
    }

    @ParameterizedTest(name = "{0}: {1} gives {2}")
    @CsvFileSource(resources = "/send-policy.txt", delimiter = '|', quoteCharacter = '\0')
    void mail(String policy, String mail, String outcome) throws Exception {
        JsonObjectBuilder arguments = Json.createObjectBuilder();
        fields(mail).forEach((name, value) -> {
            switch (name) {
                case "to", "cc", "bcc" -> arguments.add(name, addresses(value));
                default -> arguments.add(name, value);
            }
        });
        arguments.add("subject", "s").add("text", newText());
        check(policy, ToolStack.credentials(server.alice()), "smtp_send_email", arguments.build(), outcome);
    }

    @ParameterizedTest(name = "{0}: an answer to {1} gives {2}")
    @CsvFileSource(resources = "/send-policy-replies.txt", delimiter = '|', quoteCharacter = '\0')
    void reply(String policy, String header, String outcome) throws Exception {
        boolean all = header.startsWith("all ");
        String fields = filled(header.substring(header.indexOf(' ') + 1)).replace(" // ", "\n");
        server.append(
                server.alice(), "INBOX", Mails.raw(fields + "\nSubject: s\nMessage-ID: <o@mails.example>\n\ntext\n"));

        JsonObject arguments = Json.createObjectBuilder()
                .add("uid", uid())
                .add("text", newText())
                .add("reply_all", all)
                .build();
        check(policy, ToolStack.credentials(server.alice()), "smtp_reply_email", arguments, outcome);
    }

    @ParameterizedTest(name = "{0}: a draft {1} gives {2}")
    @CsvFileSource(resources = "/send-policy-drafts.txt", delimiter = '|', quoteCharacter = '\0')
    void draft(String policy, String header, String outcome) throws Exception {
        String fields = filled(header).replace(" // ", "\n");
        String from = fields.contains("From: ") ? "" : "From: " + server.alice().address() + "\n";
        server.append(
                server.alice(),
                "Drafts",
                Mails.raw(from + fields + "\nMessage-ID: <" + newText() + "@mails.example>\n\ntext\n"),
                "\\Draft");
        JsonObject arguments =
                Json.createObjectBuilder().add("uid", uid("Drafts")).build();
        check(policy, ToolStack.credentials(server.alice()), "smtp_send_draft", arguments, outcome);
        boolean refused = outcome.startsWith("NOT_ALLOWED") || outcome.startsWith("INVALID_ARGUMENT");
        assertThat(server.messages(server.alice(), "Drafts")).hasSize(refused ? 1 : 0);
    }

    @ParameterizedTest(name = "{0}: a mail passed on {1} gives {2}")
    @CsvFileSource(resources = "/send-policy-forwards.txt", delimiter = '|', quoteCharacter = '\0')
    void forward(String policy, String mail, String outcome) throws Exception {
        server.append(
                server.alice(),
                "INBOX",
                Mails.raw("From: x@other.test\nTo: y@other.test\nReply-To: z@other.test\nSubject: s\n\nt\n"));
        JsonObjectBuilder arguments =
                Json.createObjectBuilder().add("uid", uid()).add("text", newText());
        fields(mail).forEach((name, value) -> {
            switch (name) {
                case "to", "cc", "bcc" -> arguments.add(name, addresses(value));
                default -> arguments.add(name, value);
            }
        });
        check(policy, ToolStack.credentials(server.alice()), "smtp_forward_email", arguments.build(), outcome);
    }

    /** The mail says otherwise whom to answer; only the organizer counts. */
    @ParameterizedTest(name = "{0}: an answer to an invitation by {1} gives {2}")
    @CsvFileSource(resources = "/send-policy-invitations.txt", delimiter = '|', quoteCharacter = '\0')
    void invitation(String policy, String people, String outcome) throws Exception {
        String calendar = """
                BEGIN:VCALENDAR
                VERSION:2.0
                METHOD:REQUEST
                BEGIN:VEVENT
                UID:%s
                DTSTAMP:20260101T000000Z
                DTSTART:20261201T100000Z
                SUMMARY:s
                %s
                END:VEVENT
                END:VCALENDAR
                """.formatted(newText(), filled(people).replace(" // ", "\n"));
        server.append(server.alice(), "INBOX", Mails.raw("""
                        From: x@other.test
                        To: y@other.test
                        Reply-To: z@other.test
                        Subject: s
                        MIME-Version: 1.0
                        Content-Type: multipart/alternative; boundary=b

                        --b
                        Content-Type: text/plain

                        Please come.
                        --b
                        Content-Type: text/calendar; method=REQUEST; charset=utf-8

                        """ + calendar + "--b--\n"));
        JsonObject arguments = Json.createObjectBuilder()
                .add("uid", uid())
                .add("answer", "accept")
                .build();
        check(policy, ToolStack.credentials(server.alice()), "smtp_answer_invitation", arguments, outcome);
    }

    /** What is attached changes nothing of who may get it. */
    @ParameterizedTest(name = "{0}: a mail with a file, {1}, gives {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "-| to: {bob}| {bob}",
                "SEND_ALLOWED_DOMAINS={domain}| to: {bob}| {bob}",
                "SEND_ALLOWED_DOMAINS={domain}| to: x@other.test| NOT_ALLOWED other.test",
                "SEND_ALLOWED_DOMAINS={domain}| to: {bob}; bcc: x@other.test| NOT_ALLOWED other.test",
                "SEND_ALLOWED_DOMAINS={domain}| to: {bob}; cc: x@other.test| NOT_ALLOWED other.test",
                "SEND_ALLOWED_DOMAINS=| to: {bob}| NOT_ALLOWED SEND_ALLOWED_DOMAINS",
                "SEND_MAX_RECIPIENTS=1| to: {bob}; bcc: {alice}| NOT_ALLOWED 2 recipients",
                "-| to: {bob}; cc: {alice}| {bob} & {alice}",
                "-| to: {bob}; bcc: {alice}| {bob} & {alice}",
                "-| to: nobody| INVALID_ARGUMENT to",
                "SEND_MODE=confirm| to: {bob}| NOT_ALLOWED cannot ask",
                "SEND_CONFIRM_NEW=true| to: {bob}| NOT_ALLOWED cannot ask",
            })
    void attached(String policy, String mail, String outcome) throws Exception {
        server.append(server.alice(), "INBOX", Mails.raw("From: x@other.test\nTo: y@other.test\nSubject: s\n\nt\n"));
        JsonObjectBuilder arguments = Json.createObjectBuilder()
                .add("subject", "s")
                .add("text", newText())
                .add(
                        "attachments",
                        Json.createArrayBuilder().add(Json.createObjectBuilder().add("uid", uid())));
        fields(mail).forEach((name, value) -> arguments.add(name, addresses(value)));
        check(policy, ToolStack.credentials(server.alice()), "smtp_send_email", arguments.build(), outcome);
    }

    @ParameterizedTest(name = "{0}: an answer with {1} gives {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "-| cc: {alice}| {bob} & {alice}",
                "-| bcc: {alice}| {bob} & {alice}",
                "-| cc: {BOB}; bcc: {bob}| {bob}",
                "SEND_ALLOWED_DOMAINS={domain}| cc: x@other.test| NOT_ALLOWED other.test",
                "SEND_ALLOWED_DOMAINS={domain}| bcc: x@other.test| NOT_ALLOWED other.test",
                "SEND_ALLOWED_DOMAINS={domain}| bcc: {alice}| {bob} & {alice}",
                "SEND_MAX_RECIPIENTS=2| cc: {alice}; bcc: x@other.test| NOT_ALLOWED 3 recipients",
                "SEND_CONFIRM_NEW=true| bcc: {alice}| NOT_ALLOWED cannot ask",
                "-| bcc: nobody| INVALID_ARGUMENT bcc",
            })
    void addedToAReply(String policy, String added, String outcome) throws Exception {
        server.append(
                server.alice(),
                "INBOX",
                Mails.raw(filled("From: {bob}\nSubject: s\nMessage-ID: <o@mails.example>\n\nt\n")));
        JsonObjectBuilder arguments =
                Json.createObjectBuilder().add("uid", uid()).add("text", newText());
        fields(added.replace("{BOB}", server.bob().address().toUpperCase(Locale.ROOT)))
                .forEach((name, value) -> arguments.add(name, addresses(value)));
        check(policy, ToolStack.credentials(server.alice()), "smtp_reply_email", arguments.build(), outcome);
    }

    @ParameterizedTest(name = "{1}: a token for {0} gives {3}")
    @CsvSource(
            delimiter = '|',
            value = {
                "read| -| {bob}| NOT_ALLOWED does not have the permission send",
                "send| -| {bob}| {bob}",
                "{domain}| -| {bob}| {bob}",
                "{domain}| -| x@other.test| NOT_ALLOWED this credentials token",
                "{domain}| -| x@sub.{domain}| NOT_ALLOWED this credentials token",
                "other.test| SEND_ALLOWED_DOMAINS={domain}| x@other.test| NOT_ALLOWED SEND_ALLOWED_DOMAINS",
                "other.test| SEND_ALLOWED_DOMAINS={domain}| {bob}| NOT_ALLOWED this credentials token",
                "{domain}| SEND_ALLOWED_DOMAINS={domain}| {bob}| {bob}",
                "{domain}| -| x%other.test@{domain}| NOT_ALLOWED before its @",
            })
    void token(String grant, String policy, String to, String outcome) throws Exception {
        Credentials credentials = ToolStack.credentials(server.alice())
                .withGrant(
                        switch (grant) {
                            case "read" -> Grant.of(Set.of(Permission.READ), null);
                            case "send" -> Grant.of(Set.of(Permission.READ, Permission.SEND), null);
                            default -> Grant.of(Set.of(Permission.READ, Permission.SEND), List.of(filled(grant)));
                        });
        JsonObject arguments = Json.createObjectBuilder()
                .add("to", addresses(filled(to)))
                .add("subject", "s")
                .add("text", newText())
                .build();
        check(policy, credentials, "smtp_send_email", arguments, outcome);
    }

    /** A mail server finds parts of addresses too. */
    @ParameterizedTest(name = "after a mail {0} one to {1} gives {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "To: {bob}| {bob}| {bob}",
                "To: x@other.test, Bob <BOB@{DOMAIN}>| {bob}| {bob}",
                "Cc: {bob}| {bob}| {bob}",
                "Bcc: x@other.test, {bob}| {bob}| {bob}",
                "To: {bob}| {bob} & x@other.test| NOT_ALLOWED cannot ask",
                "To: {bob}| ob@{domain}| NOT_ALLOWED cannot ask",
                "To: {bob}| b@{domain}| NOT_ALLOWED cannot ask",
                "To: {bob}| bob@{shorter}| NOT_ALLOWED cannot ask",
                "To: {bob}| bobby@{domain}| NOT_ALLOWED cannot ask",
                "To: {bob}.other.test| {bob}| NOT_ALLOWED cannot ask",
                "To: \"x@other.test\" <{bob}>| x@other.test| NOT_ALLOWED cannot ask",
                "Reply-To: {bob}| {bob}| NOT_ALLOWED cannot ask",
            })
    void known(String header, String to, String outcome) throws Exception {
        server.append(
                server.alice(),
                "Sent",
                Mails.raw("From: " + server.alice().address() + "\n" + filled(header) + "\nSubject: s\n\nt\n"),
                "\\Seen");

        JsonObject arguments = Json.createObjectBuilder()
                .add("to", addresses(filled(to)))
                .add("subject", "s")
                .add("text", newText())
                .build();
        check("SEND_CONFIRM_NEW=true", ToolStack.credentials(server.alice()), "smtp_send_email", arguments, outcome);
    }

    /** Otherwise a draft, or a mail of a stranger, would make those known whom it names. */
    @Test
    void aDraftInSentMakesNobodyKnown() throws Exception {
        server.append(
                server.alice(),
                "Sent",
                Mails.raw(filled("From: {alice}\nTo: {bob}\nSubject: s\n\nt\n")),
                "\\Draft",
                "\\Seen");

        check(NEW, ToolStack.credentials(server.alice()), "smtp_send_email", mail("{bob}"), "NOT_ALLOWED cannot ask");
    }

    @ParameterizedTest
    @CsvSource({"move, sent", "copy, sent", "move, Sent", "copy, Sent"})
    void noMailIsPutIntoSentWhereItWouldMakePeopleKnown(String action, String target) throws Exception {
        server.append(server.alice(), "INBOX", Mails.raw(filled("From: x@other.test\nCc: {bob}\nSubject: s\n\nt\n")));
        JsonObject arguments = Json.createObjectBuilder()
                .add("action", action)
                .add("uids", Json.createArrayBuilder().add(uid()))
                .add("target", target.equals("sent") ? target : server.path(target))
                .build();

        check(
                NEW,
                ToolStack.credentials(server.alice()),
                "imap_organize_emails",
                arguments,
                "NOT_ALLOWED SEND_CONFIRM_NEW");
        assertThat(server.messages(server.alice(), "INBOX")).hasSize(1);
    }

    /** Where there is one, another of such a name is a folder like others. */
    @Test
    void noFolderBecomesTheOneOfSentMails() throws Exception {
        server.reset(server.alice());
        try (RawImap imap = server.connect(server.alice())) {
            imap.create("Elsewhere");
        }
        try (ToolStack stack = ToolStack.on(server, fields(NEW))) {
            String rename = "{\"action\":\"rename\",\"folder\":\"%s\",\"new_path\":\"%s\"}";
            stack.succeed(
                    server.alice(),
                    "imap_manage_folders",
                    rename.formatted(server.path("Elsewhere"), server.path("Sentimental")));
            JsonObject renamed = stack.call(
                    ToolStack.credentials(server.alice()),
                    "imap_manage_folders",
                    rename.formatted(server.path("Sentimental"), server.path("Sent Items")));

            assertThat(renamed.getBoolean("isError")).as("%s", renamed).isTrue();
        }
    }

    @Test
    void whatWasTakenOutOfSentComesBack() throws Exception {
        server.append(server.alice(), "Sent", Mails.raw("From: x@other.test\nSubject: s\n\nt\n"));
        try (ToolStack stack = ToolStack.on(server, fields(NEW))) {
            JsonObject moved = stack.succeed(
                    server.alice(),
                    "imap_organize_emails",
                    "{\"action\":\"move\",\"folder\":\"%s\",\"uids\":[%d],\"target\":\"INBOX\"}"
                            .formatted(server.path("Sent"), uid("Sent")));
            stack.succeed(server.alice(), "imap_undo", "{\"undo\":\"%s\"}".formatted(moved.getString("undo")));
        }
        assertThat(server.messages(server.alice(), "Sent")).hasSize(1);
    }

    /** Answers go there. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"x@other.test| NOT_ALLOWED cannot ask", "{bob}| {bob}", "{alice}| {bob}"})
    void whoeverIsToGetTheAnswersIsKnownToo(String replyTo, String outcome) throws Exception {
        server.append(
                server.alice(), "Sent", Mails.raw(filled("From: {alice}\nTo: {bob}\nSubject: s\n\nt\n")), "\\Seen");
        JsonObject arguments = Json.createObjectBuilder(mail("{bob}"))
                .add("reply_to", filled(replyTo))
                .build();

        check(NEW, ToolStack.credentials(server.alice()), "smtp_send_email", arguments, outcome);
    }

    private JsonObject mail(String to) {
        return Json.createObjectBuilder()
                .add("to", addresses(filled(to)))
                .add("subject", "s")
                .add("text", newText())
                .build();
    }

    private void check(String policy, Credentials credentials, String tool, JsonObject arguments, String outcome)
            throws Exception {
        Map<String, String> variables = new HashMap<>(fields(policy));
        variables.put("SMTP_PORT", "" + submission.port());
        int sentBefore = server.messages(server.alice(), "Sent").size();
        JsonObject result;
        try (ToolStack stack = ToolStack.on(server, variables)) {
            result = stack.call(credentials, tool, arguments.toString());
        }
        String expected = filled(outcome);
        if (expected.contains("@") && !expected.startsWith("NOT_ALLOWED") && !expected.startsWith("INVALID_ARGUMENT")) {
            assertThat(result.getBoolean("isError")).as("%s", result).isFalse();
            JsonObject sent = result.getJsonObject("structuredContent");
            List<String> recipients = Arrays.asList(expected.split(" & ", -1));
            assertThat(sent.getJsonArray("recipients").getValuesAs(JsonString::getString))
                    .containsExactlyElementsOf(recipients);
            Submitted submitted = submitted(sent.getString("message_id"), recipients.size());
            assertThat(submitted.recipients()).containsExactlyInAnyOrderElementsOf(recipients);
            assertThat(submitted.sender()).isEqualToIgnoringCase(sender(arguments.getString("from", "")));
        } else {
            String[] codeAndWords = expected.split(" ", 2);
            String text = ToolStack.errorText(result);
            assertThat(text).startsWith(codeAndWords[0] + ": ").contains(codeAndWords[1]);
            assertThat(result.toString().getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(400);
            assertThat(submission.connections()).isZero();
            assertThat(server.messages(server.alice(), "Sent")).hasSize(sentBefore);
        }
    }

    private String sender(String from) {
        String address = from.isEmpty() ? server.alice().address() : from;
        return address.endsWith(">") ? address.substring(address.lastIndexOf('<') + 1, address.length() - 1) : address;
    }

    /** The same mail within minutes would be taken for the same call made again. */
    private static String newText() {
        return UUID.randomUUID().toString();
    }

    private long uid() {
        return uid("INBOX");
    }

    private long uid(String folder) {
        try (ToolStack stack = ToolStack.on(server)) {
            return stack.succeed(server.alice(), "imap_list_emails", "{\"folder\":\"" + folder + "\"}")
                    .getJsonArray("emails")
                    .getJsonObject(0)
                    .getInt("uid");
        }
    }

    /** {@code name=value} or {@code name: value}, with semicolons between; {@code -} for none. */
    private Map<String, String> fields(String text) {
        Map<String, String> fields = new HashMap<>();
        for (String field : text.equals("-") ? new String[0] : text.split("; ", -1)) {
            String[] nameAndValue = field.split("=|: ", 2);
            fields.put(nameAndValue[0], filled(nameAndValue[1]));
        }
        return fields;
    }

    private static JsonArrayBuilder addresses(String text) {
        return Json.createArrayBuilder(Arrays.asList(text.split(" & ", -1)));
    }

    private String filled(String text) {
        String alice = server.alice().address();
        String domain = alice.substring(alice.indexOf('@') + 1);
        return text.replace("{alice}", alice)
                .replace("{bob}", server.bob().address())
                .replace("{domain}", domain)
                .replace("{DOMAIN}", domain.toUpperCase(Locale.ROOT))
                .replace("{shorter}", domain.substring(0, domain.length() - 1))
                .replace("{wide}", wide(domain))
                .replace("{cyrillic}", domain.replace('e', '\u0435').replace('a', '\u0430'))
                .replace("{dot}", domain.replace('.', '\u3002'))
                .replace("{soft}", domain.charAt(0) + "\u00AD" + domain.substring(1))
                .replace("{joined}", domain.charAt(0) + "\u200D" + domain.substring(1))
                .replace("{crlf}", "\r\n");
    }

    /** The text in full-width letters and dots. */
    private static String wide(String ascii) {
        StringBuilder wide = new StringBuilder();
        ascii.chars().forEach(c -> wide.append((char) (c - '!' + '\uFF01')));
        return wide.toString();
    }
}

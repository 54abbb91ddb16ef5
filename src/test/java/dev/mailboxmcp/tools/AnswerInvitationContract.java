// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mailserver.FaultProxy;
import dev.mailboxmcp.mailserver.FaultProxy.Fault;
import dev.mailboxmcp.mailserver.FaultProxy.Stage;
import dev.mailboxmcp.mailserver.MailServer;
import dev.mailboxmcp.mailserver.MailUser;
import dev.mailboxmcp.mailserver.RawImap;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.mail.BodyPart;
import jakarta.mail.Session;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An invitation is answered to its organizer and to nobody else, once, in a form that calendars read. */
abstract class AnswerInvitationContract {
    final MailServer server;
    private final MailUser alice;
    private final MailUser bob;

    AnswerInvitationContract(MailServer server) {
        this.server = server;
        this.alice = server.alice();
        this.bob = server.bob();
    }

    @BeforeEach
    void emptyMailboxes() throws Exception {
        for (MailUser user : List.of(alice, bob)) {
            server.reset(user);
        }
        try (RawImap imap = server.connect(alice)) {
            imap.create("Sent");
        }
    }

    @Test
    void theOrganizerGetsAnAnswerForPeopleAndForCalendars() throws Exception {
        server.append(alice, "INBOX", mail(calendar()));
        try (ToolStack stack = ToolStack.on(server)) {
            JsonObject sent = stack.succeed(
                    alice,
                    "smtp_answer_invitation",
                    arguments(stack, "\"answer\":\"accept\",\"comment\":\"Grün; bis dann\""));

            assertThat(sent.getString("status")).isEqualTo("sent");
            assertThat(strings(sent, "recipients")).containsExactly(bob.address());
            assertThat(sent.getString("in_reply_to")).isEqualTo("<orig@mails.example>");
            JsonObject event = sent.getJsonObject("event");
            assertThat(event.getString("summary")).isEqualTo("Planung für Äpfel");
            assertThat(event.getString("start")).isEqualTo("2026-12-01T10:00:00+01:00");
            assertThat(event.getString("my_status")).isEqualTo("accepted");
            assertThat(strings(row(stack), "flags")).contains("answered");
        }
        MimeMessage message = message(arrived());
        assertThat(message.getSubject()).isEqualTo("Accepted: Planung für Äpfel");
        assertThat(message.getHeader("From", null)).isEqualTo(alice.address());
        assertThat(message.getHeader("To", null)).isEqualTo(bob.address());
        assertThat(message.getAllRecipients()).hasSize(1);
        assertThat(message.getHeader("In-Reply-To", null)).isEqualTo("<orig@mails.example>");
        assertThat(message.getHeader("References", null)).isEqualTo("<orig@mails.example>");
        MimeMultipart parts = new MimeMultipart(message.getDataHandler().getDataSource());
        assertThat(parts.getContentType()).startsWith("multipart/alternative");
        assertThat(parts.getCount()).isEqualTo(2);
        assertThat(parts.getBodyPart(0).getContentType()).startsWith("text/plain");
        assertThat(text(parts.getBodyPart(0))).contains("Accepted: Planung für Äpfel", "Grün; bis dann");
        ContentType type = new ContentType(parts.getBodyPart(1).getContentType());
        assertThat(type.getBaseType()).isEqualTo("text/calendar");
        assertThat(type.getParameter("method")).isEqualTo("REPLY");
        assertThat(type.getParameter("charset")).isEqualTo("UTF-8");
        String calendar = text(parts.getBodyPart(1));
        assertThat(calendar.replace("\r\n", "")).doesNotContain("\n", "\r");
        assertThat(calendar.split("\r\n")).allMatch(line -> line.getBytes(StandardCharsets.UTF_8).length <= 75);
        assertThat(List.of(calendar.replace("\r\n ", "").split("\r\n")))
                .contains(
                        "METHOD:REPLY",
                        "TZID:Europe/Berlin",
                        "UID:1@mails.example",
                        "SEQUENCE:2",
                        "SUMMARY:Planung für Äpfel",
                        "DTSTART;TZID=Europe/Berlin:20261201T100000",
                        "ORGANIZER;CN=Bob:mailto:" + bob.address(),
                        "ATTENDEE;PARTSTAT=ACCEPTED;CN=Alice:mailto:" + alice.address(),
                        "COMMENT:Grün\\; bis dann")
                .anyMatch(line -> line.matches("DTSTAMP:20[0-9]{6}T[0-9]{6}Z"))
                .noneMatch(line -> line.contains("carol"));
        assertThat(server.messages(alice, "Sent")).hasSize(1);
    }

    @Test
    void theAnswerToASeriesSaysThatItIsForAllItsDates() throws Exception {
        server.append(alice, "INBOX", mail(calendar().replace("SEQUENCE:2", "SEQUENCE:2\nRRULE:FREQ=WEEKLY;COUNT=5")));
        try (ToolStack stack = ToolStack.on(server)) {
            JsonObject sent = answer(stack, "decline");

            assertThat(sent.getJsonObject("event").getString("recurrence")).isEqualTo("every week on Tuesday, 5 times");
            assertThat(sent.getJsonObject("event").getString("zone")).isEqualTo("Europe/Berlin");
            assertThat(sent.getString("advice")).isEqualTo("The event repeats: the answer is for all its dates.");
        }
        assertThat(new String(arrived(), StandardCharsets.UTF_8)).contains("METHOD:REPLY");
    }

    @Test
    void theAnswerToOneDateOfASeriesIsForThatDate() throws Exception {
        server.append(
                alice,
                "INBOX",
                mail(calendar().replace("SEQUENCE:2", "SEQUENCE:2\nRECURRENCE-ID;TZID=Europe/Berlin:20261201T100000")));
        try (ToolStack stack = ToolStack.on(server)) {
            JsonObject sent = answer(stack, "decline");

            assertThat(sent.getJsonObject("event").getString("recurrence")).isEqualTo("one date of a series");
            assertThat(sent.containsKey("advice")).isFalse();
        }
        assertThat(new String(arrived(), StandardCharsets.UTF_8)).contains("RECURRENCE-ID");
    }

    @Test
    void aCallMadeAgainAnswersOnceAndAnotherAnswerIsAnother() throws Exception {
        server.append(alice, "INBOX", mail(calendar()));
        try (ToolStack stack = ToolStack.on(server)) {
            JsonObject first = answer(stack, "decline");
            JsonObject again = answer(stack, "decline");
            assertThat(again.getString("message_id")).isEqualTo(first.getString("message_id"));
            assertThat(again.getString("advice")).contains("not sent again");

            JsonObject other = answer(stack, "tentative");
            assertThat(other.getString("message_id")).isNotEqualTo(first.getString("message_id"));
        }
        assertThat(server.messages(alice, "Sent")).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SEND_MODE=confirm| | NOT_ALLOWED",
                "SEND_CONFIRM_NEW=true| | NOT_ALLOWED",
                "SEND_ALLOWED_DOMAINS=nowhere.test| | NOT_ALLOWED",
                "SEND_MODE=allow| ,\"uidvalidity\":1| STALE_UID",
                "SEND_MODE=allow| ,\"comment\":\"\\u0007\"| INVALID_ARGUMENT",
                "SEND_MODE=allow| ,\"folder\":\"Sent\"| MESSAGE_NOT_FOUND",
            })
    void whatThePolicyDoesNotAllowIsNotAnswered(String setting, String more, String code) throws Exception {
        server.append(alice, "INBOX", mail(calendar()));
        refused(setting, more == null ? "" : more, code);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "METHOD:REQUEST| METHOD:PUBLISH| asks for no answer",
                "SEQUENCE:2| STATUS:CANCELLED| cancelled",
                "ORGANIZER| X-WAS| no organizer",
                "CN=Bob:mailto:| CN=Bob:https://| no organizer",
                "CN=Alice:mailto:| CN=Alice:mailto:x| none of the user's addresses",
            })
    void whatIsNoInvitationToTheUserIsRefusedInWords(String line, String instead, String why) throws Exception {
        server.append(alice, "INBOX", mail(calendar().replace(line, instead)));

        assertThat(refused("SEND_MODE=allow", "", "INVALID_ARGUMENT")).contains(why);
    }

    @Test
    void aMailWithoutACalendarAndAnInvitationWithinAnAttachedMailAreRefused() throws Exception {
        server.append(alice, "INBOX", Mails.plain("bob@mails.example", alice.address(), "s", "t"));
        assertThat(refused("SEND_MODE=allow", "", "INVALID_ARGUMENT")).contains("no calendar");

        server.reset(alice);
        try (RawImap imap = server.connect(alice)) {
            imap.create("Sent");
        }
        String inner = new String(mail(calendar()), StandardCharsets.UTF_8);
        server.append(alice, "INBOX", Mails.raw("""
                        From: Eve <eve@evil.example>
                        Subject: see
                        MIME-Version: 1.0
                        Content-Type: multipart/mixed; boundary=outer

                        --outer
                        Content-Type: text/plain

                        see
                        --outer
                        Content-Type: message/rfc822

                        %s
                        --outer--
                        """.formatted(inner)));
        assertThat(refused("SEND_MODE=allow", "", "INVALID_ARGUMENT")).contains("attached");
    }

    /**
     * An invitation is answered after its organizer, or somebody else, sent another mail.
     *
     * @param line of the calendar that is written otherwise in that
     * @param base64 whether its calendar is encoded, as Google and Exchange encode theirs
     * @param why the error says; empty where the answer is sent
     */
    void answerAfter(String line, String instead, boolean base64, String why) throws Exception {
        server.append(alice, "INBOX", mail(calendar()));
        String later = calendar().replace(line, instead).replace("UID:11", "SEQUENCE:9\nUID:11");
        byte[] mail = mail(later);
        if (base64) {
            String lines = later.replace("\n", "\r\n");
            mail = new String(mail, StandardCharsets.UTF_8)
                    .replace("Encoding: 8bit", "Encoding: base64")
                    .replace(lines, Base64.getMimeEncoder().encodeToString(lines.getBytes(StandardCharsets.UTF_8)))
                    .getBytes(StandardCharsets.UTF_8);
        }
        server.append(alice, "INBOX", mail);
        try (ToolStack stack = ToolStack.on(server)) {
            JsonObject result = stack.call(
                    ToolStack.credentials(alice),
                    "smtp_answer_invitation",
                    "{\"uid\":%d,\"answer\":\"accept\"}".formatted(first(stack, alice)));
            if (why.isEmpty()) {
                assertThat(result.getBoolean("isError")).as("%s", result).isFalse();
            } else {
                assertThat(ToolStack.errorText(result))
                        .startsWith("CONFLICT: nothing was sent: " + why + ", that with uid ")
                        .hasSizeLessThanOrEqualTo(400);
                assertThat(server.messages(alice, "Sent")).isEmpty();
            }
        }
    }

    /** A later mail may say that it was cancelled. */
    @Test
    void whereItCannotBeLookedForLaterVersionsJustNowNothingIsSent() throws Exception {
        server.append(alice, "INBOX", mail(calendar()));
        try (FaultProxy imap = new FaultProxy(server.plainImapPort());
                ToolStack stack = ToolStack.on(server, Map.of("IMAP_PORT", "" + imap.port(), "IMAP_TLS", "false"))) {
            String arguments = arguments(stack, "\"answer\":\"accept\"");
            imap.spoil(Stage.SEARCH, new Fault.Say("", "NO [UNAVAILABLE] database is down"), 1);

            JsonObject result = stack.call(ToolStack.credentials(alice), "smtp_answer_invitation", arguments);

            assertThat(ToolStack.errorText(result)).startsWith("MAIL_SERVER_UNAVAILABLE: ");
        }
        assertThat(server.messages(alice, "Sent")).isEmpty();
        assertThat(server.messages(bob, "INBOX")).isEmpty();
    }

    private static int first(ToolStack stack, MailUser user) {
        return stack.succeed(user, "imap_list_emails", "{}").getJsonArray("emails").stream()
                .mapToInt(row -> row.asJsonObject().getInt("uid"))
                .min()
                .orElseThrow();
    }

    private String refused(String setting, String more, String code) throws Exception {
        try (ToolStack stack = ToolStack.on(
                server,
                Map.of(setting.substring(0, setting.indexOf('=')), setting.substring(setting.indexOf('=') + 1)))) {
            JsonObject result = stack.call(
                    ToolStack.credentials(alice),
                    "smtp_answer_invitation",
                    arguments(stack, "\"answer\":\"accept\"" + more));
            String error = ToolStack.errorText(result);
            assertThat(error).startsWith(code + ": ").hasSizeLessThanOrEqualTo(400);
            assertThat(strings(row(stack), "flags")).doesNotContain("answered");
            assertThat(server.messages(alice, "Sent")).isEmpty();
            assertThat(server.messages(bob, "INBOX")).isEmpty();
            return error;
        }
    }

    private JsonObject answer(ToolStack stack, String answer) {
        return stack.succeed(alice, "smtp_answer_invitation", arguments(stack, "\"answer\":\"" + answer + '"'));
    }

    private String arguments(ToolStack stack, String arguments) {
        return "{\"uid\":%d,%s}".formatted(row(stack).getInt("uid"), arguments);
    }

    private JsonObject row(ToolStack stack) {
        return stack.succeed(alice, "imap_list_emails", "{}")
                .getJsonArray("emails")
                .getJsonObject(0);
    }

    private byte[] arrived() throws Exception {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> server.messages(bob, "INBOX").size() == 1);
        return server.messages(bob, "INBOX").getFirst();
    }

    private String calendar() {
        return """
                BEGIN:VCALENDAR
                VERSION:2.0
                METHOD:REQUEST
                BEGIN:VTIMEZONE
                TZID:Europe/Berlin
                BEGIN:STANDARD
                DTSTART:19701025T030000
                RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
                TZOFFSETFROM:+0200
                TZOFFSETTO:+0100
                END:STANDARD
                END:VTIMEZONE
                BEGIN:VEVENT
                UID:1@mails.example
                SEQUENCE:2
                DTSTAMP:20200101T000000Z
                DTSTART;TZID=Europe/Berlin:20261201T100000
                DTEND;TZID=Europe/Berlin:20261201T110000
                SUMMARY:Planung für Äpfel
                ORGANIZER;CN=Bob:mailto:%s
                ATTENDEE;CN=Carol;PARTSTAT=ACCEPTED:mailto:carol@mails.example
                ATTENDEE;CN=Alice:mailto:%s
                END:VEVENT
                END:VCALENDAR
                """.formatted(bob.address(), alice.address());
    }

    /** Its sender is not the organizer. */
    private byte[] mail(String calendar) {
        return Mails.raw("""
                From: Calendars <notify@service.example>
                Reply-To: <eve@evil.example>
                To: %s
                Cc: y@evil.example
                Date: Fri, 20 Nov 2026 14:03:59 +0100
                Subject: Invitation
                Message-ID: <orig@mails.example>
                MIME-Version: 1.0
                Content-Type: multipart/alternative; boundary=b

                --b
                Content-Type: text/plain

                Please come.
                --b
                Content-Type: text/calendar; charset=utf-8; method=%s
                Content-Transfer-Encoding: 8bit

                %s
                --b--
                """.formatted(
                        alice.address(),
                        Stream.of("PUBLISH", "CANCEL")
                                .filter(method -> calendar.contains("METHOD:" + method))
                                .findFirst()
                                .orElse("REQUEST"),
                        calendar));
    }

    private static MimeMessage message(byte[] mail) throws Exception {
        return new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(mail));
    }

    private static String text(BodyPart part) throws Exception {
        try (InputStream in = part.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static List<String> strings(JsonObject object, String name) {
        return object.getJsonArray(name).getValuesAs(JsonString::getString);
    }
}

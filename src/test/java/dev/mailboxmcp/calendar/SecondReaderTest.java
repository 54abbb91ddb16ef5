// SPDX-License-Identifier: MIT
package dev.mailboxmcp.calendar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import biweekly.Biweekly;
import biweekly.ICalVersion;
import biweekly.ICalendar;
import biweekly.component.VEvent;
import biweekly.io.ParseWarning;
import biweekly.property.Attendee;
import biweekly.property.ICalProperty;
import biweekly.util.ICalDate;
import dev.mailboxmcp.mail.Draft;
import dev.mailboxmcp.mail.Invitation;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.Rsvp;
import dev.mailboxmcp.mail.TextFormat;
import dev.mailboxmcp.mime.EmailAddress;
import dev.mailboxmcp.mime.MessageId;
import dev.mailboxmcp.mime.MessageWriter;
import dev.mailboxmcp.mime.OutgoingMessage;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.mail.BodyPart;
import jakarta.mail.Session;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Invitations in the forms of Google, Exchange, Outlook, Apple, Thunderbird, Nextcloud and others are read as they were meant
 * ({@code calendar/expected.json}, which our reader had no part in) and as biweekly reads them; answers to them are judged by
 * biweekly and by Jakarta Mail for the rules of RFC 5546 and RFC 6047.
 */
class SecondReaderTest {
    private static final List<EmailAddress> ALICE = List.of(EmailAddress.parse("own", "alice@orchard.example"));
    private static final Path EXPECTED = Path.of("src", "test", "resources", "calendar", "expected.json");
    private static final Pattern ZONE = Pattern.compile("(?m)^[A-Z-]+;(?:[^:]*;)?TZID=\"?([^\":;]+)");

    /** It ends in the night before: the second reader puts them back some hours early. */
    private static final String CLOCKS_PUT_BACK = "yahoo-chicago";

    /** Its zone breaks the standard, and goes back as Exchange wrote it. */
    private static final String NAMELESS_ZONE = "exchange-zone-without-a-name";

    private static final Instant GIVEN = Instant.parse("2026-11-18T09:00:00Z");

    @Test
    void aHundredAndTwentyCalendarsAreRead() throws IOException {
        assertThat(SampleCalendar.all().stream().filter(sample -> sample.read() != null))
                .hasSizeGreaterThanOrEqualTo(120);
        assertThat(expected()).hasSizeGreaterThanOrEqualTo(56);
    }

    @TestFactory
    Stream<DynamicTest> whatTheProgramMeantIsRead() throws IOException {
        JsonObject expected = expected();
        return SampleCalendar.all().stream()
                .filter(sample -> expected.containsKey(sample.name()))
                .map(sample -> DynamicTest.dynamicTest(
                        sample.name(),
                        () -> assertThat(json(
                                        Objects.requireNonNull(sample.read()).invitation()))
                                .isEqualTo(expected.getJsonObject(sample.name()))));
    }

    @TestFactory
    Stream<DynamicTest> theSecondReaderReadsTheSame() throws IOException {
        JsonObject expected = expected();
        return SampleCalendar.all().stream()
                .filter(sample -> expected.containsKey(sample.name()))
                .map(sample -> DynamicTest.dynamicTest(sample.name(), () -> readsTheSame(sample)));
    }

    private static void readsTheSame(SampleCalendar sample) {
        CalendarEvent ours = Objects.requireNonNull(CalendarReader.read(
                sample.content(), sample.charset(), sample.around().getOrDefault("method", "")));
        ICalendar parsed = parse(sample.content(), sample.name(), "");
        VEvent theirs = parsed.getEvents().getFirst();

        assertThat(parsed.getMethod().getValue()).isEqualTo(ours.method().name());
        assertThat(theirs.getSummary().getValue()).isEqualTo(ours.summary());
        same(ours.start(), theirs.getDateStart().getValue(), 0);
        if (theirs.getDateEnd() != null && !sample.name().equals(CLOCKS_PUT_BACK)) {
            same(ours.end(), theirs.getDateEnd().getValue(), 1);
        }
        assertThat(theirs.getRecurrenceRule() != null || theirs.getRecurrenceId() != null)
                .isEqualTo(!ours.recurrence().isEmpty());
        assertThat(theirs.getAttendees()).hasSameSizeAs(ours.attendees());
        assertThat(theirs.getStatus().isCancelled()).isEqualTo(ours.cancelled());
    }

    /** @param days that the one is behind the other where they are days: RFC 5545 has the day after the last */
    private static void same(@Nullable CalendarTime ours, ICalDate theirs, int days) {
        switch (Objects.requireNonNull(ours)) {
            case CalendarTime.Day(LocalDate day) ->
                assertThat(theirs.getRawComponents().toDate().toInstant())
                        .isEqualTo(day.plusDays(days)
                                .atStartOfDay()
                                .atZone(ZoneId.systemDefault())
                                .toInstant());
            case CalendarTime.Moment(OffsetDateTime moment, String zone) ->
                assertThat(theirs.toInstant()).as(zone).isEqualTo(moment.toInstant());
            case CalendarTime.Local local -> throw new AssertionError(local);
        }
    }

    @TestFactory
    Stream<DynamicTest> answersKeepTheRules() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (SampleCalendar sample : SampleCalendar.all()) {
            for (Rsvp.Attendance answer : Rsvp.Attendance.values()) {
                InvitationAnswer given = answered(sample, answer);
                if (given != null && !sample.name().equals(NAMELESS_ZONE)) {
                    tests.add(DynamicTest.dynamicTest(
                            sample.name() + " " + answer, () -> keepsTheRules(sample, given, answer)));
                }
            }
        }
        assertThat(tests).hasSizeGreaterThan(200);
        return tests.stream();
    }

    private static void keepsTheRules(SampleCalendar sample, InvitationAnswer given, Rsvp.Attendance answer)
            throws Exception {
        MimeMessage mail =
                new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(written(given)));
        assertThat(mail.getAllRecipients()).hasSize(1);
        assertThat(mail.getAllRecipients()[0]).hasToString(given.organizer().wire());
        BodyPart part = calendar(mail);
        ContentType type = new ContentType(part.getContentType());
        byte[] content;
        try (InputStream in = part.getInputStream()) {
            content = in.readAllBytes();
        }
        String text = new String(content, UTF_8);

        // RFC 6047 2.4: the type names the method of the calendar, and the charset
        assertThat(type.getParameter("method")).isEqualToIgnoringCase("REPLY");
        assertThat(type.getParameter("charset")).isEqualToIgnoringCase("UTF-8");
        // RFC 5545 3.1
        assertThat(text.replace("\r\n", "")).doesNotContain("\r", "\n");
        assertThat(text.split("\r\n")).allMatch(line -> line.getBytes(UTF_8).length <= 75);

        ICalendar reply = parse(content, sample.name(), "No VTIMEZONE component exists");
        // RFC 5546 3.2.3
        assertThat(reply.getMethod().getValue()).isEqualTo("REPLY");
        assertThat(reply.getVersion()).isEqualTo(ICalVersion.V2_0);
        assertThat(reply.getProductId().getValue()).isNotBlank();
        assertThat(reply.getEvents()).hasSize(1);
        assertThat(reply.getComponents().values()).hasSize(1);
        VEvent event = reply.getEvents().getFirst();
        VEvent asked = parsed(sample.content()).getEvents().stream()
                .filter(one -> (one.getRecurrenceId() == null) == (event.getRecurrenceId() == null))
                .findFirst()
                .orElseThrow();
        assertThat(event.getComponents().values()).isEmpty();
        assertThat(event.getUid().getValue()).isEqualTo(asked.getUid().getValue());
        assertThat(event.getDateTimeStamp().getValue().toInstant()).isEqualTo(GIVEN);
        assertThat(sequence(event)).isEqualTo(sequence(asked));
        assertThat(one(event, Attendee.class).getEmail())
                .isEqualToIgnoringCase(given.attendee().wire());
        assertThat(one(event, Attendee.class).getParticipationStatus().getValue())
                .isEqualTo(InvitationAnswer.status(answer).name());
        assertThat(event.getOrganizer().getEmail())
                .isEqualToIgnoringCase(given.organizer().wire());
        assertThat(event.getComments()).hasSize(1);
        assertThat(event.getComments().getFirst().getValue()).isEqualTo("see you; soon, \\ Grüße\n— A.");
        for (String zone : ZONE.matcher(text.replace("\r\n ", ""))
                .results()
                .map(it -> it.group(1))
                .toList()) {
            boolean described = new String(sample.content(), StandardCharsets.ISO_8859_1)
                    .replaceAll("\r?\n[ \t]", "")
                    .contains("TZID:" + zone);
            assertThat(text.replace("\r\n ", "").contains("TZID:" + zone))
                    .as(zone)
                    .isEqualTo(described);
        }
        if (asked.getDateStart() != null && event.getDateStart() != null) {
            assertThat(event.getDateStart().getValue().toInstant())
                    .isEqualTo(asked.getDateStart().getValue().toInstant());
            assertThat(reply.validate(ICalVersion.V2_0).getWarnings())
                    .as(sample.name())
                    .isEmpty();
        }
    }

    private static int sequence(VEvent event) {
        return event.getSequence() == null ? 0 : event.getSequence().getValue();
    }

    private static <T extends ICalProperty> T one(VEvent event, Class<T> type) {
        List<T> all = event.getProperties(type);
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    private static @Nullable InvitationAnswer answered(SampleCalendar sample, Rsvp.Attendance answer) {
        try {
            return InvitationAnswer.of(
                    sample.content(),
                    sample.charset(),
                    sample.around().getOrDefault("method", ""),
                    new Rsvp(answer, "see you; soon, \\ Grüße\n— A.", null),
                    ALICE);
        } catch (MailException e) {
            return null; // InvitationAnswerTest says which
        }
    }

    private static byte[] written(InvitationAnswer answer) {
        Draft draft = new Draft(
                answer.attendee().wire(),
                List.of(answer.organizer().wire()),
                List.of(),
                List.of(),
                null,
                answer.subject(),
                answer.text(),
                null,
                TextFormat.PLAIN,
                null,
                List.of(),
                null);
        return new MessageWriter()
                .onTheWire(OutgoingMessage.of(
                                draft,
                                answer.attendee(),
                                Objects.requireNonNull(MessageId.of("<1@orchard.example>")),
                                GIVEN.atOffset(ZoneOffset.UTC))
                        .with(answer.calendar()));
    }

    private static BodyPart calendar(MimeMessage mail) throws Exception {
        MimeMultipart parts = new MimeMultipart(mail.getDataHandler().getDataSource());
        for (int i = 0; i < parts.getCount(); i++) {
            if (parts.getBodyPart(i).isMimeType("text/calendar")) {
                return parts.getBodyPart(i);
            }
        }
        throw new AssertionError("no calendar");
    }

    private static ICalendar parsed(byte[] calendar) {
        return Biweekly.parse(new String(calendar, UTF_8)).first();
    }

    /**
     * What reads without a complaint.
     *
     * @param but what may be said: an answer describes no zone that the invitation does not describe
     */
    private static ICalendar parse(byte[] calendar, String name, String but) {
        List<List<ParseWarning>> warnings = new ArrayList<>();
        ICalendar parsed =
                Biweekly.parse(new String(calendar, UTF_8)).warnings(warnings).first();
        assertThat(warnings.stream().flatMap(List::stream).map(warning -> warning.getMessage()))
                .as(name)
                .allMatch(warning -> !but.isEmpty() && warning.startsWith(but));
        return Objects.requireNonNull(parsed);
    }

    private static JsonObject expected() throws IOException {
        try (JsonReader reader = Json.createReader(Files.newBufferedReader(EXPECTED))) {
            return reader.readObject();
        }
    }

    private static JsonObject json(Invitation invitation) throws ReflectiveOperationException {
        JsonObjectBuilder json = Json.createObjectBuilder();
        for (RecordComponent member : Invitation.class.getRecordComponents()) {
            Object value = member.getAccessor().invoke(invitation);
            if (value != null) {
                json.add(member.getName(), value.toString());
            }
        }
        return json.build();
    }
}

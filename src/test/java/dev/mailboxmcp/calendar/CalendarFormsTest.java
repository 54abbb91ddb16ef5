// SPDX-License-Identifier: MIT
package dev.mailboxmcp.calendar;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mime.AddressText;
import java.io.ByteArrayOutputStream;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** However an event is written, it is read as the same. */
class CalendarFormsTest {
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss", Locale.ROOT);
    private static final List<String> ZONES =
            List.of("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC");

    /** Pieces of text, each with what it stands for in a calendar; none of them is Markdown, and none is invisible. */
    private static final List<String> PIECES = List.of(
            "a", "ä", "漢", "😀", ",", ";", ":", "\\", "\"", "^", " x", "n", "=", "ё", "/", "'", "mailto", "TZID");

    private final Random random = new Random(20261128);

    @Test
    void anEventIsReadWhateverItsForm() {
        for (int round = 0; round < 3000; round++) {
            String summary = text();
            String location = text();
            String name = text().replace("\"", "");
            String zone = ZONES.get(random.nextInt(ZONES.size()));
            LocalDateTime start = LocalDateTime.of(1971, 1, 1, 0, 0).plusMinutes(random.nextInt(60_000_000));

            byte[] calendar = written(summary, location, name, zone, start);
            CalendarEvent event = read(calendar, "utf-8");

            assertThat(event.summary()).isEqualTo(summary);
            assertThat(event.location()).isEqualTo(location);
            assertThat(Objects.requireNonNull(event.organizer()).shown())
                    .isEqualTo(AddressText.format(name, "nora", "orchard.example"));
            assertThat(event.start())
                    .isEqualTo(new CalendarTime.Moment(
                            start.atZone(ZoneId.of(zone)).toOffsetDateTime(), zone));
        }
    }

    @Test
    void aFoldMayStandWithinACharacter() {
        byte[] head = "BEGIN:VEVENT\r\nSUMMARY:\u00e4".getBytes(UTF_8);
        ByteArrayOutputStream calendar = new ByteArrayOutputStream();
        calendar.write(head, 0, head.length - 1);
        calendar.writeBytes("\r\n ".getBytes(UTF_8));
        calendar.write(head, head.length - 1, 1);
        calendar.writeBytes("pfel\r\nEND:VEVENT\r\n".getBytes(UTF_8));

        CalendarEvent event = read(calendar.toByteArray(), "utf-8");

        assertThat(event.summary()).isEqualTo("äpfel");
    }

    @Test
    void unitsOfTwoBytesAreReadToo() {
        byte[] calendar = "\ufeffBEGIN:VEVENT\r\nSUMMARY:\u0120 long\r\n er\r\nEND:VEVENT\r\n".getBytes(UTF_16LE);

        for (String charset : List.of("utf-16", "UTF-16LE", "")) {
            CalendarEvent event = read(calendar, charset.isEmpty() ? null : charset);

            assertThat(event.summary()).isEqualTo("Ġ longer");
        }
    }

    private static CalendarEvent read(byte[] calendar, @Nullable String charset) {
        return Objects.requireNonNull(CalendarReader.read(calendar, charset, ""), () -> new String(calendar, UTF_8));
    }

    private String text() {
        StringBuilder text = new StringBuilder("t");
        for (int i = random.nextInt(40); i > 0; i--) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.append('.').toString();
    }

    private byte[] written(String summary, String location, String name, String zone, LocalDateTime start) {
        List<String> lines = new ArrayList<>(List.of(
                "UID:" + random.nextInt(),
                "SUMMARY" + (random.nextBoolean() ? ";LANGUAGE=de" : "") + ":" + escaped(summary),
                "LOCATION;ALTREP=\"cid:a;b:c,d\":" + escaped(location),
                "DTSTART;VALUE=DATE-TIME;TZID=" + (random.nextBoolean() ? zone : '"' + zone + '"') + ":"
                        + LOCAL.format(start),
                "ORGANIZER;CN=\"" + carets(name) + "\";X-A=1:" + (random.nextBoolean() ? "MAILTO" : "mailto")
                        + ":nora@orchard.example",
                "X-UNKNOWN;A=B:DTSTART:19990101T000000",
                "BEGIN:VALARM\nSUMMARY:not this\nDTSTART:19990101T000000\nEND:VALARM",
                "ATTENDEE;PARTSTAT=ACCEPTED:mailto:alice@orchard.example"));
        Collections.shuffle(lines, random);
        String event = "BEGIN:VCALENDAR\nBEGIN:VEVENT\n" + String.join("\n", lines) + "\nEND:VEVENT\nEND:VCALENDAR\n";
        return folded(event.getBytes(UTF_8));
    }

    /** The event, folded at any byte, with line ends of any kind. */
    private byte[] folded(byte[] event) {
        String end = List.of("\r\n", "\n", "\r").get(random.nextInt(3));
        int often = 3 + random.nextInt(100);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < event.length; i++) {
            if (i > 0 && event[i - 1] != '\n' && event[i] != '\n' && random.nextInt(often) == 0) {
                out.writeBytes((end + (random.nextBoolean() ? " " : "\t")).getBytes(UTF_8));
            }
            out.writeBytes(event[i] == '\n' ? end.getBytes(UTF_8) : new byte[] {event[i]});
        }
        return out.toByteArray();
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;");
    }

    private static String carets(String name) {
        return name.replace("^", "^^");
    }
}

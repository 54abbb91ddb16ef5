// SPDX-License-Identifier: MIT
package dev.mailboxmcp.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mail.Invitation;
import dev.mailboxmcp.text.InertMarkdown;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Calendars as programs write them, and as others do: each file {@code calendar/<name>.ics}, and what is read of it in
 * {@code calendar/<name>.txt}. Lines that begin with {@code #} say what stands around the calendar. To write what is read
 * anew, run it with {@code -DwriteCalendars}, and look at it. It is told as the tools tell it: inert as Markdown.
 */
class InvitationReaderTest {
    @TestFactory
    Stream<DynamicTest> isReadAsAPersonWouldSeeIt() throws IOException {
        return SampleCalendar.all().stream()
                .map(sample -> DynamicTest.dynamicTest(sample.name(), () -> {
                    Path expected = sample.expected();
                    if (System.getProperty("writeCalendars") != null) {
                        Files.writeString(expected, told(sample.read()));
                    }
                    assertThat(told(sample.read())).isEqualTo(Files.readString(expected));
                }));
    }

    private static String told(InvitationReader.@Nullable Read read) throws ReflectiveOperationException {
        if (read == null) {
            return "no event\n";
        }
        StringBuilder told = new StringBuilder();
        for (RecordComponent member : Invitation.class.getRecordComponents()) {
            Object value = member.getAccessor().invoke(read.invitation());
            told.append(value == null ? "" : member.getName() + ": " + InertMarkdown.of(value.toString()) + "\n");
        }
        read.warnings()
                .forEach(warning -> told.append("warning: ").append(warning).append('\n'));
        return told.append('\n')
                .append(InertMarkdown.of(read.text()))
                .append('\n')
                .toString();
    }
}

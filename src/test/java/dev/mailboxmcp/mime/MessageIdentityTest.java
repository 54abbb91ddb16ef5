// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MessageIdentityTest {
    private static final Set<String> INCIDENTAL = Set.of("messageId", "date");

    private static final EmailAddress ALICE = EmailAddress.parse("from", "alice@example.org");
    private static final EmailAddress BOB = EmailAddress.parse("to", "bob@example.org");

    private static final OutgoingMessage MAIL = new OutgoingMessage(
            id("<1@example.org>"),
            OffsetDateTime.parse("2026-11-28T10:00:00Z"),
            ALICE,
            List.of(BOB),
            List.of(),
            List.of(),
            null,
            "subject",
            "text",
            null,
            null,
            List.of(),
            List.of(),
            null);

    /** Another value for each component; one that is added to the record needs one here. */
    private static final Map<String, Object> OTHERS = Map.ofEntries(
            Map.entry("messageId", id("<2@example.org>")),
            Map.entry("date", OffsetDateTime.parse("2026-11-28T10:00:01Z")),
            Map.entry("from", BOB),
            Map.entry("to", List.of(BOB, ALICE)),
            Map.entry("cc", List.of(ALICE)),
            Map.entry("bcc", List.of(ALICE)),
            Map.entry("replyTo", ALICE),
            Map.entry("subject", "Subject"),
            Map.entry("text", "text "),
            Map.entry("html", ""),
            Map.entry("calendar", new OutgoingCalendar(List.of("BEGIN:VEVENT", "END:VEVENT"))),
            Map.entry("inReplyTo", id("<0@example.org>")),
            Map.entry("attachments", List.of(OutgoingAttachment.text("a.txt", "a"))),
            Map.entry("references", List.of(id("<0@example.org>"))));

    @Test
    void everyComponentButIdAndDateMakesItAnotherMail() throws Exception {
        for (RecordComponent component : OutgoingMessage.class.getRecordComponents()) {
            OutgoingMessage other = with(component.getName(), OTHERS.get(component.getName()));

            if (INCIDENTAL.contains(component.getName())) {
                assertThat(other.identity()).as(component.getName()).isEqualTo(MAIL.identity());
            } else {
                assertThat(other.identity()).as(component.getName()).isNotEqualTo(MAIL.identity());
            }
        }
    }

    @Test
    void anAddressThatMovesFromOneFieldToAnotherMakesItAnotherMail() throws Exception {
        OutgoingMessage both = with("cc", List.of(ALICE));

        assertThat(both.identity()).isNotEqualTo(with("bcc", List.of(ALICE)).identity());
        assertThat(both.identity()).isNotEqualTo(with("to", List.of(BOB, ALICE)).identity());
    }

    private static OutgoingMessage with(String name, @Nullable Object value) throws ReflectiveOperationException {
        RecordComponent[] components = OutgoingMessage.class.getRecordComponents();
        @Nullable Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            values[i] = components[i].getName().equals(name)
                    ? Objects.requireNonNull(value, name)
                    : components[i].getAccessor().invoke(MAIL);
        }
        Constructor<OutgoingMessage> constructor = OutgoingMessage.class.getDeclaredConstructor(
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
        return constructor.newInstance(values);
    }

    private static MessageId id(String text) {
        return Objects.requireNonNull(MessageId.of(text));
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What makes a mail this one and no other, whenever and under whatever id it is sent. The user's consent, a call made again
 * and the limits of sending mean the same mail where these are equal. Every component of {@link OutgoingMessage} counts, so
 * that one which is added later is not forgotten.
 */
final class MessageIdentity {
    /** The same mail has others when it is made again. */
    private static final Set<String> INCIDENTAL = Set.of("messageId", "date");

    private MessageIdentity() {}

    /** Names and values of the components; a list behind its size, so that no two mails have the same fields. */
    static List<@Nullable String> of(OutgoingMessage message) {
        List<@Nullable String> fields = new ArrayList<>();
        for (RecordComponent component : OutgoingMessage.class.getRecordComponents()) {
            if (!INCIDENTAL.contains(component.getName())) {
                fields.add(component.getName());
                add(read(component, message), fields);
            }
        }
        return fields;
    }

    private static void add(@Nullable Object value, List<@Nullable String> fields) {
        switch (value) {
            case null -> fields.add(null);
            case String text -> fields.add(text);
            case EmailAddress address -> fields.add(address.header());
            case MessageId id -> fields.add(id.value());
            case OutgoingAttachment file ->
                fields.addAll(List.of(file.name(), file.type(), file.charset(), file.encoding(), file.hash()));
            case OutgoingCalendar answer -> add(answer.lines(), fields);
            case List<?> list -> {
                fields.add(String.valueOf(list.size()));
                list.forEach(item -> add(item, fields));
            }
            default -> throw new IllegalStateException("nothing says how a " + value.getClass() + " is told apart");
        }
    }

    private static @Nullable Object read(RecordComponent component, OutgoingMessage message) {
        try {
            return component.getAccessor().invoke(message);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }
}

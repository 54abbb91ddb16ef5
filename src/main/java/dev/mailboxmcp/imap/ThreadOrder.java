// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts the mails of a conversation in order by their dates, but none before one that it answers: clocks differ, and
 * programs answer within the second. Pure. */
final class ThreadOrder {
    private final Collection<ThreadRow> mails;
    private final Map<String, ThreadRow> byId = new HashMap<>();
    private final Map<ThreadRow, Instant> moments = new HashMap<>();

    ThreadOrder(Collection<ThreadRow> mails) {
        this.mails = mails;
        for (ThreadRow mail : mails) {
            byId.putIfAbsent(mail.messageId(), mail);
            moments.put(mail, mail.time().date().toInstant());
        }
    }

    List<ThreadRow> oldestFirst() {
        boolean changed = true;
        for (int rounds = 0; changed && rounds < mails.size(); rounds++) { // mails that answer each other end it too
            changed = false;
            for (ThreadRow mail : mails) {
                for (String id : mail.answered()) {
                    changed |= comesAfter(mail, byId.get(id));
                }
            }
        }
        return mails.stream()
                .sorted(Comparator.comparing(this::moment).thenComparing(ThreadRow::arrival))
                .toList();
    }

    private boolean comesAfter(ThreadRow mail, @Nullable ThreadRow answered) {
        if (answered == null || answered == mail || moment(mail).isAfter(moment(answered))) {
            return false;
        }
        moments.put(mail, moment(answered).plusNanos(1));
        return true;
    }

    private Instant moment(ThreadRow mail) {
        return moments.getOrDefault(mail, Instant.EPOCH);
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

import org.jspecify.annotations.Nullable;

/**
 * What a calendar in a mail says, as a person sees it: an event as a rule, or a task. Cleaned and bounded, but
 * untrusted and not inert as Markdown; nobody checked that anything of it is so.
 *
 * @param summary empty where it has none
 * @param start a day, or a time with offset; without offset where no zone is known; null where it says none
 * @param end as {@code start}; of whole days the last one
 * @param allDay true where it is about whole days, else null
 * @param zone of {@code start}, else of {@code end}: a name of the zone database, or the one that the calendar gives; null for none
 * @param organizer as {@code Name <local@domain>}
 * @param myStatus what the calendar says that the user answered; null where the user is not among those invited
 * @param recurrence how it repeats, in words; null where it happens once
 * @param cancelled true where it will not take place, else null
 * @param answer who answered what, where the mail is an answer to an invitation; else null
 * @param moreEvents how many others the calendar holds, which are not shown; null for none
 */
public record Invitation(
        Method method,
        String summary,
        @Nullable String start,
        @Nullable String end,
        @Nullable Boolean allDay,
        @Nullable String zone,
        @Nullable String location,
        @Nullable String organizer,
        @Nullable Status myStatus,
        @Nullable String recurrence,
        @Nullable Boolean cancelled,
        @Nullable String answer,
        @Nullable Integer moreEvents) {
    /** What the mail wants (RFC 5546 1.4). */
    public enum Method {
        /** It is told, and no answer is wanted; also where a calendar does not say what it wants. */
        PUBLISH,
        REQUEST,
        REPLY,
        ADD,
        CANCEL,
        REFRESH,
        COUNTER,
        DECLINECOUNTER
    }

    /** How somebody stands to it (RFC 5545 3.2.12). */
    public enum Status {
        NEEDS_ACTION,
        ACCEPTED,
        DECLINED,
        TENTATIVE,
        DELEGATED,
        COMPLETED,
        IN_PROCESS
    }
}

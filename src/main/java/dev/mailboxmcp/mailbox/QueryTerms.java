// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailbox;

import dev.mailboxmcp.mail.Arrival;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.Query;
import dev.mailboxmcp.mail.Query.Mark;
import dev.mailboxmcp.mail.Query.Place;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The operators of the search language and what their values mean.
 *
 * @param me the user's own addresses
 * @param today from which ages count
 */
record QueryTerms(List<String> me, LocalDate today) {
    private static final List<String> OPERATORS = List.of(
            "from",
            "to",
            "cc",
            "bcc",
            "with",
            "subject",
            "body",
            "filename",
            "list",
            "id",
            "in",
            "is",
            "label",
            "has",
            "larger",
            "smaller",
            "after",
            "before",
            "on",
            "newer_than",
            "older_than");

    private static final Pattern SIZE = Pattern.compile("(\\d{1,10})([kmg]?)b?");
    private static final Pattern AGE = Pattern.compile("(\\d{1,4})([dwmy])");
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9$_-]{1,32}");
    private static final long MAX_SIZE = 0xFFFF_FFFFL; // RFC 9051 9, number

    QueryTerms {
        me = List.copyOf(me);
    }

    /** @throws MailException that names those that are known */
    void requireKnown(String operator) {
        if (!OPERATORS.contains(operator)) {
            throw QueryParser.refused("must use known operators: " + String.join(": ", OPERATORS)
                    + ":. Text with a colon in it stands in quotation marks");
        }
    }

    /** @param quoted whether the value stood between quotation marks */
    Query of(String operator, String value, boolean quoted) {
        return switch (operator) {
            case "from" -> person(EnumSet.of(Place.FROM), value, quoted);
            case "to" -> person(EnumSet.of(Place.TO, Place.CC), value, quoted);
            case "cc" -> person(EnumSet.of(Place.CC), value, quoted);
            case "bcc" -> person(EnumSet.of(Place.BCC), value, quoted);
            case "with" -> person(EnumSet.of(Place.FROM, Place.TO, Place.CC, Place.BCC), value, quoted);
            case "subject" -> new Query.Words(Place.SUBJECT, value);
            case "body" -> new Query.Words(Place.BODY, value);
            case "filename" -> new Query.FileNamed(value);
            case "list" -> new Query.Header("List-Id", value);
            case "id" -> new Query.Header("Message-ID", value);
            case "is" -> is(value);
            case "label" -> label(value);
            case "has" -> has(value);
            case "larger" -> new Query.LargerThan(size(value));
            case "smaller" -> new Query.SmallerThan(size(value));
            case "after" -> new Query.Since(arrival(operator, value));
            case "before" -> new Query.Before(arrival(operator, value));
            case "on" -> on(value);
            case "newer_than" -> new Query.Since(new Arrival.Day(ago(value)));
            case "older_than" -> new Query.Before(new Arrival.Day(ago(value)));
            default -> throw new IllegalArgumentException(operator);
        };
    }

    private Query person(Set<Place> fields, String value, boolean quoted) {
        if (quoted || !value.equalsIgnoreCase("me")) {
            return new Query.Person(fields, value);
        }
        if (me.isEmpty()) {
            throw QueryParser.refused("needs your address instead of me: this login is none");
        }
        return Query.any(me.stream()
                .<Query>map(address -> new Query.Person(fields, address))
                .toList());
    }

    private static Query is(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "unread" -> Query.UNREAD;
            case "read" -> new Query.Marked(Mark.SEEN);
            case "flagged", "starred" -> new Query.Marked(Mark.FLAGGED);
            case "answered" -> new Query.Marked(Mark.ANSWERED);
            case "unanswered" -> Query.not(new Query.Marked(Mark.ANSWERED));
            case "draft" -> new Query.Marked(Mark.DRAFT);
            case "forwarded" -> new Query.Labelled("$Forwarded");
            case "junk" -> Query.any(List.of(new Query.Labelled("$Junk"), new Query.Labelled("Junk")));
            default ->
                throw QueryParser.refused(
                        "must have is: with one of unread, read, flagged, answered, unanswered, draft,"
                                + " forwarded, junk");
        };
    }

    private static Query label(String value) {
        if (!LABEL.matcher(value).matches()) {
            throw QueryParser.refused(
                    "must have label: with 1..32 letters, digits, $, _ or -. A label of Gmail with others is a folder, for in:");
        }
        return new Query.Labelled(value);
    }

    private static Query has(String value) {
        if (!value.equalsIgnoreCase("attachment")) {
            throw QueryParser.refused("must have has: with attachment; filename:pdf finds files of a kind");
        }
        return new Query.Attached();
    }

    private static long size(String value) {
        Matcher matcher = SIZE.matcher(value.toLowerCase(Locale.ROOT));
        if (matcher.matches()) {
            long unit = switch (matcher.group(2)) {
                case "k" -> 1L << 10;
                case "m" -> 1L << 20;
                case "g" -> 1L << 30;
                default -> 1L;
            };
            long bytes = Long.parseLong(matcher.group(1)) * unit;
            if (bytes <= MAX_SIZE) {
                return bytes;
            }
        }
        throw QueryParser.refused("must have larger: and smaller: with a size below 4g, such as 500, 10k or 5m");
    }

    private static Arrival arrival(String operator, String value) {
        Arrival arrival = Arrival.read(value);
        if (arrival == null) {
            throw QueryParser.refused("must have " + operator
                    + ": with a day such as 2026-01-31 or an instant such as 2026-01-31T09:00:00Z");
        }
        return arrival;
    }

    private static Query on(String value) {
        if (!(Arrival.read(value) instanceof Arrival.Day(LocalDate day))) {
            throw QueryParser.refused("must have on: with a day such as 2026-01-31");
        }
        return Query.all(
                List.of(new Query.Since(new Arrival.Day(day)), new Query.Before(new Arrival.Day(day.plusDays(1)))));
    }

    private LocalDate ago(String value) {
        Matcher matcher = AGE.matcher(value.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw QueryParser.refused("must have newer_than: and older_than: with an age such as 7d, 2w, 3m or 1y");
        }
        long number = Long.parseLong(matcher.group(1));
        LocalDate day = switch (matcher.group(2)) {
            case "d" -> today.minusDays(number);
            case "w" -> today.minusWeeks(number);
            case "m" -> today.minusMonths(number);
            default -> today.minusYears(number);
        };
        return day.isBefore(LocalDate.EPOCH)
                ? LocalDate.EPOCH
                : day; // no mail is older; nor are all years dates of IMAP
    }
}

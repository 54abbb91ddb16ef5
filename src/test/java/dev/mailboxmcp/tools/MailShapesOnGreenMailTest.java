// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.GreenMailServer;
import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;

class MailShapesOnGreenMailTest extends MailShapesContract {
    private static final GreenMailServer SERVER = GreenMailServer.start();

    private static final Pattern DATE = Pattern.compile("(\"date\": )\"([^\"]+)\"");

    /** What GreenMail parses or writes otherwise than a mail server does; Dovecot's test has all shapes. */
    private static final Set<String> NOT_TOLD = Set.of(
            // it describes a multipart without parts as no multipart at all
            "boundary-behind-two-semicolons",
            "boundary-mistyped",
            "boundary-never-used",
            "parts-without-an-empty-line",
            // its parser finds what others do not, so that nothing is broken
            "boundary-in-rfc-2231",
            "boundary-not-declared",
            "digest",
            "header-ended-by-blanks",
            "header-never-ends",
            // it decodes text, and encodes it anew in its own way
            "calendar-alone",
            "calendar-answer",
            "calendar-is-none",
            "charset-unknown",
            "charset-written-oddly",
            "encoding-base64-is-plain-words",
            "encoding-base64-unpadded-with-a-footer",
            "encoding-base64-with-a-footer",
            "encoding-base64-with-noise",
            "encoding-unknown",
            "header-control-characters",
            "header-in-raw-koi8-r",
            "header-in-raw-latin-1",
            "header-in-raw-shift-jis",
            "header-in-raw-utf-8",
            "plain-hz-gb-2312",
            "plain-iso-8859-14",
            "plain-iso-8859-8-i",
            "plain-utf-7",
            "plain-viscii",
            "report-without-words",
            // it counts the header of a part in its size
            "alternative-of-a-plain-form-and-an-empty-one",
            // it does not give the parts of messages inside messages by their numbers
            "forwarded-from-a-name-that-is-an-address",
            "calendar-in-a-forwarded-mail",
            "forwarded-inline",
            "forwarded-as-attachment",
            "forwarded-as-attachment-with-a-file",
            "forwarded-in-base64",
            "forwarded-as-attachment-without-a-word",
            "forwarded-twice",
            "forwarded-whole");

    MailShapesOnGreenMailTest() throws IOException {
        super(SERVER);
    }

    /** It searches in what it parsed. */
    @Override
    Set<String> notFound() {
        return Set.of("addresses-in-encoded-words");
    }

    @Override
    boolean isTold(String shape) {
        return !NOT_TOLD.contains(shape);
    }

    /** It gives dates in UTC, and counts the headers of a part with its content. */
    @Override
    String comparable(String json) {
        return DATE.matcher(json)
                .replaceAll(date ->
                        date.group(1) + OffsetDateTime.parse(date.group(2)).toInstant())
                .replaceAll("\"size_bytes\": \\d+", "\"size_bytes\": 0");
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mailserver.DovecotServer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerInvitationOnDovecotIT extends AnswerInvitationContract {
    AnswerInvitationOnDovecotIT() {
        super(DovecotServer.shared());
    }

    /** GreenMail does not search in calendars. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SEQUENCE:2| SEQUENCE:3| false| a mail says that the organizer changed this event since",
                "SEQUENCE:2| SEQUENCE:3| true| a mail says that the organizer changed this event since",
                "METHOD:REQUEST| METHOD:CANCEL| true| a mail says that the organizer cancelled this event",
                "SEQUENCE:2| SEQUENCE:1| true| ''",
                "SEQUENCE:2| SEQUENCE:2| true| ''",
                "UID:1@mails.example| UID:11@mails.example| false| ''",
                "CN=Bob:mailto:| CN=Eve:mailto:eve-| true| ''",
            })
    void anInvitationThatWasChangedOrCancelledSinceIsNotAnswered(
            String line, String instead, boolean base64, String why) throws Exception {
        answerAfter(line, instead, base64, why);
    }
}

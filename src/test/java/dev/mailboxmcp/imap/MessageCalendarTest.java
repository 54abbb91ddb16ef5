// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.Invitation;
import dev.mailboxmcp.mail.MailMessage;
import dev.mailboxmcp.mail.Memory;
import dev.mailboxmcp.mail.MessageRef;
import dev.mailboxmcp.mail.TextSource;
import dev.mailboxmcp.mime.SenderCheck;
import java.util.ArrayList;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageCalendarTest {
    private static final String EVENT = "BEGIN:VEVENT\r\nSUMMARY:Harvest\r\nDTSTART:20261121T090000Z\r\nEND:VEVENT\r\n";
    private static final String PLAIN = "(\"text\" \"plain\" NIL NIL NIL \"7bit\" 5 1)";

    @Test
    void itIsFetchedInOneFlightWithTheText() {
        String calendar = part("\"text\" \"calendar\" (\"method\" \"REQUEST\")", "7bit", EVENT.length());
        try (ScriptedImapServer server = server(
                "(" + PLAIN + calendar + " \"alternative\")",
                "BODY.PEEK[1]<0.",
                "BODY[1]<0> {5}\r\nhello BODY[2]<0> {" + EVENT.length() + "}\r\n" + EVENT)) {

            MailMessage mail = read(server);

            assertThat(mail.text()).isEqualTo("hello");
            assertThat(start(mail)).isEqualTo("2026-11-21T09:00:00Z");
            assertThat(server.flights).hasValue(3); // login and description are two
            assertThat(server.received()).last().asString().contains("BODY.PEEK[2]<0.");
        }
    }

    @Test
    void whereThereIsNothingElseItIsTheText() {
        String encoded = Base64.getMimeEncoder().encodeToString(EVENT.getBytes(US_ASCII)) + "\r\n";
        try (ScriptedImapServer server = server(
                part("\"application\" \"ics\" (\"name\" \"invite.ics\")", "base64", encoded.length()),
                "BODY.PEEK[1]<0.",
                "BODY[1]<0> {" + encoded.length() + "}\r\n" + encoded)) {

            MailMessage mail = read(server);

            assertThat(mail.text()).startsWith("Event: Harvest\nWhen: Saturday, 21 November 2026, 09:00 (UTC)");
            assertThat(mail.textSource()).isEqualTo(TextSource.CALENDAR);
            assertThat(server.flights).hasValue(3);
        }
    }

    @Test
    void aServerThatRefusesItGivesTheTextNonetheless() {
        String calendar = part("\"text\" \"calendar\" NIL", "7bit", EVENT.length());
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
            client.login("");
            client.examine(1, 3);
            client.answer("UID FETCH 5 (UID FLAGS", description("(" + PLAIN + calendar + " \"alternative\")"));
            client.expect("UID FETCH 5 (UID BODY.PEEK[1]<0.");
            client.no("cannot");
            client.answer("UID FETCH 5 (UID BODY.PEEK[1]<0.", "* 2 FETCH (UID 5 BODY[1]<0> {5}\r\nhello)");
            client.expect("UID FETCH 5 (UID BODY.PEEK[2]<0.");
            client.no("cannot");
            client.stall();
        })) {

            MailMessage mail = read(server);

            assertThat(mail.text()).isEqualTo("hello");
            assertThat(mail.invitation()).isNull();
            assertThat(mail.warnings()).contains("the mail server did not give a part of the text");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // the one that says what it wants
                "text calendar - | text calendar method REQUEST | 2",
                "text calendar method REQUEST | text calendar method CANCEL | 1",
                // a part of the mail rather than a file
                "application ics - | text calendar - | 2",
                "application octet-stream name a.ICS | text calendar - | 2",
                "application octet-stream name a.ics | text plain - | 1",
                "text x-vcalendar - | text plain name b.vcs | 1",
                "text plain name b.ics | application pdf name c.pdf | 1",
                "text plain - | application pdf name c.pdf | 0"
            })
    void theOneIsReadThatTheMailIsAbout(String first, String second, int chosen) {
        BodyStructure structure = structure("(" + spoken(first) + spoken(second) + " \"mixed\")");

        CalendarPart part = CalendarPart.of(structure);

        assertThat(part == null ? "0" : part.part().number()).isEqualTo(String.valueOf(chosen));
    }

    @Test
    void aLargeFileIsNotFetched() {
        int large = CalendarPart.MAX_BYTES + 1;

        assertThat(CalendarPart.of(structure(part("\"application\" \"ics\" NIL", "base64", large))))
                .isNull();
        assertThat(CalendarPart.of(structure(part("\"text\" \"calendar\" NIL", "base64", large))))
                .isNotNull();
    }

    @Test
    void aMailThatCameBackIsNotWhatTheReportIsAbout() {
        String inside =
                "(\"message\" \"rfc822\" NIL NIL NIL \"7bit\" 100 (NIL \"inner\" NIL NIL NIL NIL NIL NIL NIL NIL) "
                        + part("\"text\" \"calendar\" NIL", "7bit", 50) + " 5)";

        assertThat(CalendarPart.of(structure("(" + PLAIN + inside + " \"report\")")))
                .isNull();
        assertThat(CalendarPart.of(structure("(" + PLAIN + inside + " \"mixed\")")))
                .isNotNull();
    }

    private static String spoken(String words) {
        String[] word = words.strip().split(" ", -1);
        String parameter = word.length > 3 ? "(\"" + word[2] + "\" \"" + word[3] + "\")" : "NIL";
        return part('"' + word[0] + "\" \"" + word[1] + "\" " + parameter, "7bit", 100);
    }

    private static String part(String typeAndParameters, String encoding, int size) {
        return "(" + typeAndParameters + " NIL NIL \"" + encoding + "\" " + size
                + (typeAndParameters.startsWith("\"text\"") ? " 1)" : ")");
    }

    private static @Nullable BodyStructure structure(String bodyStructure) {
        byte[] bytes = bodyStructure.getBytes(US_ASCII);
        try {
            return new BodyStructureReader(new ResponseReader(bytes, 0, bytes.length), new ArrayList<>()).read();
        } catch (ProtocolViolation e) {
            throw new AssertionError(bodyStructure, e);
        }
    }

    private static ScriptedImapServer server(String bodyStructure, String fetch, String sections) {
        return new ScriptedImapServer(client -> {
            client.login("");
            client.examine(1, 3);
            client.answer("UID FETCH 5 (UID FLAGS", description(bodyStructure));
            client.answer("UID FETCH 5 (UID " + fetch, "* 2 FETCH (UID 5 " + sections + ")");
            client.stall();
        });
    }

    private static String description(String bodyStructure) {
        return "* 2 FETCH (UID 5 BODYSTRUCTURE " + bodyStructure + ")";
    }

    private static @Nullable String start(MailMessage mail) {
        Invitation invitation = mail.invitation();
        return invitation == null ? null : invitation.start();
    }

    private static MailMessage read(ScriptedImapServer server) {
        try (ImapPool pool = server.pool()) {
            MessageRef ref = new MessageRef(FolderPath.INBOX, null, 5);
            return pool.read(
                    GreenMailAccount.ANNA,
                    connection -> ImapRead.read(connection, ref, 0, 1000, SenderCheck.OF_NOBODY, Memory.ENDLESS));
        }
    }
}

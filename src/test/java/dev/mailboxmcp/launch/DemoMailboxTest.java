// SPDX-License-Identifier: MIT
package dev.mailboxmcp.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mailserver.GreenMailServer;
import dev.mailboxmcp.office.OfficeReader;
import dev.mailboxmcp.office.OfficeText;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DemoMailboxTest {
    private final GreenMailServer server = GreenMailServer.start();

    private final DemoMailbox mailbox =
            new DemoMailbox(server, server.alice(), server.bob(), ZonedDateTime.now(ZoneId.systemDefault()));

    @BeforeEach
    void fill() {
        mailbox.fill();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aPersonWouldRecognizeIt() throws MessagingException {
        try (Store store = Session.getInstance(new Properties()).getStore("imap")) {
            store.connect(
                    "127.0.0.1",
                    server.imapPort(),
                    server.alice().address(),
                    server.alice().password());

            assertThat(Arrays.stream(store.getDefaultFolder().list("*")).map(Folder::getFullName))
                    .contains("INBOX", "Sent", "Drafts", "Archive", "Trash", "Aufträge");
            int mails = 0;
            for (Folder folder : store.getDefaultFolder().list("*")) {
                mails += folder.getMessageCount();
            }
            assertThat(mails).isBetween(120, 200);

            Folder inbox = store.getFolder("INBOX");
            inbox.open(Folder.READ_ONLY);
            Message[] messages = inbox.getMessages();
            assertThat(inbox.getUnreadMessageCount()).isBetween(5, 20);
            assertThat(Arrays.stream(messages)).anyMatch(message -> has(message, Flags.Flag.FLAGGED));
            assertThat(Arrays.stream(messages)).anyMatch(message -> has(message, Flags.Flag.ANSWERED));
            assertThat(messages[messages.length - 1].getSubject()).isEqualTo("Lunch today?");
            for (Message message : messages) {
                assertThat(message.getSentDate()).isBefore(Instant.now());
            }
        }
    }

    @Test
    void theTourNamesMailsThatAreThere() throws MessagingException {
        DemoTour tour = new DemoTour("http://localhost:3000", server.alice(), server.bob(), mailbox);

        assertThat(tour.text())
                .contains(
                        "imap_read_thread '{\"uid\":" + mailbox.uid("INBOX", "New harvest: samples and prices") + "}'")
                .contains("http://localhost:3000/oauth/mcp");
        assertThat(mailbox.uid("INBOX", "Undelivered Mail Returned to Sender"))
                .isLessThan(mailbox.uid("INBOX", "Lunch today?"));
        assertThat(mailbox.uid("Sent", "Your order for the autumn: two bags short"))
                .isPositive();
    }

    @Test
    void itsSpreadsheetIsOne() {
        assertThat(OfficeReader.read(DemoFiles.priceList()))
                .isNotNull()
                .extracting(OfficeText::text)
                .asString()
                .contains("Sheet: Prices", "CS-1\tCatuaí\tnatural\t86.5\t7.2");
    }

    private static boolean has(Message message, Flags.Flag flag) {
        try {
            return message.isSet(flag);
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }
}

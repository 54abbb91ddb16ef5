// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mailserver.MailServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every tool promises beyond {@link ToolsContract} on mail servers that are more than GreenMail. */
abstract class ToolsOnRealServersContract extends ToolsContract {
    ToolsOnRealServersContract(MailServer server) {
        super(server);
    }

    /** GreenMail searches neither recipients nor names that are encoded. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {"{\"from\":\"Zoë\"}|Maße", "{\"from\":\"иван\"}|Смета на ноябрь", "{\"to\":\"team@\"}|お見積もりの件"})
    void searchingFindsPeopleByNameAndAddress(String criteria, String subject) throws Exception {
        putThreeScripts();

        assertThat(subjects(succeed("imap_search_emails", criteria))).containsExactly(subject);
    }

    /** GreenMail knows every recipient. */
    @Test
    void aRecipientTheServerRefusesMeansThatNobodyGetsTheMail() throws Exception {
        String text = fail(
                "smtp_send_email",
                "{\"to\":[\"%s\",\"nobody-at-all@example.test\"],\"subject\":\"s\",\"text\":\"t\"}"
                        .formatted(server.bob().address()),
                "SEND_REJECTED");

        assertThat(text).contains("550 5.1.1 nobody-at-all@example.test");
        awaitMail(server.bob(), 0);
        assertThat(server.messages(server.alice(), "Sent")).isEmpty();
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.resources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mail.FolderPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MailUriTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "INBOX",
                "Projekte/2026 – Übersicht",
                "a%2Fb",
                "..",
                "100% & more?#",
                "受信箱",
                "🐎",
                "a\\u{202e}b",
                "\\u{dc26}B"
            })
    void aFolderComesBackAsItWas(String path) {
        MailUri.OfFolder folder = new MailUri.OfFolder(new FolderPath(path));
        MailUri.OfMessage message = new MailUri.OfMessage(folder.folder(), 4_294_967_295L, 1);
        MailUri.OfAttachment attachment = new MailUri.OfAttachment(message, "2.1");

        assertThat(MailUri.parse(folder.toString())).isEqualTo(folder);
        assertThat(MailUri.parse(message.toString())).isEqualTo(message);
        assertThat(MailUri.parse(attachment.toString())).isEqualTo(attachment);
        assertThat(attachment.toString()).matches("mail://attachment/[A-Za-z0-9._~%-]+/4294967295/1/2\\.1");
    }

    @Test
    void aFolderThatIsNotEncodedIsUnderstoodWhereItCanBe() {
        assertThat(MailUri.parse("mail://folder/Später")).isEqualTo(new MailUri.OfFolder(new FolderPath("Später")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "mail://",
                "mail:folder/INBOX",
                "mailto:a@b.example",
                "MAIL://folder/INBOX",
                "mail://folder/",
                "mail://folder/a/b",
                "mail://folder/a%0D%0Ab",
                "mail://folder/a%",
                "mail://folder/a%2",
                "mail://folder/a%zz",
                "mail://folder/%C3",
                "mail://folder/%C0%AF",
                "mail://other/INBOX",
                "mail://message/INBOX/1",
                "mail://message/INBOX/1/2/3",
                "mail://message/INBOX/0/2",
                "mail://message/INBOX/1/0",
                "mail://message/INBOX/1/-2",
                "mail://message/INBOX/1/+2",
                "mail://message/INBOX/1/4294967296",
                "mail://message/INBOX/1/٣",
                "mail://message/INBOX/1/99999999999999999999",
                "mail://attachment/INBOX/1/2",
                "mail://attachment/INBOX/1/2/",
                "mail://attachment/INBOX/1/2/0",
                "mail://attachment/INBOX/1/2/1.",
                "mail://attachment/INBOX/1/2/TEXT",
                "mail://attachment/INBOX/1/2/1] BODY[",
            })
    void whatIsNoneOfOursIsNone(String uri) {
        assertThat(MailUri.parse(uri)).isNull();
    }

    @Test
    void anEndlessUriIsNoneOfOurs() {
        assertThat(MailUri.parse("mail://folder/" + "a".repeat(20_000))).isNull();
    }
}

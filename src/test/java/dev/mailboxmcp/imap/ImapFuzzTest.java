// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.mailboxmcp.mail.AttachmentText;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.Memory;
import dev.mailboxmcp.mail.MessageRef;
import dev.mailboxmcp.mail.Query;
import dev.mailboxmcp.mime.SenderCheck;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whatever a mail server says: an answer, or a failure that is named; never an exception of ours, never an endless loop. */
class ImapFuzzTest {
    private static final Query CRITERIA = Find.anywhere("x");

    @FuzzTest
    void bodyStructure(byte[] data) {
        parsed(() -> {
            List<String> warnings = new ArrayList<>();
            BodyStructure structure =
                    new BodyStructureReader(new ResponseReader(data, 0, data.length), warnings).read();
            PartChoice choice = PartChoice.of(structure);
            assertThat(choice.files())
                    .allSatisfy(file -> assertThat(file.part().fileName(null)).isNotNull());
            return choice;
        });
    }

    @FuzzTest
    void statusText(byte[] data) {
        StatusText status = StatusText.parse(new String(data, ISO_8859_1));
        status.toFailure("testing");
        assertThat(status.text()).hasSizeLessThanOrEqualTo(200).doesNotContain("\n");
    }

    @FuzzTest
    void folderNames(byte[] data) {
        FolderPath path = FolderName.decode(data);
        if (path != null) {
            FolderName.encode(path);
        }
    }

    @FuzzTest
    void files(FuzzedDataProvider data) {
        String name = data.pickValue(
                new String[] {"a.txt", "a.csv", "a.html", "a.eml", "a.ics", "a.xml", "a.json", "a.bin", "a.docx"});
        String type = data.pickValue(new String[] {
            "application/octet-stream", "text/plain", "text/html", "text/calendar", "message/rfc822", "text/csv"
        });
        boolean cut = data.consumeBoolean();
        byte[] bytes = data.consumeRemainingAsBytes();
        BodyStructure part = new BodyStructure(
                "2",
                type,
                List.of(),
                "",
                "base64",
                bytes.length,
                "attachment",
                List.of(new BodyStructure.Parameter("filename", name)),
                List.of(),
                null);
        AttachmentText read =
                AttachmentReader.read(part, bytes, cut, Memory.ENDLESS).piece(0, 1000);
        assertThat(read.text()).hasSizeLessThanOrEqualTo(1000);
    }

    @FuzzTest
    void cursors(byte[] data) {
        try {
            PageCursor cursor = PageCursor.read(new String(data, UTF_8), FolderPath.INBOX, "q");
            assertThat(PageCursor.read(cursor.write(FolderPath.INBOX, "q"), FolderPath.INBOX, "q"))
                    .isEqualTo(cursor);
        } catch (MailException e) {
            // the named failure
        }
    }

    /** All answers of the server to a login and one call after the other. */
    @FuzzTest
    void answers(byte[] data) {
        try (SpokenByFuzzer spoken = new SpokenByFuzzer(data)) {
            ImapConnection connection =
                    ImapConnection.on(spoken, spoken, Duration.ofSeconds(5), 0, Deadline.after(Duration.ofSeconds(20)));
            connection.readGreeting(Duration.ofSeconds(5));
            for (ImapWork<?> work : List.<ImapWork<?>>of(
                    it -> ImapRead.read(
                            it,
                            new MessageRef(FolderPath.INBOX, null, 1),
                            0,
                            1000,
                            SenderCheck.OF_NOBODY,
                            Memory.ENDLESS),
                    it -> ImapList.page(it, FolderPath.INBOX, 20, null, false, Snippets.NONE),
                    it -> Find.page(it, FolderPath.INBOX, CRITERIA, 20, null),
                    ImapFolders::list,
                    it -> ImapOriginal.fetch(
                            it, new MessageRef(FolderPath.INBOX, null, 1), SenderCheck.OF_NOBODY, Memory.ENDLESS),
                    it -> ImapAttachment.fetch(it, new MessageRef(FolderPath.INBOX, null, 1), "2", Memory.ENDLESS))) {
                try {
                    work.run(connection);
                } catch (MailException e) {
                    // the named failure; the connection lives on
                }
            }
        } catch (IOException | MailException e) {
            // the connection ended
        }
    }

    private interface Parsing {
        @Nullable
        Object parse() throws IOException;
    }

    private static void parsed(Parsing parsing) {
        try {
            parsing.parse();
        } catch (IOException | MailException e) {
            // the named failure
        }
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A file goes out as what it is, so that the programs of those who get it open it. */
class FileTypeTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = true, textBlock = """
            %PDF-1.7     | application/octet-stream | a.bin  | application/pdf
            %PDF-1.7     | image/png                | a.png  | application/pdf
            \\211PNG\\r\\n | no type              | a      | image/png
            \\377\\330\\377 | application/pdf      | a.pdf  | image/jpeg
            PK\\3\\4       | application/octet-stream | a.docx | application/vnd.openxmlformats-officedocument.wordprocessingml.document
            PK\\3\\4       | application/octet-stream | a.txt  | application/zip
            PK\\3\\4       | application/epub+zip     | a.zip  | application/epub+zip
            words        | application/octet-stream | a.txt  | application/octet-stream
            words        | text/csv                 | a.txt  | text/csv
            words        | x\"; y                   | a.txt  | application/octet-stream
            """)
    void itsFirstBytesSayWhatItIs(String start, String claimed, String name, String type) {
        byte[] bytes = start.translateEscapes().getBytes(StandardCharsets.ISO_8859_1);

        assertThat(OutgoingAttachment.file(name, claimed, "", bytes).type()).isEqualTo(type);
    }
}

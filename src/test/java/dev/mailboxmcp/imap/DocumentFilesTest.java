// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.imap.BodyStructure.Parameter;
import dev.mailboxmcp.mail.AttachmentText;
import dev.mailboxmcp.mail.Memory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files as many programs write them, in {@code src/test/resources/documents}: {@code src/test/documents/make.py} had them
 * written, by LibreOffice and byte by byte. What a person reads in a file stands beside it, with what has to be said of it
 * after exclamation marks. Its PDFs are read by PdfFilesTest.
 */
class DocumentFilesTest {
    private static final int MAX_CHARS = 100_000;

    static List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("src/test/resources/documents"))) {
            return all.filter(file ->
                            Files.exists(expected(file)) && !file.toString().endsWith(".pdf"))
                    .sorted()
                    .toList();
        }
    }

    private static Path expected(Path file) {
        return file.resolveSibling(file.getFileName() + ".txt");
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyFileIsReadAsAPersonSeesIt(Path file) throws Exception {
        byte[] bytes = Files.readAllBytes(file);

        AttachmentText read = AttachmentReader.read(
                        part(file.getFileName().toString(), bytes), bytes, false, Memory.ENDLESS)
                .piece(0, MAX_CHARS);

        assertThat(shown(read)).isEqualTo(Files.readString(expected(file)).strip());
    }

    /** What every program that sends mails says of a file that it does not know. */
    private static BodyStructure part(String name, byte[] bytes) {
        return new BodyStructure(
                "2",
                name.endsWith(".ics") ? "text/calendar" : "application/octet-stream",
                List.of(),
                "",
                "base64",
                bytes.length,
                "attachment",
                List.of(new Parameter("filename", name)),
                List.of(),
                null);
    }

    private static String shown(AttachmentText read) {
        String said = Stream.concat(
                        read.hiddenChars() == 0 ? Stream.of() : Stream.of(read.hiddenChars() + " hidden characters"),
                        read.warnings().stream())
                .map(warning -> "\n! " + warning)
                .collect(Collectors.joining());
        return (read.text() + said).strip();
    }
}

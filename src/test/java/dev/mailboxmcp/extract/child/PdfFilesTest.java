// SPDX-License-Identifier: MIT
package dev.mailboxmcp.extract.child;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.extract.wire.ExtractionReader;
import dev.mailboxmcp.extract.wire.ExtractionWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * PDFs as programs write them, in {@code src/test/resources/pdf}: those of a browser (Chromium's print) in several scripts,
 * and those that PDFBox wrote, and in {@code documents}, with what is known of them and their text beside each.
 */
class PdfFilesTest {
    private static final Logger PARSER_LOG = Logger.getLogger("org.apache"); // else the level is forgotten
    private static final int SEED = 20261129;

    @BeforeAll
    static void asInTheProcess() {
        PARSER_LOG.setLevel(Level.OFF);
        WarmUp.run();
    }

    static List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        for (String folder : List.of("pdf", "documents")) {
            try (Stream<Path> all = Files.list(Path.of("src/test/resources", folder))) {
                all.filter(file -> file.toString().endsWith(".pdf")).sorted().forEach(files::add);
            }
        }
        return files;
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyFileIsReadAsAPersonSeesIt(Path file) throws Exception {
        Path beside = Path.of(file + ".txt");
        Path expected = Files.exists(beside) ? beside : Path.of(file.toString().replace(".pdf", ".txt"));

        assertThat(read(Files.readAllBytes(file)))
                .isEqualTo(Files.readString(expected).strip());
    }

    @ParameterizedTest
    @MethodSource("files")
    void aFileThatIsCutOrChangedIsReadOrRefused(Path file) throws Exception {
        byte[] whole = Files.readAllBytes(file);
        Random random = new Random(SEED + whole.length);
        for (int round = 0; round < 4; round++) {
            byte[] changed = Arrays.copyOf(whole, round == 0 ? whole.length / 2 : whole.length);
            for (int i = 0; i < 20 * round; i++) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
            }
            assertThat(read(changed)).isNotNull();
        }
    }

    private static String read(byte[] file) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ExtractionWriter out = new ExtractionWriter(bytes);
        try {
            PdfReader.read(file, JobDeadline.in(Duration.ofSeconds(20)), out);
        } catch (ExtractRefusedException e) {
            return e.why().name();
        }
        out.end();
        ExtractionReader read = new ExtractionReader(new ByteArrayInputStream(bytes.toByteArray()));
        assertThat(read.readAll()).isNull();
        return (read.facts() + "\n" + read.text().strip()).strip();
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.extract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mailboxmcp.extract.wire.Fact;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What children do, honest ones and those that a file took over, which a shell plays. */
@EnabledOnOs(OS.LINUX)
class ExtractorTest {
    private static final byte[] PDF = PdfFiles.saying("Guten Tag");
    private static final Duration SHORT = Duration.ofMillis(1500);
    private static final Duration LONG = Duration.ofSeconds(20);
    /** A child that is ready, and takes all that it is given. */
    private static final String READY = "printf R; head -c 700 >/dev/null; ";

    @TempDir
    private Path folder;

    @Test
    void aPdfIsReadAndTheSpareProcessReadsTheNext() throws Exception {
        try (Extractor extractor = new Extractor(ExtractSettings.USUAL)) {
            assertThat(text(extractor.pdfText("anna", PDF))).isEqualTo("Guten Tag");
            List<Long> spare = await().atMost(LONG).until(ExtractorTest::children, all -> all.size() == 1);

            assertThat(text(extractor.pdfText("berta", PDF))).isEqualTo("Guten Tag");

            await().atMost(LONG)
                    .until(() -> spare.stream()
                            .noneMatch(pid -> ProcessHandle.of(pid).isPresent()));
        }
        await().atMost(LONG).until(() -> children().isEmpty());
    }

    /** The option {@code bwrap --die-with-parent} means it so: with the thread that started it, not with the process. */
    @Test
    void aWrapperThatEndsWithWhoeverStartedItEndsNoSpareProcess() throws Exception {
        ExtractSettings settings = new ExtractSettings(true, List.of("/usr/bin/setpriv", "--pdeathsig", "KILL"));
        try (Extractor extractor = new Extractor(settings)) {
            for (int i = 0; i < 4; i++) {
                assertThat(text(extractor.pdfText("anna", PDF))).isEqualTo("Guten Tag");
            }
        }
    }

    @Test
    void theProcessHasNoEnvironmentAndItsClassesLieWhereNobodyElseMayLook() throws Exception {
        Path seen = folder.resolve("seen");
        Path script = script("env > " + seen + "; exec \"$@\"");
        Path directory;
        try (PackedProgram program = new PackedProgram();
                Extractor extractor = new Extractor(
                        new ExtractSettings(true, List.of("/bin/sh", script.toString())), program, patience(LONG))) {
            assertThat(text(extractor.pdfText("anna", PDF))).isEqualTo("Guten Tag");
            directory = program.directory();
            assertThat(Files.getPosixFilePermissions(directory)).hasSize(3);
            assertThat(Files.readString(seen).lines().map(line -> line.split("=", 2)[0]))
                    .isSubsetOf("PWD", "SHLVL", "_", "OLDPWD"); // which the shell sets itself
        }
        assertThat(directory).doesNotExist();
    }

    @Test
    void whatWasSweptAwayIsWrittenAgain() throws Exception {
        PackedProgram program = new PackedProgram();
        try (Extractor extractor = new Extractor(ExtractSettings.USUAL, program, patience(LONG))) {
            assertThat(text(extractor.pdfText("anna", PDF))).isEqualTo("Guten Tag");
            try (Stream<Path> files = Files.list(program.directory())) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            assertThat(program.classPath().split(":")).allMatch(jar -> Files.exists(Path.of(jar)));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            hangs                    | sleep 60                                              | TOO_SLOW
            loops                    | while :; do :; done                                   | TOO_SLOW
            dies                     | exit 1                                                | FAILED
            floods                   | while :; do printf xxxxxxxxxxxxxxxx; done             | FAILED
            floods with facts        | while :; do printf 'F\\0\\0\\0\\0\\1'; done           | FAILED
            floods with text         | while :; do printf 'T\\0\\0\\0\\10xxxxxxxx'; done     | TEXT
            lies about a length      | printf 'T\\177\\377\\377\\377x'; sleep 60             | FAILED
            has a negative length    | printf 'T\\377\\377\\377\\377x'; sleep 60             | FAILED
            names an unknown fact    | printf 'F\\377\\0\\0\\0\\1E'; sleep 60                | FAILED
            names an unknown refusal | printf 'X\\377'; sleep 60                             | FAILED
            ends in the middle       | printf 'T\\0\\0\\0\\10xxx'                            | FAILED
            gives a picture of a PDF | printf 'P\\0\\0\\0\\1xE'                              | FAILED
            refuses                  | printf 'X\\0'                                         | ENCRYPTED
            says nothing             | printf E                                              | EMPTY
            says a bit and hangs     | printf 'T\\0\\0\\0\\2hi'; sleep 60                    | TEXT
            """)
    void whateverAChildDoesIsAnAnswerInTimeAndItIsEnded(String how, String work, String outcome) throws Exception {
        try (Extractor extractor = played(READY + work, SHORT)) {
            Extraction extraction = extractor.pdfText("anna", PDF);

            assertThat(
                            switch (extraction) {
                                case Extraction.Text text when text.text().isEmpty() -> "EMPTY";
                                case Extraction.Text text -> "TEXT";
                                case Extraction.Picture picture -> "PICTURE";
                                case Extraction.Nothing none -> none.reason().name();
                            })
                    .as(how)
                    .isEqualTo(outcome);
        }
        await().atMost(LONG).until(() -> children().isEmpty());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            something else  | printf 'P\\0\\0\\0\\5<svg>F\\17\\0\\0\\0\\5F\\20\\0\\0\\0\\5E'
            too wide        | printf 'P\\0\\0\\0\\3\\377\\330\\377F\\17\\0\\0\\377\\5F\\20\\0\\0\\0\\5E'
            without a width | printf 'P\\0\\0\\0\\3\\377\\330\\377E'
            no picture      | printf E
            words           | printf 'T\\0\\0\\0\\2hiE'
            """)
    void whatIsNoPictureOfTheSizeThatClientsTakeIsNoneFromAChildEither(String how, String work) throws Exception {
        try (Extractor extractor = played(READY + work, SHORT)) {
            assertThat(extractor.picture("anna", PDF))
                    .as(how)
                    .isEqualTo(new Extraction.Nothing(Extraction.Reason.FAILED));
        }
    }

    @Test
    void whatWasReadBeforeTheEndOfPatienceIsGiven() throws Exception {
        try (Extractor extractor = played(READY + "printf 'T\\0\\0\\0\\2hi'; sleep 60", SHORT)) {
            assertThat(extractor.pdfText("anna", PDF)).isInstanceOfSatisfying(Extraction.Text.class, text -> {
                assertThat(text.text()).isEqualTo("hi");
                assertThat(text.facts()).containsKey(Fact.TOO_SLOW);
            });
        }
    }

    @Test
    void whereNoProcessCanBeStartedNothingIsRead() throws Exception {
        Extractor.Patience impatient = new Extractor.Patience(SHORT, SHORT, LONG, LONG);
        for (String work : List.of("exit 127", "printf no")) {
            try (Extractor extractor = played(work, impatient)) {
                assertThat(extractor.pdfText("anna", PDF))
                        .as(work)
                        .isEqualTo(new Extraction.Nothing(Extraction.Reason.NOT_POSSIBLE));
            }
        }
        try (Extractor extractor = new Extractor(new ExtractSettings(false, List.of()))) {
            assertThat(extractor.pdfText("anna", PDF))
                    .isEqualTo(new Extraction.Nothing(Extraction.Reason.SWITCHED_OFF));
        }
    }

    @Test
    void aProcessThatStartsLateIsBusyRatherThanImpossible() throws Exception {
        Extractor.Patience impatient = new Extractor.Patience(SHORT, SHORT, LONG, LONG);
        try (Extractor extractor = played("sleep 60", impatient)) {
            assertThatThrownBy(() -> extractor.pdfText("anna", PDF))
                    .isInstanceOf(ExtractBusyException.class)
                    .hasMessageStartingWith("the machine is too busy");
        }
    }

    @Test
    void aUserTakesOneOfTheTurnsAndWhoWaitsTooLongIsToldSo() throws Exception {
        try (Extractor extractor = played(READY + "sleep 60", Duration.ofSeconds(4))) {
            CompletableFuture<Extraction> anna = call(extractor, "anna");
            await().atMost(LONG).until(() -> !children().isEmpty());
            assertThatThrownBy(() -> extractor.pdfText("anna", PDF))
                    .isInstanceOf(ExtractBusyException.class)
                    .hasMessage("other PDFs and pictures are being read");
            CompletableFuture<Extraction> berta = call(extractor, "berta");
            await().atMost(LONG).until(() -> children().size() >= 2);
            assertThatThrownBy(() -> extractor.pdfText("carla", PDF)).isInstanceOf(ExtractBusyException.class);
            assertThat(anna.get()).isEqualTo(new Extraction.Nothing(Extraction.Reason.TOO_SLOW));
            assertThat(berta.get()).isEqualTo(new Extraction.Nothing(Extraction.Reason.TOO_SLOW));
        }
    }

    @Test
    void aCallThatIsCancelledEndsItsProcess() throws Exception {
        CountDownLatch cancelled = new CountDownLatch(1);
        try (Extractor extractor = played("[ -e pid ] || echo $$ > pid; " + READY + "exec sleep 60", LONG)) {
            Thread caller = Thread.ofVirtual().start(() -> {
                try {
                    extractor.pdfText("anna", PDF);
                } catch (ExtractBusyException e) {
                    cancelled.countDown();
                }
            });
            Path pid = folder.resolve("pid");
            await().atMost(LONG).until(() -> Files.exists(pid) && Files.size(pid) > 1);
            long first = Long.parseLong(Files.readString(pid).strip());

            caller.interrupt();

            cancelled.await();
            await().atMost(LONG).until(() -> ProcessHandle.of(first).isEmpty());
        }
    }

    @Test
    void aSpareProcessThatNobodyNeedsIsEnded() throws Exception {
        Extractor.Patience patience = new Extractor.Patience(SHORT, LONG, LONG, Duration.ofMillis(300));
        try (Extractor extractor = new Extractor(ExtractSettings.USUAL, new PackedProgram(), patience)) {
            assertThat(text(extractor.pdfText("anna", PDF))).isEqualTo("Guten Tag");
            await().atMost(LONG).until(() -> children().isEmpty());
            assertThat(text(extractor.pdfText("anna", PDF))).isEqualTo("Guten Tag");
        }
    }

    private static CompletableFuture<Extraction> call(Extractor extractor, String owner) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return extractor.pdfText(owner, PDF);
                    } catch (ExtractBusyException e) {
                        throw new IllegalStateException(e);
                    }
                },
                Thread::startVirtualThread);
    }

    /** An extractor whose children are a script, which is given the real command as its arguments. */
    private Extractor played(String work, Duration patience) throws Exception {
        return played(work, patience(patience));
    }

    private Extractor played(String work, Extractor.Patience patience) throws Exception {
        return new Extractor(
                new ExtractSettings(true, List.of("/bin/sh", script(work).toString())), new StandIn(folder), patience);
    }

    private Path script(String work) throws Exception {
        return Files.write(folder.resolve("child.sh"), (work + "\n").getBytes(UTF_8));
    }

    private static Extractor.Patience patience(Duration job) {
        return new Extractor.Patience(SHORT, LONG, job, LONG);
    }

    /** A program that is not there. */
    private record StandIn(Path directory) implements ChildProgram {
        @Override
        public String classPath() {
            return "none.jar";
        }

        @Override
        public void close() {
            // nothing was written
        }
    }

    private static List<Long> children() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().command().orElse("").matches(".*/(java|sh|dash|bash)"))
                .map(ProcessHandle::pid)
                .toList();
    }

    private static String text(Extraction extraction) {
        assertThat(extraction).isInstanceOf(Extraction.Text.class);
        return ((Extraction.Text) extraction).text().strip();
    }
}

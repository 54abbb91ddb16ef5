// SPDX-License-Identifier: MIT
package dev.mailboxmcp.extract.child;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailboxmcp.extract.PdfFiles;
import dev.mailboxmcp.extract.wire.ExtractRefusal;
import dev.mailboxmcp.extract.wire.ExtractionReader;
import dev.mailboxmcp.extract.wire.ExtractionWriter;
import dev.mailboxmcp.extract.wire.Fact;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read of a PDF, and what is not. */
class PdfTextTest {
    private static final String SEEN = "BT /F1 12 Tf 72 700 Td (seen) Tj ET ";

    private static final Logger PARSER_LOG = Logger.getLogger("org.apache"); // else the level is forgotten

    @BeforeAll
    static void asInTheProcess() {
        PARSER_LOG.setLevel(Level.OFF);
        WarmUp.run();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            without ink              | BT /F1 12 Tf 3 Tr 72 600 Td (unseen) Tj ET
            white on white           | BT /F1 12 Tf 1 1 1 rg 72 600 Td (unseen) Tj ET
            nearly white             | BT /F1 12 Tf 0.97 g 72 600 Td (unseen) Tj ET
            white in colours of print| BT /F1 12 Tf 0 0 0 0 k 72 600 Td (unseen) Tj ET
            white in a colour space  | /DeviceRGB cs 1 1 1 sc BT /F1 12 Tf 72 600 Td (unseen) Tj ET
            blue on blue             | 0 0 1 rg 50 590 300 50 re f BT /F1 12 Tf 72 600 Td (unseen) Tj ET
            only its edge, in white  | 1 G BT /F1 12 Tf 1 Tr 72 600 Td (unseen) Tj ET
            of one point             | BT /F1 1 Tf 72 600 Td (unseen) Tj ET
            of no size               | BT /F1 0 Tf 72 600 Td (unseen) Tj ET
            made small by a matrix   | q .05 0 0 .05 0 0 cm BT /F1 12 Tf 1440 12000 Td (unseen) Tj ET Q
            without width            | BT /F1 12 Tf 0 Tz 72 600 Td (unseen) Tj ET
            left of the page         | BT /F1 12 Tf -400 600 Td (unseen) Tj ET
            below the page           | BT /F1 12 Tf 72 -100 Td (unseen) Tj ET
            transparent              | /G0 gs BT /F1 12 Tf 72 600 Td (unseen) Tj ET
            clipped away             | q 0 0 10 10 re W n BT /F1 12 Tf 72 600 Td (unseen) Tj ET Q
            clipped to nothing       | q 0 0 0 0 re W n BT /F1 12 Tf 72 600 Td (unseen) Tj ET Q
            painted over             | BT /F1 12 Tf 72 600 Td (unseen) Tj ET 0 g 50 590 300 50 re f
            painted over with a shape| BT /F1 12 Tf 72 600 Td (unseen) Tj ET 0 g 50 590 m 400 590 l 400 650 l 50 650 l f
            white on a white shape   | 1 g 0 0 m 600 0 l 600 700 l 0 650 l f BT /F1 12 Tf 72 600 Td (unseen) Tj ET
            white on a white curve   | 1 g 0 0 m 0 900 600 900 600 0 c f BT /F1 12 Tf 300 600 Td (unseen) Tj ET
            white beside a shape     | 0 g 0 0 m 600 0 l 600 650 l f 1 g BT /F1 12 Tf 72 600 Td (unseen) Tj ET
            clipped away by a shape  | q 0 0 m 10 0 l 10 10 l h W n BT /F1 12 Tf 72 600 Td (unseen) Tj ET Q
            in a layer that is off   | /OC /L1 BDC BT /F1 12 Tf 72 600 Td (unseen) Tj ET EMC
            said in place of letters | /Span <</ActualText (unseen)>> BDC EMC
            """)
    void whatNobodySeesIsLeftOut(String how, String content) throws Exception {
        ExtractionReader read = read(
                PdfFiles.pages(List.of(SEEN + content), "", "/OCProperties <</OCGs [4 0 R] /D <</OFF [4 0 R]>> >>"));

        assertThat(read.text().strip()).as(how).isEqualTo("seen");
        assertThat(read.facts()).as(how).doesNotContainKey(Fact.PAGES_BROKEN);
        if (content.contains("Tj")) {
            assertThat(read.facts().get(Fact.HIDDEN_CHARS)).as(how).isEqualTo(6);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            white on blue            | 0 0 1 rg 50 590 300 50 re f BT /F1 12 Tf 1 g 72 600 Td (too) Tj ET
            white on what is drawn   | 0 0 1 rg 50 590 m 400 590 l 400 650 l 50 650 l f BT /F1 12 Tf 1 g 72 600 Td (too) Tj ET
            black after a white edge | 1 G BT /F1 12 Tf 72 600 Td (too) Tj ET
            under what is clipped    | BT /F1 12 Tf 72 600 Td (too) Tj ET q 0 0 10 10 re W n 0 g 50 590 300 50 re f Q
            under a clipped shape    | BT /F1 12 Tf 72 600 Td (too) Tj ET q 0 0 m 9 0 l 9 9 l W n 0 g 50 590 300 50 re f Q
            in the hole of a shape   | BT /F1 12 Tf 72 600 Td (too) Tj ET 0 g 0 0 600 660 re 60 590 100 50 re f*
            back to black            | q 1 g Q BT /F1 12 Tf 72 600 Td (too) Tj ET
            in an unknown colour     | /Pattern cs /P1 scn BT /F1 12 Tf 72 600 Td (too) Tj ET
            within what it clips to  | q 50 590 300 50 re W n BT /F1 12 Tf 72 600 Td (too) Tj ET Q
            on what is filled first  | 0.9 g 50 590 300 50 re f 0 g BT /F1 12 Tf 72 600 Td (too) Tj ET
            on its side              | BT /F1 12 Tf 0 1 -1 0 300 300 Tm (too) Tj ET
            on its side the other way| BT /F1 12 Tf 0 -1 1 0 300 300 Tm (too) Tj ET
            upside down              | BT /F1 12 Tf -1 0 0 -1 300 300 Tm (too) Tj ET
            in a layer               | /OC /L1 BDC BT /F1 12 Tf 72 600 Td (too) Tj ET EMC
            made large by a matrix   | q 12 0 0 12 0 0 cm BT /F1 1 Tf 6 50 Td (too) Tj ET Q
            """)
    void whatIsSeenStays(String how, String content) throws Exception {
        ExtractionReader read = read(PdfFiles.page(SEEN + content));

        assertThat(read.text().strip()).as(how).isEqualTo("seen\ntoo");
        assertThat(read.facts()).as(how).containsOnlyKeys(Fact.PAGES, Fact.PAGES_READ);
    }

    @Test
    void whatTextRecognitionAddsToAScanIsReadAndTold() throws Exception {
        String picture = "<</Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray"
                + " /BitsPerComponent 8 /Length 1>> stream\n0\nendstream";
        String unseen = "BT /F1 12 Tf 3 Tr 72 700 Td (recognized) Tj ET ";

        ExtractionReader over =
                read(PdfFiles.pages(List.of("q 612 0 0 792 0 0 cm /X1 Do Q " + unseen), "", "", picture));
        ExtractionReader beneath =
                read(PdfFiles.pages(List.of(unseen + "q 612 0 0 792 0 0 cm /X1 Do Q"), "", "", picture));
        ExtractionReader small =
                read(PdfFiles.pages(List.of("q 60 0 0 70 60 690 cm /X1 Do Q " + unseen), "", "", picture));
        ExtractionReader none = read(PdfFiles.pages(List.of("q 612 0 0 792 0 0 cm /X1 Do Q"), "", "", picture));

        assertThat(over.text().strip()).isEqualTo("recognized");
        assertThat(over.facts()).containsEntry(Fact.PAGES_RECOGNIZED, 1);
        assertThat(beneath.text().strip()).isEqualTo("recognized");
        assertThat(beneath.facts()).containsEntry(Fact.PAGES_RECOGNIZED, 1);
        assertThat(small.text()).isEmpty();
        assertThat(small.facts()).containsEntry(Fact.HIDDEN_CHARS, 10);
        assertThat(none.text()).isEmpty();
        assertThat(none.facts()).containsEntry(Fact.PAGES_PICTURED, 1).doesNotContainKey(Fact.PAGES_RECOGNIZED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/Rotate 90", "/Rotate 180", "/Rotate 270", "/CropBox [50 50 500 750]", "/UserUnit 2"})
    void pagesThatLieOtherwiseAreReadAsWell(String how) throws Exception {
        ExtractionReader read = read(
                PdfFiles.pages(List.of("BT /F1 12 Tf 72 700 Td 14 TL (one line) Tj T* (another line) Tj ET"), how, ""));

        assertThat(read.text()).contains("one line").contains("another line");
        assertThat(read.facts()).containsOnlyKeys(Fact.PAGES, Fact.PAGES_READ);
    }

    @Test
    void aPageThatIsTurnedSoThatItsTextIsUprightIsReadInTheOrderOfTheFile() throws Exception {
        ExtractionReader read = read(PdfFiles.pages(
                List.of(
                        "BT /F1 12 Tf 0 1 -1 0 100 100 Tm 14 TL (a1) Tj T* (a2) Tj 0 1 -1 0 100 400 Tm (b1) Tj T* (b2) Tj ET"),
                "/Rotate 90",
                ""));

        assertThat(read.text().strip()).isEqualTo("a1\na2\nb1\nb2");
    }

    @Test
    void columnsComeOneAfterTheOtherAndLinesFromTopToBottom() throws Exception {
        String columns = "BT /F1 10 Tf 14 TL 50 700 Td (a1) Tj T* (a2) Tj T* (a3) Tj ET"
                + " BT /F1 10 Tf 14 TL 300 700 Td (b1) Tj T* (b2) Tj T* (b3) Tj ET";
        String upwards = "BT /F1 10 Tf 50 600 Td (third) Tj 0 50 Td (second) Tj 0 50 Td (first) Tj ET";

        assertThat(read(PdfFiles.page(columns)).text().strip()).isEqualTo("a1\na2\na3\nb1\nb2\nb3");
        assertThat(read(PdfFiles.page(upwards)).text().strip()).isEqualTo("first\nsecond\nthird");
    }

    @Test
    void notesLinksFormsAndFilesAreRead() throws Exception {
        ExtractionReader read = read(PdfFiles.pages(
                List.of(SEEN, SEEN),
                "/Annots [101 0 R 102 0 R 103 0 R 104 0 R 105 0 R]",
                "/AcroForm <</Fields [105 0 R 106 0 R 107 0 R 108 0 R]>>"
                        + " /Names <</EmbeddedFiles <</Names [(a) 109 0 R]>> >>",
                "null",
                "<</Type /Annot /Subtype /FreeText /Rect [0 0 9 9] /Contents (a note)>>",
                "<</Type /Annot /Subtype /Link /Rect [0 0 9 9] /A <</S /URI /URI (https://a.example/?q=1)>> >>",
                "<</Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents (a comment)>>",
                "<</Type /Annot /Subtype /FreeText /F 2 /Rect [0 0 9 9] /Contents (hidden)>>",
                "<</Type /Annot /Subtype /Widget /FT /Tx /T (name) /V (Anna\\nBerg) /Rect [0 0 9 9]>>",
                "<</Type /Annot /Subtype /Widget /FT /Tx /T (secret) /V (unseen) /F 2 /Rect [0 0 9 9]>>",
                "<</Type /Annot /Subtype /Widget /FT /Tx /Ff 8192 /T (pw) /V (password) /Rect [0 0 9 9]>>",
                "<</Type /Annot /Subtype /Widget /FT /Btn /T (box) /TU (I agree) /V /Yes /Rect [0 0 9 9]>>",
                "<</Type /Filespec /F (data.xml) /UF (data.xml)>>"));

        assertThat(read.text().strip()).isEqualTo("""
                        Page 1
                        seen

                        a note
                        Links on this page: https://a.example/?q=1

                        Page 2
                        seen

                        a note
                        Links on this page: https://a.example/?q=1

                        Form
                        name: Anna Berg
                        I agree: Yes

                        Files in this PDF: data.xml""");
        assertThat(read.facts())
                .containsEntry(Fact.COMMENTS, 2)
                .containsEntry(Fact.HIDDEN_FIELDS, 1)
                .containsEntry(Fact.HIDDEN_CHARS, 12);
    }

    @Test
    void ofWhatIsBrokenTheRestIsRead() throws Exception {
        byte[] whole = PdfFiles.pages(List.of(SEEN, "BT /F1 12 Tf 72 700 Td (sec", SEEN), "", "");

        ExtractionReader read = read(whole);

        assertThat(read.text()).contains("Page 1\nseen").contains("Page 3\nseen");
        assertThatThrownBy(() -> read("%PDF-1.7 and nothing".getBytes(ISO_8859_1)))
                .extracting(e -> ((ExtractRefusedException) e).why())
                .isEqualTo(ExtractRefusal.BROKEN);
        for (int length = 20; length < whole.length; length += 97) {
            readOrRefuse(Arrays.copyOf(whole, length));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            of no filter that is known  | /Filter /Unknown
            of a filter for pictures    | /Filter /DCTDecode
            packed, and is not          | /Filter /FlateDecode
            packed twice, and is not    | /Filter [/ASCII85Decode /FlateDecode]
            encrypted for nobody        | /Filter [/Crypt /JPXDecode]
            """)
    void aPageWhoseContentCannotBeUnpackedIsToldAndTheOthersAreRead(String how, String filter) throws Exception {
        byte[] file = PdfFiles.file(List.of(
                "1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj",
                "2 0 obj <</Type /Pages /Kids [4 0 R 6 0 R 8 0 R] /Count 3>> endobj",
                "3 0 obj <</Type /Font /Subtype /Type1 /BaseFont /Helvetica>> endobj",
                page(4, "5 0 R"),
                PdfFiles.stream(5, "", SEEN),
                page(6, "7 0 R"),
                PdfFiles.stream(7, filter, SEEN),
                page(8, "[5 0 R 7 0 R]")));

        ExtractionReader read = read(file);

        assertThat(read.text()).as(how).contains("Page 1\nseen").contains("Page 3\nseen");
        assertThat(read.facts()).as(how).containsEntry(Fact.PAGES_BROKEN, 2).containsEntry(Fact.PAGES, 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"99 0 R", "3 0 R", "[5 0 R 99 0 R]"})
    void aPageWhoseContentIsMissingIsTold(String contents) throws Exception {
        byte[] file = PdfFiles.file(List.of(
                "1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj",
                "2 0 obj <</Type /Pages /Kids [4 0 R] /Count 1>> endobj",
                "3 0 obj <</Type /Font /Subtype /Type1 /BaseFont /Helvetica>> endobj",
                page(4, contents),
                PdfFiles.stream(5, "", SEEN)));

        assertThat(read(file).facts()).containsEntry(Fact.PAGES_BROKEN, 1);
    }

    @Test
    void notesOnAPageWithoutContentAreRead() throws Exception {
        byte[] file = PdfFiles.file(List.of(
                "1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj",
                "2 0 obj <</Type /Pages /Kids [4 0 R] /Count 1>> endobj",
                "4 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Annots [<</Type /Annot /Subtype /FreeText"
                        + " /Rect [10 10 200 40] /Contents (a note) >>] >> endobj"));

        assertThat(read(file).text().strip()).isEqualTo("a note");
        assertThat(read(file).facts()).doesNotContainKey(Fact.PAGES_BROKEN).containsEntry(Fact.PAGES_READ, 1);
    }

    @Test
    void aFormThatCannotBeUnpackedIsToldOnceAPage() throws Exception {
        String form = PdfFiles.stream(
                        100, "/Type /XObject /Subtype /Form /BBox [0 0 600 700] /Filter /FlateDecode", SEEN)
                .replaceAll("^100 0 obj | endobj$", "");
        ExtractionReader read = read(PdfFiles.pages(List.of(SEEN + "/X1 Do /X1 Do", SEEN), "", "", form));

        assertThat(read.text()).contains("Page 1\nseen");
        assertThat(read.facts()).containsEntry(Fact.PAGES_BROKEN, 1);
    }

    @Test
    void contentWithoutItsSumIsWholeAndContentThatIsCutIsNot() throws Exception {
        byte[] packed = deflated(SEEN.repeat(20));

        assertThat(read(packedPage(Arrays.copyOf(packed, packed.length - 4))).facts())
                .doesNotContainKey(Fact.PAGES_BROKEN);
        assertThat(read(packedPage(Arrays.copyOf(packed, packed.length / 2))).facts())
                .containsEntry(Fact.PAGES_BROKEN, 1);
    }

    @Test
    void textInPatternsIsTold() throws Exception {
        String pattern = PdfFiles.stream(
                        101,
                        "/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 99 99] /XStep 99 /YStep 99 /Resources <<>>",
                        SEEN)
                .replaceAll("^101 0 obj | endobj$", "");
        ExtractionReader read = read(PdfFiles.pages(
                List.of(SEEN + "/Pattern cs /P1 scn 0 0 99 99 re f /P1 scn 9 9 9 9 re f"),
                "",
                "",
                "<</Pattern <</P1 101 0 R>>>>",
                pattern));

        assertThat(read.facts()).doesNotContainKey(Fact.PATTERNS_WITH_TEXT); // the page does not name it
        read = read(PdfFiles.file(List.of(
                "1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj",
                "2 0 obj <</Type /Pages /Kids [4 0 R] /Count 1>> endobj",
                "4 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 5 0 R /Resources <</Pattern <</P1 101 0 R>> >> >> endobj",
                PdfFiles.stream(5, "", "/Pattern cs /P1 scn 0 0 99 99 re f /P1 scn 9 9 9 9 re f"),
                "101 0 obj " + pattern + " endobj")));
        assertThat(read.facts()).containsEntry(Fact.PATTERNS_WITH_TEXT, 1).doesNotContainKey(Fact.PAGES_BROKEN);
    }

    @Test
    void lettersOfWhichTheFileSaysNothingAreToldToBeGuesses() throws Exception {
        ExtractionReader read = read(PdfFiles.file(List.of(
                "1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj",
                "2 0 obj <</Type /Pages /Kids [4 0 R] /Count 1>> endobj",
                "3 0 obj <</Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding <</Differences [97 /g01 /g02]>> >> endobj",
                page(4, "5 0 R"),
                PdfFiles.stream(5, "", "BT /F1 12 Tf 72 700 Td (abcd) Tj ET"))));

        assertThat(read.text()).contains("abcd");
        assertThat(read.facts()).containsEntry(Fact.GUESSED_CHARS, 2);
    }

    private static String page(int number, String contents) {
        return number + " 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents " + contents
                + " /Resources <</Font <</F1 3 0 R>> >> >> endobj";
    }

    private static byte[] packedPage(byte[] content) {
        return PdfFiles.file(List.of(
                "1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj",
                "2 0 obj <</Type /Pages /Kids [4 0 R] /Count 1>> endobj",
                "3 0 obj <</Type /Font /Subtype /Type1 /BaseFont /Helvetica>> endobj",
                page(4, "5 0 R"),
                PdfFiles.stream(5, "/Filter /FlateDecode", new String(content, ISO_8859_1))));
    }

    private static byte[] deflated(String content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
            out.write(content.getBytes(ISO_8859_1));
        }
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<</Type /Pages /Kids [2 0 R] /Count 1>>",
                "<</Type /Pages /Kids [10 0 R 2 0 R 10 0 R] /Count 2000000000>>",
                "<</Type /Pages /Count -1>>",
                "<</Type /Page>>",
                "[2 0 R]",
                "null"
            })
    void aTreeOfPagesThatIsNoneEndsReading(String pages) {
        byte[] file = PdfFiles.file(List.of(
                "1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj",
                "2 0 obj " + pages + " endobj",
                "10 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 9 9]>> endobj"));

        readOrRefuse(file);
    }

    @Test
    void aFormThatDrawsItselfEndsReading() throws Exception {
        ExtractionReader read = read(
                PdfFiles.pages(
                        List.of(SEEN + "/X1 Do"),
                        "",
                        "",
                        "<</Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources <</XObject <</X1 100 0 R>> >>"
                                + " /Length 14>> stream\n/X1 Do /X1 Do \nendstream"),
                Duration.ofMillis(700));

        assertThat(read.text().strip()).isEqualTo("seen");
        assertThat(read.facts()).containsEntry(Fact.TOO_SLOW, 1);
    }

    @Test
    void aPageWithoutEndIsReadAsFarAsTimeGoes() throws Exception {
        String content = SEEN + "BT /F1 12 Tf 72 600 Td " + "0 0 Td (x) Tj ".repeat(70_000) + "ET";

        ExtractionReader read = read(PdfFiles.page(content));

        assertThat(read.text()).startsWith("seen");
        assertThat(read.facts()).containsEntry(Fact.TOO_LONG, 1);
    }

    private static void readOrRefuse(byte[] file) {
        try {
            read(file, Duration.ofSeconds(1));
        } catch (ExtractRefusedException e) {
            assertThat(e.why()).isIn(ExtractRefusal.BROKEN, ExtractRefusal.ENCRYPTED);
        } catch (IOException e) {
            throw new AssertionError("only the answer's own stream may fail, and here it does not", e);
        }
    }

    private static ExtractionReader read(byte[] file) throws IOException, ExtractRefusedException {
        return read(file, Duration.ofSeconds(20));
    }

    private static ExtractionReader read(byte[] file, Duration patience) throws IOException, ExtractRefusedException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ExtractionWriter out = new ExtractionWriter(bytes);
        PdfReader.read(file, JobDeadline.in(patience), out);
        out.end();
        ExtractionReader read = new ExtractionReader(new ByteArrayInputStream(bytes.toByteArray()));
        assertThat(read.readAll()).isNull();
        return read;
    }
}

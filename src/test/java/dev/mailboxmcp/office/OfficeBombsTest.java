// SPDX-License-Identifier: MIT
package dev.mailboxmcp.office;

import static dev.mailboxmcp.office.OfficeFiles.openDocument;
import static dev.mailboxmcp.office.OfficeFiles.relations;
import static dev.mailboxmcp.office.OfficeFiles.xlsx;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

/** Documents that are made to take all time, all memory, or what lies outside. */
class OfficeBombsTest {
    /** The whole call has twelve seconds. */
    private static final Duration LIMIT = OfficeBudget.TIME.plusSeconds(3);

    private static final String HOLDS_MORE = "this document holds more than is read of one (";

    @Test
    void aTextOfGigabytesEndsEarly() throws IOException {
        assertThat(warning(document(1 << 30, i -> "<w:p><w:r><w:t>aaaaaaaa</w:t></w:r></w:p>")))
                .startsWith(HOLDS_MORE);
    }

    @Test
    void emptyElementsWithoutEndEndEarly() throws IOException {
        assertThat(warning(document(1 << 30, i -> "<w:p/>"))).startsWith(HOLDS_MORE);
    }

    @Test
    void oneWordOfGigabytesEndsEarly() throws IOException {
        assertThat(warning(document(1 << 30, i -> i == 0 ? "<w:p><w:r><w:t>a" : "aaaaaaaaaaaaaaaa")))
                .startsWith(HOLDS_MORE);
    }

    @Test
    void anAttributeWithoutEndEndsEarly() throws IOException {
        assertThat(warning(document(1 << 24, i -> i == 0 ? "<w:p w:a='>" : ">aaaaaaaaaaaaaaa")))
                .isEqualTo(HOLDS_MORE + "a tag without an end); its end is left out");
    }

    @Test
    void aCommentWithoutEndEndsEarly() throws IOException {
        assertThat(warning(document(1 << 24, i -> i == 0 ? "<!-- " : "aaaa>aa->aaaa-a")))
                .isEqualTo(HOLDS_MORE + "a tag without an end); its end is left out");
    }

    @Test
    void elementsInElementsEndEarly() throws IOException {
        assertThat(warning(document(1 << 16, i -> "<w:p>"))).contains("elements in 90 others");
    }

    @Test
    void namesWithoutNumberEndEarly() throws IOException {
        assertThat(warning(document(1 << 22, i -> "<w:n" + i + "/>"))).contains("names of elements");
        assertThat(warning(document(1 << 22, i -> "<w:p a" + i + "='' xmlns:b" + i + "='c" + i + "'/>")))
                .contains("names of elements");
    }

    @Test
    void prefixesWithoutNumberEndEarly() throws IOException {
        assertThat(warning(document(
                        1 << 22,
                        i ->
                                "<m:AlternateContent xmlns:m='http://schemas.openxmlformats.org/markup-compatibility/2006'>"
                                        + "<m:Choice Requires='a" + i + "'/></m:AlternateContent>")))
                .contains("names of elements");
    }

    @Test
    void entitiesAreNotEvenDeclared() {
        String laughs = IntStream.range(1, 30)
                .mapToObj(i -> "<!ENTITY a" + i + " \"" + ("&a" + (i - 1) + ";").repeat(10) + "\">")
                .collect(Collectors.joining());
        for (String declared : new String[] {
            "<!ENTITY a0 'ha'>" + laughs,
            "<!ENTITY a29 SYSTEM 'file:///etc/passwd'>",
            "<!ENTITY % p SYSTEM 'http://127.0.0.1:9/x'> %p;"
        }) {
            Map<String, String> files = new LinkedHashMap<>();
            files.put("_rels/.rels", relations("r", "officeDocument", "word/document.xml"));
            files.put(
                    "word/document.xml",
                    "<!DOCTYPE d [" + declared
                            + "]><w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:p><w:r><w:t>&a29;</w:t></w:r></w:p></w:document>");

            assertThat(OfficeReader.read(OfficeFiles.zip(files))).isNull();
        }
    }

    @Test
    void anArchiveOfTooManyFilesIsNotOpened() {
        Map<String, String> files = new LinkedHashMap<>();
        for (int i = 0; i <= ZipDirectory.MAX_ENTRIES; i++) {
            files.put("f" + i, "");
        }
        assertThat(OfficeReader.read(OfficeFiles.zip(files))).isNull();
    }

    @Test
    void cellsThatStandAgainAndAgainAreWrittenAFewTimes() {
        String rows =
                "<table:table-row table:number-rows-repeated='1048576'><table:table-cell table:number-columns-repeated="
                        + "'16384'><text:p>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa</text:p></table:table-cell></table:table-row>";
        String text = read(openDocument("spreadsheet", "", "<table:table>" + rows + "</table:table>"))
                .text();

        assertThat(text).hasSizeLessThan(200_000);
        assertThat(warning(openDocument("spreadsheet", "", "<table:table>" + rows.repeat(100) + "</table:table>")))
                .startsWith(HOLDS_MORE);
    }

    @Test
    void columnsThatAreHiddenAgainAndAgainTakeNoTime() {
        String columns = "<table:table-column table:visibility='collapse' table:number-columns-repeated='2000000000'/>";
        String cells = "<table:table-cell table:number-columns-repeated='2000000000'/>";
        assertThat(read(openDocument(
                                "spreadsheet",
                                "",
                                "<table:table>" + columns.repeat(1000) + "<table:table-row>" + cells.repeat(1000)
                                        + "</table:table-row></table:table>"))
                        .text())
                .isEqualTo("Sheet:");
    }

    @Test
    void sharedTextsWithoutNumberEndEarly() throws IOException {
        byte[] shared = file(
                "xl/sharedStrings.xml",
                1 << 25,
                "<sst xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'>",
                i -> "<si><t>" + i + "</t></si>",
                "</sst>");
        byte[] book = xlsx(
                "<sheet name='a' r:id='r1'/>",
                "xl/_rels/workbook.xml.rels",
                relations("r1", "worksheet", "s.xml", "r2", "sharedStrings", "sharedStrings.xml"),
                "xl/s.xml",
                OfficeFiles.sheet("<sheetData><row><c t='s'><v>7</v></c></row></sheetData>"));

        OfficeText read = read(joined(book, shared));

        assertThat(read.text()).isEqualTo("Sheet: a\n7");
        assertThat(read.warnings()).singleElement().asString().contains("of cells");
    }

    private static String warning(byte[] file) {
        return String.join("; ", read(file).warnings());
    }

    private static OfficeText read(byte[] file) {
        long start = System.nanoTime();
        OfficeText read = Objects.requireNonNull(OfficeReader.read(file));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LIMIT);
        assertThat(read.text()).hasSizeLessThanOrEqualTo(DocumentText.MAX_CHARS);
        return read;
    }

    /** A document whose body goes on and on. */
    private static byte[] document(int bytes, IntFunction<String> piece) throws IOException {
        byte[] body = file(
                "word/document.xml",
                bytes,
                "<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:body>",
                piece,
                "</w:body></w:document>");
        return joined(
                OfficeFiles.zip(Map.of("_rels/.rels", relations("r", "officeDocument", "word/document.xml"))), body);
    }

    private static byte[] file(String name, int bytes, String before, IntFunction<String> piece, String after)
            throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.setLevel(1);
            zip.putNextEntry(new ZipEntry(name));
            write(zip, before);
            StringBuilder buffer = new StringBuilder();
            // as much as any reader takes, and no more, which would only take the test's own time
            long most = Math.min(bytes, OfficeBudget.MAX_INFLATED_BYTES + (8L << 20));
            for (long written = 0, i = 0; written < most; i++) {
                buffer.append(piece.apply((int) i));
                if (buffer.length() > 60_000) {
                    written += buffer.length();
                    write(zip, buffer.toString());
                    buffer.setLength(0);
                }
            }
            write(zip, buffer + after);
            zip.closeEntry();
        }
        return out.toByteArray();
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Two archives in one. */
    private static byte[] joined(byte[] first, byte[] second) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.setLevel(1);
            for (byte[] archive : new byte[][] {first, second}) {
                try (var in = new java.util.zip.ZipInputStream(new java.io.ByteArrayInputStream(archive))) {
                    for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                        zip.putNextEntry(new ZipEntry(entry.getName()));
                        in.transferTo(zip);
                        zip.closeEntry();
                    }
                }
            }
        }
        return out.toByteArray();
    }
}

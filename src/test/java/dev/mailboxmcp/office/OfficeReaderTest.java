// SPDX-License-Identifier: MIT
package dev.mailboxmcp.office;

import static dev.mailboxmcp.office.OfficeFiles.docx;
import static dev.mailboxmcp.office.OfficeFiles.openDocument;
import static dev.mailboxmcp.office.OfficeFiles.pptx;
import static dev.mailboxmcp.office.OfficeFiles.relations;
import static dev.mailboxmcp.office.OfficeFiles.sheet;
import static dev.mailboxmcp.office.OfficeFiles.slide;
import static dev.mailboxmcp.office.OfficeFiles.xlsx;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Documents of offices as the text that people see. */
class OfficeReaderTest {
    private static final String LEFT_OUT = "left out, since people do not see it in the document: ";

    @Test
    void aDocumentIsReadWithItsTablesListsAndLinks() {
        byte[] file = docx(
                """
                <w:p><w:r><w:t>Angebot für März</w:t></w:r></w:p>
                <w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>one</w:t><w:tab/><w:t>two</w:t></w:r></w:p>
                <w:tbl><w:tr><w:tc><w:p><w:r><w:t>Menge</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>Preis</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
                <w:p><w:hyperlink r:id="rId7"><w:r><w:t>here</w:t></w:r></w:hyperlink></w:p>
                <w:p><w:r><w:t>note</w:t><w:footnoteReference w:id="2"/></w:r></w:p>""",
                "word/_rels/document.xml.rels",
                relations(
                        "rId7",
                        "hyperlink",
                        "https://shop.example/a?b=c",
                        "rId8",
                        "footnotes",
                        "footnotes.xml",
                        "rId9",
                        "header",
                        "header1.xml"),
                "word/footnotes.xml",
                "<w:footnotes xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:footnote w:id='0' w:type='separator'><w:p><w:r><w:t>x</w:t></w:r></w:p></w:footnote>"
                        + "<w:footnote w:id='2'><w:p><w:r><w:t>without VAT</w:t></w:r></w:p></w:footnote></w:footnotes>",
                "word/header1.xml",
                "<w:hdr xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:p><w:r><w:t>ACME Ltd.</w:t></w:r></w:p></w:hdr>");

        OfficeText read = read(file, OfficeFormat.DOCX);

        assertThat(read.text()).isEqualTo("""
                Angebot für März
                - one\ttwo
                Menge\tPreis
                here <https://shop.example/a?b=c>
                note[1]

                [1] without VAT

                ACME Ltd.""");
        assertThat(read.warnings()).isEmpty();
    }

    @Test
    void whatNobodySeesInADocumentIsLeftOutAndCounted() {
        OfficeText read = read(docx("""
                        <w:p><w:r><w:t>Seen </w:t></w:r>
                        <w:del w:id="1"><w:r><w:delText>10 percent</w:delText></w:r></w:del>
                        <w:moveFrom w:id="2"><w:r><w:t>moved away</w:t></w:r></w:moveFrom>
                        <w:r><w:rPr><w:vanish/></w:rPr><w:t>ignore all</w:t></w:r>
                        <w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>too.</w:t></w:r>
                        <w:r><w:instrText>DATE \\@ "d"</w:instrText></w:r><w:r><w:commentReference w:id="0"/></w:r>
                        <w:pPr><w:rPr><w:del w:id="3"/></w:rPr></w:pPr></w:p>
                        <mc:AlternateContent><mc:Choice><w:p><w:r><w:t>drawn</w:t></w:r></w:p></mc:Choice>
                        <mc:Fallback><w:p><w:r><w:t>drawn</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>"""), OfficeFormat.DOCX);

        assertThat(read.text()).isEqualTo("Seen too.\ndrawn");
        assertThat(read.warnings())
                .containsExactly(LEFT_OUT + "1 comment, 2 deletions that are tracked, 9 characters of hidden text");
    }

    @Test
    void whiteAndTinyLettersAreToldWhileWhiteOnAColourIsNot() {
        String white = "<w:r><w:rPr><w:color w:val='FFFFFF'/></w:rPr><w:t>pay</w:t></w:r>";
        String cell = "<w:tbl><w:tr><w:tc><w:tcPr><w:shd w:fill='1F4E79'/></w:tcPr><w:p>" + white
                + "</w:p></w:tc></w:tr></w:tbl>";

        assertThat(read(docx("<w:p>" + white + "</w:p>"), OfficeFormat.DOCX).warnings())
                .containsExactly(
                        "some of the text is tiny, white or of the colour of its ground, so that people may not see it");
        assertThat(read(docx("<w:p><w:r><w:rPr><w:sz w:val='2'/></w:rPr><w:t>pay</w:t></w:r></w:p>"), OfficeFormat.DOCX)
                        .warnings())
                .hasSize(1);
        assertThat(read(docx(cell), OfficeFormat.DOCX).warnings()).isEmpty();
    }

    @Test
    void cellsStandInTheirColumnsAndShowDatesAndPercentages() {
        OfficeText read = read(
                xlsx(
                        "<sheet name='Jan &amp; Feb' r:id='rId1'/>",
                        "xl/_rels/workbook.xml.rels",
                        relations(
                                "rId1",
                                "worksheet",
                                "worksheets/sheet1.xml",
                                "rId2",
                                "sharedStrings",
                                "sharedStrings.xml",
                                "rId3",
                                "styles",
                                "/xl/styles.xml"),
                        "xl/sharedStrings.xml",
                        "<sst xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><si><t>Datum</t></si><si><r><t>An</t></r><r><t>teil</t></r><rPh><t>x</t></rPh></si></sst>",
                        "xl/styles.xml",
                        "<styleSheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><numFmts><numFmt numFmtId='164' formatCode='[$-407]dd.mm.yyyy\\ hh:mm'/></numFmts>"
                                + "<cellStyleXfs><xf numFmtId='14'/></cellStyleXfs>"
                                + "<cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='164'/><xf numFmtId='10'/>"
                                + "<xf numFmtId='20'/></cellXfs></styleSheet>",
                        "xl/worksheets/sheet1.xml",
                        sheet("""
                                <sheetData>
                                <row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c></row>
                                <row r="2"><c r="A2" s="1"><v>46351</v></c><c r="B2" s="2"><v>46351.5</v></c><c r="C2" s="3"><v>0.255</v></c></row>
                                <row r="3"><c r="A3"><f>0.1+0.2</f><v>0.30000000000000004</v></c><c r="B3" t="b"><v>1</v></c>
                                <c r="C3" t="inlineStr"><is><t>in line</t></is></c><c r="D3" s="4"><v>0.75</v></c></row>
                                <row r="4"><c r="A4"><v>1E999999999</v></c><c r="B4"><v>12345678901234</v></c></row>
                                </sheetData>""")),
                OfficeFormat.XLSX);

        assertThat(read.text()).isEqualTo("""
                Sheet: Jan & Feb
                Datum\t\tAnteil
                2026-11-25\t2026-11-25 12:00\t25.5%
                0.3\tTRUE\tin line\t18:00
                1E999999999\t12345678901234""");
    }

    @Test
    void hiddenSheetsRowsAndColumnsAreLeftOutAndCounted() {
        OfficeText read = read(
                xlsx(
                        "<sheet name='A' r:id='r1'/><sheet name='B' r:id='r2' state='hidden'/><sheet name='C' r:id='r2' state='veryHidden'/>",
                        "xl/_rels/workbook.xml.rels",
                        relations("r1", "worksheet", "worksheets/s1.xml", "r2", "worksheet", "worksheets/s2.xml"),
                        "xl/worksheets/_rels/s1.xml.rels",
                        relations("r1", "comments", "../comments1.xml"),
                        "xl/comments1.xml",
                        "<comments xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><commentList><comment ref='A1'><text><t>ignore</t></text></comment></commentList></comments>",
                        "xl/worksheets/s1.xml",
                        sheet("""
                                <cols><col min="2" max="2" hidden="1"/><col min="5" max="16384" hidden="1"/></cols><sheetData>
                                <row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c><c r="C1"><v>3</v></c></row>
                                <row r="2" hidden="1"><c r="A2"><v>4</v></c></row>
                                </sheetData>"""),
                        "xl/worksheets/s2.xml",
                        sheet("<sheetData><row><c><v>99</v></c></row></sheetData>")),
                OfficeFormat.XLSX);

        assertThat(read.text()).isEqualTo("Sheet: A\n1\t3");
        assertThat(read.warnings())
                .containsExactly(LEFT_OUT + "2 hidden sheets, 1 hidden row, 1 hidden column, 1 comment");
    }

    @Test
    void slidesComeInTheOrderOfTheShowWithoutThoseThatAreHidden() {
        String words =
                "<p:sp><p:nvSpPr><p:cNvPr id='2' name='t' %s/></p:nvSpPr><p:txBody><a:p><a:r><a:t>%s</a:t></a:r></a:p></p:txBody></p:sp>";
        OfficeText read = read(
                pptx(
                        "<p:sldId id='256' r:id='r2'/><p:sldId id='257' r:id='r1'/><p:sldId id='258' r:id='r3'/>",
                        "ppt/_rels/presentation.xml.rels",
                        relations(
                                "r1",
                                "slide",
                                "slides/slide1.xml",
                                "r2",
                                "slide",
                                "slides/slide2.xml",
                                "r3",
                                "slide",
                                "slides/slide3.xml"),
                        "ppt/slides/slide1.xml",
                        slide(
                                "",
                                words.formatted("", "second")
                                        + words.formatted("hidden='1'", "unseen")
                                        + words.formatted("", "end")),
                        "ppt/slides/slide2.xml",
                        slide("", words.formatted("", "first")),
                        "ppt/slides/_rels/slide2.xml.rels",
                        relations("r1", "notesSlide", "../notesSlides/notesSlide1.xml"),
                        "ppt/notesSlides/notesSlide1.xml",
                        slide("", words.formatted("", "say this")),
                        "ppt/slides/slide3.xml",
                        slide("show='0'", words.formatted("", "third"))),
                OfficeFormat.PPTX);

        assertThat(read.text()).isEqualTo("Slide 1\nfirst\n\nSlide 2\nsecond\nend");
        assertThat(read.warnings())
                .containsExactly(LEFT_OUT + "1 hidden slide, 1 page of speaker's notes, 6 characters of hidden text");
    }

    @Test
    void anOpenTextIsReadWithoutWhatIsHiddenInIt() {
        OfficeText read = read(
                openDocument(
                        "text",
                        "<style:style style:family='text' style:name='T1'><style:text-properties text:display='none'/></style:style>",
                        """
                        <text:tracked-changes><text:changed-region><text:deletion><text:p>old price</text:p></text:deletion></text:changed-region></text:tracked-changes>
                        <text:h>Title</text:h><text:p>a<text:s text:c="2"/>b<text:tab/>c<text:span text:style-name="T1">secret</text:span>
                        <office:annotation><text:p>comment</text:p></office:annotation></text:p>
                        <text:list><text:list-item><text:p>item</text:p></text:list-item></text:list>
                        <text:section text:display="none"><text:p>gone</text:p></text:section>
                        <text:p>see<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>why</text:p></text:note-body></text:note></text:p>
                        <table:table><table:table-row><table:table-cell><text:p>x</text:p></table:table-cell><table:table-cell><text:p>y</text:p></table:table-cell></table:table-row></table:table>"""),
                OfficeFormat.ODT);

        assertThat(read.text()).isEqualTo("Title\na  b\tc\n- item\nsee [1: why]\nx\ty");
        assertThat(read.warnings())
                .containsExactly(LEFT_OUT + "1 comment, 1 deletion that is tracked, 10 characters of hidden text");
    }

    @Test
    void anOpenSpreadsheetIsReadRowByRow() {
        OfficeText read = read(
                openDocument(
                        "spreadsheet",
                        "<style:style style:family='table' style:name='ta2'><style:table-properties table:display='false'/></style:style>",
                        """
                        <table:table table:name="One"><table:table-column/><table:table-column table:visibility="collapse"/><table:table-column table:number-columns-repeated="1022"/>
                        <table:table-row><table:table-cell><text:p>Name</text:p></table:table-cell><table:table-cell><text:p>h</text:p></table:table-cell><table:table-cell table:number-columns-repeated="2"/><table:table-cell><text:p>12,50 €</text:p></table:table-cell></table:table-row>
                        <table:table-row table:visibility="filter"><table:table-cell><text:p>no</text:p></table:table-cell></table:table-row>
                        <table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="1"><text:p>twice</text:p></table:table-cell></table:table-row>
                        <table:table-row table:number-rows-repeated="1048572"><table:table-cell table:number-columns-repeated="1024"/></table:table-row></table:table>
                        <table:table table:name="Two" table:style-name="ta2"><table:table-row><table:table-cell><text:p>no</text:p></table:table-cell></table:table-row></table:table>"""),
                OfficeFormat.ODS);

        assertThat(read.text()).isEqualTo("Sheet: One\nName\t\t\t12,50 €\ntwice\ntwice");
        assertThat(read.warnings()).containsExactly(LEFT_OUT + "1 hidden sheet, 1 hidden row, 1 hidden column");
    }

    @Test
    void anOpenPresentationIsReadSlideBySlide() {
        OfficeText read = read(
                openDocument(
                        "presentation",
                        "<style:style style:family='drawing-page' style:name='dp2'><style:drawing-page-properties presentation:visibility='hidden'/></style:style>",
                        """
                        <draw:page draw:name="p1"><draw:frame><draw:text-box><text:p>Hello</text:p></draw:text-box></draw:frame>
                        <presentation:notes><draw:frame><text:p>say this</text:p></draw:frame></presentation:notes></draw:page>
                        <draw:page draw:style-name="dp2"><draw:frame><text:p>no</text:p></draw:frame></draw:page>"""),
                OfficeFormat.ODP);

        assertThat(read.text()).isEqualTo("Slide 1\nHello");
        assertThat(read.warnings()).containsExactly(LEFT_OUT + "1 hidden slide, 1 page of speaker's notes");
    }

    @Test
    void whatIsNoDocumentIsNone() {
        assertThat(OfficeReader.read(new byte[0])).isNull();
        assertThat(OfficeReader.read("PK\3\4 and no more".getBytes(UTF_8))).isNull();
        assertThat(OfficeReader.read(OfficeFiles.zip(Map.of("a.txt", "text")))).isNull();
    }

    @Test
    void aDocumentThatBreaksOffGivesWhatStandsBefore() {
        OfficeText read = read(docx("<w:p><w:r><w:t>before</w:t></w:r></w:p><w:p></w:oops>"), OfficeFormat.DOCX);

        assertThat(read.text()).isEqualTo("before");
        assertThat(read.warnings()).containsExactly("this document is broken; its end is left out");
    }

    @Test
    void noBytesBreakTheReader() {
        Random random = new Random(21);
        byte[][] files = {
            docx("<w:p><w:r><w:t>text</w:t></w:r></w:p>"),
            xlsx(
                    "<sheet name='a' r:id='r'/>",
                    "xl/_rels/workbook.xml.rels",
                    relations("r", "worksheet", "s.xml"),
                    "xl/s.xml",
                    sheet("<sheetData><row><c r='A1'><v>1</v></c></row></sheetData>")),
            openDocument(
                    "spreadsheet",
                    "",
                    "<table:table><table:table-row><table:table-cell><text:p>x</text:p>"
                            + "</table:table-cell></table:table-row></table:table>")
        };
        for (int i = 0; i < 6000; i++) {
            byte[] file = files[i % files.length].clone();
            for (int change = random.nextInt(8); change >= 0; change--) {
                file[random.nextInt(file.length)] = (byte) random.nextInt(256);
            }
            OfficeReader.read(i % 5 == 0 ? Arrays.copyOf(file, random.nextInt(file.length)) : file);
        }
    }

    private static OfficeText read(byte[] file, OfficeFormat format) {
        OfficeText read = Objects.requireNonNull(OfficeReader.read(file));
        assertThat(read.format()).isEqualTo(format);
        return read;
    }
}

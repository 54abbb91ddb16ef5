// SPDX-License-Identifier: MIT
package dev.mailboxmcp.office;

import static dev.mailboxmcp.office.OfficeFiles.docx;
import static dev.mailboxmcp.office.OfficeFiles.openDocument;
import static dev.mailboxmcp.office.OfficeFiles.pptx;
import static dev.mailboxmcp.office.OfficeFiles.relations;
import static dev.mailboxmcp.office.OfficeFiles.sheet;
import static dev.mailboxmcp.office.OfficeFiles.slide;
import static dev.mailboxmcp.office.OfficeFiles.xlsx;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What some programs write, some people use, and some strangers hide words with. */
class OfficeDetailsTest {
    private static final String LEFT_OUT = "left out, since people do not see it in the document: ";
    private static final String CHART =
            "<c:chartSpace xmlns:c='http://schemas.openxmlformats.org/drawingml/2006/chart' xmlns:a='http://schemas.openxmlformats.org/drawingml/2006/main'><c:chart><c:title><c:tx><c:rich>"
                    + "<a:p><a:r><a:t>Sales</a:t></a:r></a:p></c:rich></c:tx></c:title><c:plotArea><c:barChart><c:ser><c:tx><c:strRef><c:f>A1</c:f>"
                    + "<c:strCache><c:pt idx='0'><c:v>2026</c:v></c:pt></c:strCache></c:strRef></c:tx><c:cat><c:strRef><c:strCache><c:pt><c:v>Q1</c:v>"
                    + "</c:pt><c:pt><c:v>Q2</c:v></c:pt></c:strCache></c:strRef></c:cat><c:val><c:numRef><c:numCache><c:formatCode>General</c:formatCode>"
                    + "<c:pt><c:v>10</c:v></c:pt><c:pt><c:v>20</c:v></c:pt></c:numCache></c:numRef></c:val></c:ser></c:barChart></c:plotArea></c:chart>"
                    + "</c:chartSpace>";
    private static final String DIAGRAM =
            "<d:dataModel xmlns:d='http://schemas.openxmlformats.org/drawingml/2006/diagram' xmlns:a='http://schemas.openxmlformats.org/drawingml/2006/main'><d:ptLst><d:pt><d:t><a:bodyPr/>"
                    + "<a:p><a:r><a:t>Plan</a:t></a:r></a:p></d:t></d:pt><d:pt><d:t><a:p><a:r><a:t>Build</a:t></a:r></a:p></d:t></d:pt></d:ptLst></d:dataModel>";

    @Test
    void chartsAndDiagramsInATextAreRead() {
        OfficeText read = read(docx(
                "<w:p><w:r><w:t>Look:</w:t></w:r></w:p><w:p><w:r><w:drawing><c:chart xmlns:c='http://schemas.openxmlformats.org/drawingml/2006/chart' r:id='rId1'/></w:drawing></w:r></w:p>"
                        + "<w:p><w:r><w:drawing><d:relIds xmlns:d='http://schemas.openxmlformats.org/drawingml/2006/diagram' r:dm='rId2' r:lo='rId3'/></w:drawing></w:r></w:p>"
                        + "<w:p><w:r><w:t>End</w:t></w:r></w:p>",
                "word/_rels/document.xml.rels",
                relations("rId1", "chart", "charts/chart1.xml", "rId2", "diagramData", "diagrams/data1.xml"),
                "word/charts/chart1.xml",
                CHART,
                "word/diagrams/data1.xml",
                DIAGRAM));

        assertThat(read.text()).isEqualTo("Look:\nSales\n2026\nQ1\tQ2\n10\t20\nPlan\nBuild\nEnd");
        assertThat(read.warnings()).isEmpty();
    }

    @Test
    void chartsAndDiagramsOnASlideAreReadUnlessTheirFrameIsHidden() {
        String frame =
                "<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id='2' name='c' %s/></p:nvGraphicFramePr>%s</p:graphicFrame>";
        OfficeText read = read(pptx(
                "<p:sldId id='256' r:id='r1'/>",
                "ppt/_rels/presentation.xml.rels",
                relations("r1", "slide", "slides/slide1.xml"),
                "ppt/slides/slide1.xml",
                slide(
                        "",
                        frame.formatted(
                                        "",
                                        "<c:chart xmlns:c='http://schemas.openxmlformats.org/drawingml/2006/chart' r:id='rId1'/>")
                                + frame.formatted(
                                        "hidden='1'",
                                        "<c:chart xmlns:c='http://schemas.openxmlformats.org/drawingml/2006/chart' r:id='rId1'/>")
                                + frame.formatted(
                                        "",
                                        "<d:relIds xmlns:d='http://schemas.openxmlformats.org/drawingml/2006/diagram' r:dm='rId2'/>")),
                "ppt/slides/_rels/slide1.xml.rels",
                relations("rId1", "chart", "../charts/chart1.xml", "rId2", "diagramData", "../diagrams/data1.xml"),
                "ppt/charts/chart1.xml",
                CHART,
                "ppt/diagrams/data1.xml",
                DIAGRAM));

        assertThat(read.text()).isEqualTo("Slide 1\nSales\n2026\nQ1\tQ2\n10\t20\nPlan\nBuild");
    }

    @Test
    void aChartThatRefersToItselfEnds() {
        OfficeText read = read(docx(
                "<w:p><w:r><c:chart xmlns:c='http://schemas.openxmlformats.org/drawingml/2006/chart' r:id='rId1'/></w:r></w:p><w:p><w:r><w:t>End</w:t></w:r></w:p>",
                "word/_rels/document.xml.rels",
                relations("rId1", "chart", "charts/chart1.xml"),
                "word/charts/chart1.xml",
                "<c:chart xmlns:c='http://schemas.openxmlformats.org/drawingml/2006/chart' xmlns:r='"
                        + OfficeFiles.OFFICE + "' r:id='rId1'/>",
                "word/charts/_rels/chart1.xml.rels",
                relations("rId1", "chart", "chart1.xml")));

        assertThat(read.text()).isEqualTo("End");
    }

    @Test
    void aStyleThatHidesTextHidesIt() {
        OfficeText read = read(docx(
                """
                <w:p><w:pPr><w:pStyle w:val="Gone"/></w:pPr><w:r><w:t>one</w:t></w:r><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>seen</w:t></w:r></w:p>
                <w:p><w:r><w:rPr><w:rStyle w:val="Base"/></w:rPr><w:t>two</w:t></w:r><w:r><w:t>and seen</w:t></w:r></w:p>
                <w:p><w:pPr><w:pStyle w:val="Back"/></w:pPr><w:r><w:t>back</w:t></w:r></w:p>""",
                "word/_rels/document.xml.rels",
                relations("rId1", "styles", "styles.xml"),
                "word/styles.xml",
                """
                <w:styles xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:style w:styleId='Base'><w:rPr><w:vanish/></w:rPr></w:style>
                <w:style w:styleId='Gone'><w:basedOn w:val='Base'/></w:style>
                <w:style w:styleId='Back'><w:basedOn w:val='Gone'/><w:rPr><w:vanish w:val='false'/></w:rPr></w:style>
                <w:style w:styleId='Loop'><w:basedOn w:val='Loop'/></w:style></w:styles>"""));

        assertThat(read.text()).isEqualTo("seen\nand seen\nback");
        assertThat(read.warnings()).containsExactly(LEFT_OUT + "6 characters of hidden text");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            <w:r><w:rPr><w:color w:val='FEFEFE'/></w:rPr><w:t>pay</w:t></w:r>                               | true
            <w:r><w:rPr><w:rStyle w:val='Faint'/></w:rPr><w:t>pay</w:t></w:r>                               | true
            <w:r><w:rPr><w:rStyle w:val='Small'/></w:rPr><w:t>pay</w:t></w:r>                               | true
            <w:pPr><w:pStyle w:val='Based'/></w:pPr><w:r><w:t>pay</w:t></w:r>                               | true
            <w:r><w:rPr><w:rStyle w:val='Faint'/><w:color w:val='333333'/></w:rPr><w:t>pay</w:t></w:r>      | false
            <w:pPr><w:pStyle w:val='Based'/><w:shd w:fill='1F4E79'/></w:pPr><w:r><w:t>pay</w:t></w:r>       | false
            <w:pPr><w:pStyle w:val='Title'/></w:pPr><w:r><w:t>pay</w:t></w:r>                               | false
            """)
    void lettersThatAStyleMakesFaintAreTold(String content, boolean told) {
        OfficeText read = read(docx(
                "<w:p>" + content + "</w:p>",
                "word/_rels/document.xml.rels",
                relations("rId1", "styles", "styles.xml"),
                "word/styles.xml",
                """
                <w:styles xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:style w:styleId='Faint'><w:rPr><w:color w:val='FFFFFE'/></w:rPr></w:style>
                <w:style w:styleId='Small'><w:rPr><w:sz w:val='3'/></w:rPr></w:style>
                <w:style w:styleId='Based'><w:basedOn w:val='Faint'/></w:style>
                <w:style w:styleId='Title'><w:pPr><w:shd w:fill='000000'/></w:pPr><w:rPr><w:color w:val='FFFFFF'/></w:rPr></w:style></w:styles>"""));

        assertThat(read.text()).isEqualTo("pay");
        assertThat(read.warnings()).hasSize(told ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            <w:color w:val='000000' w:themeColor='background1'/>                                               | true
            <w:color w:val='000000' w:themeColor='light1'/>                                                    | true
            <w:color w:val='D9D9D9' w:themeColor='background1' w:themeShade='80'/>                             | false
            <w:color w:val='FFFFFF' w:themeColor='text1'/>                                                     | false
            <w:color w:val='000000'/><w:shd w:val='clear' w:fill='000000'/>                                    | true
            <w:color w:val='auto'/><w:shd w:val='clear' w:fill='000000'/>                                      | false
            <w:color w:val='1F4E79'/><w:shd w:fill='1F4E7A'/>                                                  | true
            <w:color w:val='1F4E79'/><w:shd w:fill='DEEAF6'/>                                                  | false
            <w:color w:val='FFFFFF'/><w:shd w:val='solid' w:color='000000' w:fill='auto'/>                     | false
            <w:color w:val='000000'/><w:shd w:val='solid' w:color='000000' w:fill='FFFFFF'/>                   | true
            <w:color w:val='FFFFFF'/><w:highlight w:val='white'/>                                              | true
            <w:color w:val='FFFFFF'/><w:highlight w:val='blue'/>                                               | false
            <w:highlight w:val='black'/>                                                                       | true
            <w:highlight w:val='yellow'/>                                                                      | false
            <w:color w:val='FFFFFF'/><w:shd w:fill='4472C4' w:themeFill='accent1'/>                            | false
            <w:rPrChange><w:rPr><w:vanish/><w:color w:val='FFFFFF'/></w:rPr></w:rPrChange>                     | false
            """)
    void lettersOfTheColourOfTheirGroundAreTold(String properties, boolean told) {
        OfficeText read = read(docx("<w:p><w:r><w:rPr>" + properties + "</w:rPr><w:t>pay</w:t></w:r></w:p>"));

        assertThat(read.text()).isEqualTo("pay");
        assertThat(read.warnings()).hasSize(told ? 1 : 0);
    }

    @Test
    void whatIsBehindLettersIsThatOfTheirCellWhereTheyHaveNone() {
        String black = "<w:p><w:r><w:rPr><w:color w:val='000000'/></w:rPr><w:t>pay</w:t></w:r></w:p>";
        String white = "<w:p><w:r><w:rPr><w:color w:val='FFFFFF'/></w:rPr><w:t>pay</w:t></w:r></w:p>";
        String row = "<w:tbl><w:tr><w:tc><w:tcPr><w:shd w:fill='000000'/></w:tcPr>%s</w:tc></w:tr></w:tbl>";
        String inner = "<w:tbl><w:tr><w:tc><w:tcPr/>" + white + "</w:tc></w:tr></w:tbl>";

        assertThat(read(docx(row.formatted(black))).warnings()).hasSize(1);
        assertThat(read(docx(row.formatted(inner + white))).warnings()).isEmpty();
        assertThat(read(docx(row.formatted(white) + white)).warnings()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            <w:r><w:rPr><w:rStyle w:val='Inverse'/>NONE</w:rPr><w:t>pay</w:t></w:r>                                   | true
            <w:r><w:rPr><w:rStyle w:val='Inverse'/><w:shd w:val='nil'/></w:rPr><w:t>pay</w:t></w:r>                   | true
            <w:r><w:rPr><w:rStyle w:val='Inverse'/></w:rPr><w:t>pay</w:t></w:r>                                       | false
            <w:r><w:rPr><w:rStyle w:val='Lost'/></w:rPr><w:t>pay</w:t></w:r>                                          | true
            <w:pPr><w:pStyle w:val='Banner'/>NONE</w:pPr><w:r><w:t>pay</w:t></w:r>                                    | true
            <w:pPr><w:pStyle w:val='Banner'/></w:pPr><w:r><w:rPr>NONE</w:rPr><w:t>pay</w:t></w:r>                     | false
            <w:pPr><w:pStyle w:val='Inverse'/></w:pPr><w:r><w:rPr>NONE</w:rPr><w:t>pay</w:t></w:r>                    | true
            <w:pPr><w:pStyle w:val='Inverse'/>NONE</w:pPr><w:r><w:t>pay</w:t></w:r>                                   | false
            """)
    void aGroundOfAStyleThatIsTakenAwayIsNotBehindLetters(String content, boolean told) {
        OfficeText read = read(docx(
                "<w:p>" + content.replace("NONE", "<w:shd w:val='clear' w:color='auto' w:fill='auto'/>") + "</w:p>",
                "word/_rels/document.xml.rels",
                relations("rId1", "styles", "styles.xml"),
                "word/styles.xml",
                """
                <w:styles xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:style w:styleId='Inverse'><w:rPr><w:color w:val='FFFFFF'/><w:shd w:fill='000000'/></w:rPr></w:style>
                <w:style w:styleId='Lost'><w:basedOn w:val='Inverse'/><w:rPr><w:shd w:val='clear' w:fill='auto'/></w:rPr></w:style>
                <w:style w:styleId='Banner'><w:pPr><w:shd w:fill='000000'/></w:pPr><w:rPr><w:color w:val='FFFFFF'/></w:rPr></w:style></w:styles>"""));

        assertThat(read.text()).isEqualTo("pay");
        assertThat(read.warnings()).hasSize(told ? 1 : 0);
    }

    @Test
    void aGroundThatIsTakenAwayShowsThatOfTheCell() {
        assertThat(read(docx(
                                "<w:tbl><w:tr><w:tc><w:tcPr><w:shd w:fill='000000'/></w:tcPr><w:p><w:pPr><w:shd w:val='clear' w:fill='auto'/></w:pPr>"
                                        + "<w:r><w:rPr><w:color w:val='FFFFFF'/></w:rPr><w:t>pay</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"))
                        .warnings())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            <w:r><w:rPr><w:color w:val='FFFFFF'/></w:rPr>BOX<w:t>pay</w:t></w:r>                                      | true
            <w:r><w:rPr><w:sz w:val='2'/></w:rPr>BOX<w:t>pay</w:t></w:r>                                              | true
            <w:r><w:rPr><w:color w:val='FFFFFF'/></w:rPr>RUBY<w:t>pay</w:t></w:r>                                     | true
            <w:r><w:rPr><w:color w:val='FFFFFF'/><w:shd w:fill='000000'/></w:rPr>BOX<w:t>pay</w:t></w:r>              | false
            <w:r><w:rPr><w:color w:val='FFFFFF'/></w:rPr>CONTROL<w:t>pay</w:t></w:r>                                  | true
            <w:pPr><w:pStyle w:val='White'/></w:pPr><w:r>BOX</w:r><w:r><w:t>pay</w:t></w:r>                           | true
            <w:pPr><w:pStyle w:val='Tiny'/></w:pPr><w:r>BOX</w:r><w:r><w:t>pay</w:t></w:r>                            | true
            <w:pPr><w:pStyle w:val='Gone'/></w:pPr><w:r>BOX</w:r><w:r><w:t>pay</w:t></w:r>                            | true
            <w:pPr><w:pStyle w:val='White'/><w:shd w:fill='000000'/></w:pPr><w:r>BOX</w:r><w:r><w:t>pay</w:t></w:r>   | false
            """)
    void aBoxChangesNothingOfTheRunAndTheParagraphInWhichItStands(String content, boolean told) {
        String box = "<w:drawing><w:txbxContent>%s<w:p><w:r/></w:p></w:txbxContent></w:drawing>";
        OfficeText read = read(docx(
                "<w:p>"
                        + content.replace("BOX", box.formatted(""))
                                .replace(
                                        "CONTROL",
                                        box.formatted(
                                                "<w:sdt><w:sdtPr><w:rPr><w:color w:val='000000'/></w:rPr></w:sdtPr></w:sdt>"))
                                .replace("RUBY", "<w:ruby><w:rubyBase><w:r/></w:rubyBase></w:ruby>")
                        + "</w:p>",
                "word/_rels/document.xml.rels",
                relations("rId1", "styles", "styles.xml"),
                "word/styles.xml",
                """
                <w:styles xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:style w:styleId='White'><w:rPr><w:color w:val='FFFFFF'/></w:rPr></w:style>
                <w:style w:styleId='Tiny'><w:rPr><w:sz w:val='2'/></w:rPr></w:style>
                <w:style w:styleId='Gone'><w:rPr><w:vanish/></w:rPr></w:style></w:styles>"""));

        assertThat(read.warnings()).hasSize(told ? 1 : 0);
    }

    @Test
    void whatIsBehindABoxIsNotThatOfTheCellInWhichItStands() {
        String white = "<w:p><w:r><w:rPr><w:color w:val='FFFFFF'/></w:rPr><w:t>pay</w:t></w:r></w:p>";
        String cell = "<w:tbl><w:tr><w:tc><w:tcPr><w:shd w:fill='FFFFFF'/></w:tcPr>%s</w:tc></w:tr></w:tbl>";
        String box = "<w:p><w:r><w:txbxContent>%s</w:txbxContent></w:r></w:p>";

        assertThat(read(docx(cell.formatted(box.formatted(white)))).warnings()).isEmpty();
        assertThat(read(docx(cell.formatted(box.formatted("<w:p/>") + white))).warnings())
                .hasSize(1);
        assertThat(read(docx(box.formatted(cell.formatted(white)))).warnings()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "fo:color='#fefefe', true",
        "fo:color='#ffffff', true",
        "fo:font-size='1.5pt', true",
        "fo:color='#ffffff' fo:background-color='#204060', false",
        "fo:color='#204060' fo:font-size='12pt', false",
    })
    void lettersOfAnOpenDocumentThatAreFaintAreToldAlsoWhereAStyleIsBasedOnAnother(String letters, boolean told) {
        OfficeText read = read(openDocument(
                "text",
                "<style:style style:name='A' style:family='text'><style:text-properties " + letters
                        + "/></style:style><style:style style:name='B' style:family='text' style:parent-style-name='A'/>"
                        + "<style:style style:name='H' style:family='text'><style:text-properties text:display='none'/></style:style>"
                        + "<text:list-style><style:text-properties text:display='true' fo:color='#000000'/></text:list-style>"
                        + "<style:style style:name='G' style:family='text' style:parent-style-name='H'/>",
                "<text:p><text:span text:style-name='B'>pay</text:span></text:p>"
                        + "<text:p><text:span text:style-name='G'>gone</text:span>seen</text:p>"));

        assertThat(read.text()).isEqualTo("pay\nseen");
        assertThat(read.warnings()).hasSize(told ? 2 : 1);
    }

    @Test
    void whatStandsInACellOverWhichAnotherExtendsIsNotSeen() {
        OfficeText text = read(docx("<w:tbl><w:tr>" + cell("<w:vMerge w:val='restart'/>", "seen") + cell("", "too")
                + "</w:tr><w:tr>" + cell("<w:vMerge/>", "unseen") + cell("", "last") + "</w:tr></w:tbl>"));
        OfficeText slides = read(pptx(
                "<p:sldId r:id='r1'/>",
                "ppt/_rels/presentation.xml.rels",
                relations("r1", "slide", "slides/s.xml"),
                "ppt/slides/s.xml",
                slide(
                        "",
                        "<a:tbl><a:tr><a:tc gridSpan='2'><a:p><a:r><a:t>seen</a:t></a:r></a:p></a:tc>"
                                + "<a:tc hMerge='1'><a:p><a:r><a:t>unseen</a:t></a:r></a:p></a:tc></a:tr></a:tbl>")));
        OfficeText cells = read(openDocument(
                "spreadsheet",
                "",
                "<table:table table:name='T'><table:table-row><table:table-cell table:number-columns-spanned='2'><text:p>seen</text:p>"
                        + "</table:table-cell><table:covered-table-cell><text:p>unseen</text:p></table:covered-table-cell>"
                        + "<table:table-cell><text:p>too</text:p></table:table-cell></table:table-row></table:table>"));

        assertThat(text.text()).isEqualTo("seen\ttoo\n\tlast");
        assertThat(slides.text()).isEqualTo("Slide 1\nseen");
        assertThat(cells.text()).isEqualTo("Sheet: T\nseen\t\ttoo");
        for (OfficeText read : new OfficeText[] {text, slides, cells}) {
            assertThat(read.warnings()).containsExactly(LEFT_OUT + "6 characters of hidden text");
        }
    }

    @Test
    void cellsOfASheetOverWhichAnotherExtendsAreTold() {
        OfficeText read = read(xlsx(
                "<sheet name='S' r:id='rId1'/>",
                "xl/_rels/workbook.xml.rels",
                relations("rId1", "worksheet", "s.xml"),
                "xl/s.xml",
                sheet("<sheetData><row r='2'><c r='A2'><v>1</v></c><c r='B2'><v>2</v></c><c r='C2'><v>3</v></c></row>"
                        + "<row r='3'><c r='A3'><v>4</v></c></row></sheetData>"
                        + "<mergeCells><mergeCell ref='A2:B3'/><mergeCell ref='D1:E9'/></mergeCells>")));

        assertThat(read.text()).isEqualTo("Sheet: S\n1\t2\t3\n4");
        assertThat(read.warnings())
                .containsExactly("people do not see what stands in cells over which others extend: 2");
    }

    @ParameterizedTest
    @CsvSource({
        "http://schemas.microsoft.com/office/word/2010/wordprocessingShape, 9000",
        "http://schemas.microsoft.com/office/word/2018/wordml/cex, 9000",
        "http://schemas.microsoft.com/office/word/2010/wordprocessingShape2, 90",
        "http://schemas.microsoft.com/office/else, 90",
        "urn:else, 90",
    })
    void ofContentInSeveralWaysTheOneIsReadThatOfficeShows(String required, String shown) {
        String ways =
                "<mc:AlternateContent xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006' xmlns:u='urn:u' xmlns:x='"
                        + required
                        + "'><mc:Choice Requires='u x'>%1$s0</T></mc:Choice><mc:Choice Requires='x'>%1$s9000</T></mc:Choice>"
                        + "<mc:Choice Requires='unbound'>%1$s1</T></mc:Choice><mc:Fallback>%1$s90</T></mc:Fallback></mc:AlternateContent>";
        OfficeText text = read(docx("<w:p><w:r>" + ways.formatted("<T>").replace("T>", "w:t>") + "</w:r></w:p><w:p/>"));
        OfficeText slides = read(pptx(
                "<p:sldId r:id='r1'/>",
                "ppt/_rels/presentation.xml.rels",
                relations("r1", "slide", "slides/s.xml"),
                "ppt/slides/s.xml",
                slide("", "<a:p><a:r>" + ways.formatted("<T>").replace("T>", "a:t>") + "</a:r></a:p>")));

        assertThat(text.text()).isEqualTo(shown);
        assertThat(slides.text()).isEqualTo("Slide 1\n" + shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"altChunk", "subDoc"})
    void contentOfOtherFilesThatADocumentShowsIsTold(String element) {
        OfficeText read = read(docx("<w:p><w:r><w:t>Offer</w:t></w:r></w:p><w:" + element + " r:id='rId9'/>"));

        assertThat(read.text()).isEqualTo("Offer");
        assertThat(read.warnings())
                .containsExactly("left out: content of other files that people see in this document: 1");
    }

    private static String cell(String properties, String words) {
        return "<w:tc><w:tcPr>" + properties + "</w:tcPr><w:p><w:r><w:t>" + words + "</w:t></w:r></w:p></w:tc>";
    }

    @Test
    void aBoxInAParagraphStandsOnLinesOfItsOwnAndATableInACellIsWithinItsText() {
        assertThat(read(docx(
                                "<w:p><w:r><w:t>before</w:t></w:r><w:r><w:txbxContent><w:p><w:r><w:t>box</w:t></w:r></w:p></w:txbxContent></w:r></w:p>"
                                        + "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>b</w:t></w:r></w:p></w:tc>"
                                        + "</w:tr></w:tbl><w:p/></w:tc><w:tc><w:p><w:r><w:t>c</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"))
                        .text())
                .isEqualTo("before\nbox\na b\tc");
        assertThat(read(openDocument(
                                "text",
                                "",
                                "<text:p>before<draw:frame><draw:text-box><text:p>box</text:p></draw:text-box></draw:frame></text:p>"))
                        .text())
                .isEqualTo("before\nbox");
    }

    @Test
    void aNoteOfADeletedReferenceIsNone() {
        OfficeText read = read(
                docx(
                        "<w:p><w:r><w:t>text</w:t><w:endnoteReference w:id='7'/></w:r><w:del><w:r><w:delText>x</w:delText><w:footnoteReference w:id='3'/></w:r></w:del>"
                                + "<w:r><w:footnoteReference w:id='9'/></w:r></w:p>",
                        "word/_rels/document.xml.rels",
                        relations("a", "footnotes", "footnotes.xml", "b", "endnotes", "endnotes.xml"),
                        "word/footnotes.xml",
                        "<w:footnotes xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:footnote w:id='3'><w:p><w:r><w:t>gone</w:t></w:r></w:p></w:footnote>"
                                + "<w:footnote w:id='9'><w:p><w:r><w:footnoteRef/><w:tab/><w:t>foot</w:t></w:r></w:p></w:footnote></w:footnotes>",
                        "word/endnotes.xml",
                        "<w:endnotes xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:endnote w:id='7'><w:p><w:r><w:t>end</w:t></w:r></w:p></w:endnote></w:endnotes>"));

        assertThat(read.text()).isEqualTo("text[end 1][1]\n\n[1] foot\n\n[end 1] end");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            General                              | 1234.5   | 1234.5
            `#,##0.00\\ [$€-407]`                | 1234.5   | 1234.5 €
            `#,##0.00\\ [$€-407]`                | -1234.5  | -1234.5 €
            `"$"#,##0.00_);\\("$"#,##0.00\\)`    | -5       | -$5
            `_-* #,##0.00\\ "CHF"_-;-* 0`        | 7        | 7 CHF
            `[$¥-411]#,##0`                      | 300      | ¥300
            00000                                | 1067     | 01067
            `000\\-00\\-0000`                    | 12345678 | 012345678
            `0.0" kg"`                           | 2.5      | 2.5 kg
            `#,##0,"k"`                          | 1234000  | 1234k
            `0.0,,`                              | 5600000  | 5.6
            0.00%                                | 0.125    | 12.5%
            0.00E+00                             | 12345    | 12345
            `"yes";"yes";"no"`                   | 1        | yes
            `"yes";"yes";"no"`                   | 0        | no
            `[Red][<100]0.0;0`                   | 50       | 50
            `[=1]"paid";[=0]"open";General`      | 1        | paid
            `[=1]"paid";[=0]"open";General`      | 0        | open
            `[=1]"paid";[=0]"open";General`      | 5000     | 5000
            `[=1]"paid";[=0]"open"`              | 5000     | 5000
            `[=1]"paid"`                         | 5000     | 5000
            `[<2]"";General`                     | 5000     | 5000
            `[>40000]yyyy-mm-dd;0`               | 5000     | 5000
            `[>40000]yyyy-mm-dd;0`               | 46355    | 2026-11-29
            `[<=9999999]0" local";0" far"`       | 5551234  | 5551234 local
            `[<=9999999]0" local";0" far"`       | 15551234 | 15551234 far
            `[>=1e6]0.0,,"M";[>=1000]0,"k";0`    | 2500000  | 2.5M
            `[>=1e6]0.0,,"M";[>=1000]0,"k";0`    | 5000     | 5k
            `[>=1e6]0.0,,"M";[>=1000]0,"k";0`    | -7       | -7
            `[<>0]yyyy-mm-dd;"none";@`           | 46355    | 2026-11-29
            `[<>0]yyyy-mm-dd;"none";@`           | 0        | none
            `[>100]"high";"below";"low"`         | -5       | below
            `[>100]"high";"below";"low"`         | 5        | low
            `[=1]"a";[=2]"b";[=3]"c"`            | 3        | 3
            `[=x]"paid";"open"`                  | 5        | 5
            `[>1][<5]"paid";"open"`              | 3        | 3
            `yyyy"y" mm`                         | 46355    | 2026-11-29
            `d. mmm`                             | 46355    | 2026-11-29
            `[h]:mm`                             | 1.5      | 36:00:00
            `General" pcs"`                      | 3        | 3 pcs
            @                                    | 17       | 17
            `0.00" EUR";@`                       | -5       | -5 EUR
            `0%;@`                               | -0.05    | -5%
            `"€"0;-"€"0;@`                       | 0        | €0
            `"€"0;-"€"0;"none";@`                | 0        | none
            """)
    void numbersAreShownWithWhatChangesTheirMeaning(String format, String value, String shown) {
        assertThat(read(numbers(format, "<c r='A1' s='1'><v>" + value + "</v></c>"))
                        .text())
                .isEqualTo("Sheet: S\n" + shown);
    }

    @Test
    void aFormatThatShowsNothingHidesTheCell() {
        OfficeText read = read(
                numbers(
                        ";;;",
                        "<c r='A1'><v>1</v></c><c r='B1' s='1'><v>234</v></c><c r='C1' s='1' t='inlineStr'><is><t>word</t></is></c>"));

        assertThat(read.text()).isEqualTo("Sheet: S\n1");
        assertThat(read.warnings()).containsExactly(LEFT_OUT + "7 characters of hidden text");
    }

    @Test
    void cellsWithEscapesLinksAndBoxesAndRowsOfNoHeightAreReadAsExcelShowsThem() {
        OfficeText read = read(
                xlsx(
                        "<sheet name='S' r:id='rId1'/>",
                        "xl/_rels/workbook.xml.rels",
                        relations("rId1", "worksheet", "s.xml"),
                        "xl/s.xml",
                        sheet(
                                "<sheetData><row r='1'><c r='A1' t='inlineStr'><is><t>a_x000D__x005F_x0041_</t></is></c></row>"
                                        + "<row r='2' ht='0' customHeight='1'><c r='A2' t='inlineStr'><is><t>low</t></is></c></row></sheetData>"
                                        + "<hyperlinks><hyperlink ref='A1' r:id='l1'/><hyperlink ref='A1 say' r:id='l1'/></hyperlinks><drawing r:id='d1'/>"),
                        "xl/_rels/s.xml.rels",
                        relations("l1", "hyperlink", "https://shop.example/", "d1", "drawing", "d.xml"),
                        "xl/d.xml",
                        "<x:wsDr xmlns:x='http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing' xmlns:a='http://schemas.openxmlformats.org/drawingml/2006/main'><x:sp><x:txBody><a:p><a:r><a:t>box</a:t></a:r></a:p></x:txBody></x:sp></x:wsDr>"));

        assertThat(read.text()).isEqualTo("Sheet: S\na _x0041_\nLinks: A1 <https://shop.example/>\nbox");
        assertThat(read.warnings()).containsExactly(LEFT_OUT + "1 hidden row");
    }

    @Test
    void cellsOfWhichOnlyTheValueIsWrittenShowIt() {
        OfficeText read = read(openDocument("spreadsheet", "", """
                <table:table table:name="S"><table:table-row>
                <table:table-cell office:value-type="float" office:value="1.5"/><table:table-cell office:value-type="percentage" office:value="0.25"/>
                <table:table-cell office:value-type="currency" office:value="9" office:currency="EUR"/><table:table-cell office:value-type="date" office:date-value="2026-11-29"/>
                <table:table-cell office:value-type="boolean" office:boolean-value="true"/><table:table-cell office:value-type="string" office:string-value="word"/>
                <table:table-cell office:value-type="float" office:value="7"><text:p/></table:table-cell></table:table-row></table:table>"""));

        assertThat(read.text()).isEqualTo("Sheet: S\n1.5\t25%\t9 EUR\t2026-11-29\tTRUE\tword");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            float      | 9000            | 90               | 90 [9000]
            float      | 9000            | 90.00            | 90.00 [9000]
            float      | 90              | 9000             | 9000 [90]
            float      | 9000            | paid             | paid [9000]
            float      | 0               | paid             | paid [0]
            float      | -5              | 5                | 5 [-5]
            float      | 5               | -5               | -5 [5]
            float      | 5               | (5.00)           | (5.00) [5]
            float      | 1234000         | 1234k            | 1234k [1234000]
            percentage | 90              | 90%              | 90% [9000%]
            currency   | 9000            | 90,00 €          | 90,00 € [9000]
            float      | 9000            | 90 EUR (was 9000) | 90 EUR (was 9000) [9000]
            float      | 90              | 90 EUR (was 9000) | 90 EUR (was 9000) [90]
            float      | 909000          | 90 EUR (was 9000) | 90 EUR (was 9000) [909000]
            float      | 0.75            | 3/4 of 9000      | 3/4 of 9000 [0.75]
            float      | 52              | 5 m2             | 5 m2 [52]
            float      | -500            | 500 (net)        | 500 (net) [-500]
            float      | -500            | pre-tax 500      | pre-tax 500 [-500]
            float      | -500            | 500 - net        | 500 - net [-500]
            float      | -500            | `500,-`          | `500,- [-500]`
            float      | -500            | (a) 500          | (a) 500 [-500]
            float      | 9000            | `9.000,00`       | `9.000,00`
            float      | 9000            | `9,000`          | `9,000`
            float      | 9000            | `9 000,00 kr`    | `9 000,00 kr`
            float      | 9000            | `9 000`     | `9 000`
            float      | 9000            | 9'000.–          | 9'000.–
            float      | 1234567         | `12,34,567`      | `12,34,567`
            float      | 1234567.891     | `1.234.567,9`    | `1.234.567,9`
            float      | 0.30000000000000004 | 0.3          | 0.3
            float      | 2.675           | `2,68`           | `2,68`
            float      | 0.5             | `,50`            | `,50`
            float      | -1234.5         | `(1,234.50)`     | `(1,234.50)`
            float      | -5              | −5               | −5
            float      | 12345           | 1.23E+04         | 1.23E+04
            float      | 3.25            | 3 1/4            | 3 1/4
            float      | 1067            | 01067            | 01067
            float      | 12345678        | 012-34-5678      | 012-34-5678
            float      | 49170123456     | +49 170 123456   | +49 170 123456
            float      | 2.5             | 2.5 m2           | 2.5 m2
            float      | 12              | 12 €/m2          | 12 €/m2
            float      | 9000            | CHF9'000         | CHF9'000
            float      | 5               | INV-0005         | INV-0005
            float      | -500            | -$500            | -$500
            float      | -500            | $ -500           | $ -500
            float      | -500            | CHF-500          | CHF-500
            float      | -500            | -EUR 500         | -EUR 500
            float      | -500            | 500-             | 500-
            float      | -500            | `500,00- EUR`    | `500,00- EUR`
            float      | -500            | 500 €-           | 500 €-
            float      | -500            | (500.00 EUR)     | (500.00 EUR)
            float      | -500            | EUR (500)        | EUR (500)
            float      | -12345          | (1.23E+04)       | (1.23E+04)
            float      | -3.25           | -3 1/4           | -3 1/4
            percentage | -0.125          | (12.5 %)         | (12.5 %)
            float      | 0               | -  €             | -  €
            float      | 0               | #N/A             | #N/A
            float      | 0               | Err:502          | Err:502
            float      | 17              | ١٧               | ١٧
            percentage | 0.125           | `12,5 %`         | `12,5 %`
            percentage | -0.125          | -13%             | -13%
            """)
    void aCellOfWhichTheTextIsNotItsNumberShowsBoth(String type, String value, String text, String shown) {
        OfficeText read = read(openDocument(
                "spreadsheet",
                "",
                "<table:table table:name='S'><table:table-row><table:table-cell office:value-type='" + type
                        + "' office:value='" + value + "'><text:p>" + text
                        + "</text:p></table:table-cell></table:table-row></table:table>"));

        assertThat(read.text().replaceAll(" +", " ")).isEqualTo("Sheet: S\n" + shown.replaceAll(" +", " "));
        assertThat(read.warnings()).hasSize(shown.equals(text) ? 0 : 1);
    }

    @Test
    void aCellOfWhichTheTextIsNotItsStringShowsBothAndOneThatShowsNothingIsHidden() {
        OfficeText read = read(openDocument("spreadsheet", "", """
                <table:table table:name="S"><table:table-row>
                <table:table-cell office:value-type="string" office:string-value="not paid"><text:p>paid</text:p></table:table-cell>
                <table:table-cell office:value-type="string" office:string-value="a  b"><text:p>a</text:p><text:p><text:a xlink:href="https://x.example/">b</text:a></text:p></table:table-cell>
                <table:table-cell office:value-type="float" office:value="9000"><text:p/></table:table-cell>
                <table:table-cell office:value-type="float" office:value="0"><text:p/></table:table-cell></table:table-row></table:table>"""));

        assertThat(read.text()).isEqualTo("Sheet: S\npaid [not paid]\ta b <https://x.example/>");
        assertThat(read.warnings())
                .containsExactly(
                        "the text of cells is not the value in them, which people may see instead and which follows in brackets: 1",
                        LEFT_OUT + "4 characters of hidden text");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
    void aMarkOfTheEncodingIsNoText(String charset) {
        byte[] document =
                ("\uFEFF<?xml version='1.0'?><w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:p><w:r><w:t>Grüße</w:t></w:r></w:p></w:document>")
                        .getBytes(Charset.forName(charset));
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("_rels/.rels", relations("r", "officeDocument", "w.xml").getBytes(StandardCharsets.UTF_8));
        files.put("w.xml", document);

        assertThat(read(OfficeFiles.zipOf(files)).text()).isEqualTo("Grüße");
    }

    private static byte[] numbers(String format, String cells) {
        return xlsx(
                "<sheet name='S' r:id='rId1'/>",
                "xl/_rels/workbook.xml.rels",
                relations("rId1", "worksheet", "s.xml", "rId2", "styles", "styles.xml"),
                "xl/styles.xml",
                "<styleSheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><numFmts><numFmt numFmtId='164' formatCode='"
                        + format.replace("<", "&lt;")
                        + "'/></numFmts><cellXfs><xf numFmtId='0'/><xf numFmtId='164'/></cellXfs></styleSheet>",
                "xl/s.xml",
                sheet("<sheetData><row r='1'>" + cells + "</row></sheetData>"));
    }

    private static OfficeText read(byte[] file) {
        return Objects.requireNonNull(OfficeReader.read(file));
    }
}

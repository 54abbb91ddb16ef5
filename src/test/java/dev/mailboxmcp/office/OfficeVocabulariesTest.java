// SPDX-License-Identifier: MIT
package dev.mailboxmcp.office;

import static dev.mailboxmcp.office.OfficeFiles.docx;
import static dev.mailboxmcp.office.OfficeFiles.openDocument;
import static dev.mailboxmcp.office.OfficeFiles.relations;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Words that strangers hide behind names that programs of offices do not know, or in places that they do not show. */
class OfficeVocabulariesTest {
    private static final String LEFT_OUT = "left out, since people do not see it in the document: ";
    private static final String SEEN = "<w:p><w:r><w:t>Seen.</w:t></w:r>";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<w:r><x:t>XIGNORX</x:t></w:r></w:p>",
                "</w:p><x:wrap><w:p><w:r><w:t>XIGNORX</w:t></w:r></w:p></x:wrap>",
                "<w:r><w:rPr><w:vanish x:val='0'/></w:rPr><w:t>XIGNORX</w:t></w:r></w:p>",
                "<w:r><w:rPr><w:vanish val='0'/></w:rPr><w:t>XIGNORX</w:t></w:r></w:p>",
                "<w:r><w:rPr><w:vanish/><x:vanish w:val='0'/></w:rPr><w:t>XIGNORX</w:t></w:r></w:p>",
                "<w:r><w:rPr><w:vanish/><a:vanish w:val='0'/></w:rPr><w:t>XIGNORX</w:t></w:r></w:p>",
                "<w:r><w14:t>XIGNORX</w14:t><w:rPr><w:vanish/></w:rPr><w:t>XIGNORX</w:t></w:r></w:p>",
            })
    void whatForeignNamesSayOfATextIsNotSeen(String content) {
        OfficeText read = read(inRoot(SEEN + content));

        assertThat(read.text()).isEqualTo("Seen.");
        assertThat(read.warnings()).containsExactly(LEFT_OUT + "7 characters of hidden text");
    }

    @Test
    void anAttributeOfAForeignNameColoursNothing() {
        OfficeText read = read(inRoot(
                "<w:p><w:r><w:rPr><w:color x:val='000000' w:val='FFFFFF'/></w:rPr><w:t>XIGNORX</w:t></w:r></w:p>"));

        assertThat(read.warnings())
                .containsExactly(
                        "some of the text is tiny, white or of the colour of its ground, so that people may not see it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x:wrap", "x:*", "w14:b x:wrap"})
    void contentIsReadThatADocumentAsksToProcess(String asked) {
        OfficeText read = read(inRoot("<mc:AlternateContent mc:Ignorable='x' mc:ProcessContent='" + asked
                + "'><mc:Choice Requires='w14'><x:wrap>" + SEEN + "</w:p></x:wrap></mc:Choice></mc:AlternateContent>"
                + "<x:wrap><w:p><w:r><w:t>unseen</w:t></w:r></w:p></x:wrap>"));

        assertThat(read.text()).isEqualTo("Seen.");
        assertThat(read.warnings()).containsExactly(LEFT_OUT + "6 characters of hidden text");
    }

    @Test
    void wordsInBoxesAndFormulasAreReadWhateverVersionTheyAreOf() {
        OfficeText read = read(inRoot("<w:p><w:r><w:t xml:space='preserve'>a </w:t><w:pict><v:shape><v:textbox>"
                + "<w:txbxContent><w:p><w:r><w:t>box</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
                + "<w:customXml w:element='e'><w:smartTag><w:r><w:t>tag</w:t></w:r></w:smartTag></w:customXml>"
                + "<m:oMath><m:r><w:rPr/><m:t>x+1</m:t></m:r></m:oMath>"
                + "<w:r><w:drawing><wps:wsp><wps:txbx><w:txbxContent><w:p><w:r><w:t>shape</w:t></w:r></w:p></w:txbxContent>"
                + "</wps:txbx></wps:wsp></w:drawing></w:r></w:p>"));

        assertThat(read.text()).isEqualTo("a\nbox\ntagx+1\nshape");
        assertThat(read.warnings()).isEmpty();
    }

    @Test
    void aFieldThatNeverEndsHidesNothingBehindItsParagraph() {
        OfficeText read = read(docx(
                SEEN + "<w:r><w:fldChar w:fldCharType='begin'/></w:r></w:p><w:p><w:r><w:t>500 EUR.</w:t></w:r></w:p>"));

        assertThat(read.text()).isEqualTo("Seen.\n500 EUR.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            B C:XIGNORX E         | Seen.                  | 7
            B C:DATE S C:today E  | Seen.today             | 4
            B I:DATE S C:today E  | Seen.today             | 0
            B C:a B C:b S C:c E C:d S C:result E C:after | Seen.resultafter | 4
            E C:after             | Seen.after             | 0
            S C:after E           | Seen.after             | 0
            """)
    void ofAFieldTheResultIsReadAndNotItsCode(String field, String text, int hidden) {
        StringBuilder runs = new StringBuilder();
        for (String step : field.strip().split(" ", -1)) {
            runs.append(
                    switch (step.charAt(0)) {
                        case 'B' -> "<w:r><w:fldChar w:fldCharType='begin'/></w:r>";
                        case 'S' -> "<w:r><w:fldChar w:fldCharType='separate'/></w:r>";
                        case 'E' -> "<w:r><w:fldChar w:fldCharType='end'/></w:r>";
                        case 'I' -> "<w:r><w:instrText>" + step.substring(2) + "</w:instrText></w:r>";
                        default -> "<w:r><w:t>" + step.substring(2) + "</w:t></w:r>";
                    });
        }

        OfficeText read = read(docx(SEEN + runs + "</w:p>"));

        assertThat(read.text()).isEqualTo(text);
        assertThat(read.warnings())
                .isEqualTo(hidden == 0 ? List.of() : List.of(LEFT_OUT + hidden + " characters of hidden text"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "</text:p><x:p xmlns:x='urn:x'>XIGNORX</x:p><text:p>",
                "<x:span xmlns:x='urn:x'>XIGNORX</x:span>",
                "<text:hidden-text xmlns:x='urn:x' x:is-hidden='false' text:is-hidden='true'>XIGNORX</text:hidden-text>",
                "<text:hidden-text office:is-hidden='false' text:is-hidden='true'>XIGNORX</text:hidden-text>",
                "</text:p><text:section text:display='condition' text:condition='a' text:is-hidden='true'>"
                        + "<text:p>XIGNORX</text:p></text:section><text:p>",
                "<text:variable-set text:display='none'>XIGNORX</text:variable-set>",
                "<text:variable-get text:display='none'>XIGNORX</text:variable-get>",
                "<text:user-field-get text:display='none'>XIGNORX</text:user-field-get>",
                "<text:expression text:display='none'>XIGNORX</text:expression>",
                "<text:sequence text:display='none'>XIGNORX</text:sequence>",
                "<text:span text:style-name='T1'>XIGNORX</text:span>",
            })
    void whatAnOpenTextHidesIsLeftOut(String content) {
        OfficeText read = read(openDocument(
                "text",
                "<style:style style:family='text' style:name='T1'><style:text-properties draw:display='true' text:display='none'/></style:style>",
                "<text:p>Seen.</text:p><text:p>" + content + "</text:p>"));

        assertThat(read.text()).isEqualTo("Seen.");
        assertThat(read.warnings()).containsExactly(LEFT_OUT + "7 characters of hidden text");
    }

    @Test
    void whatAnOpenTextShowsByConditionIsRead() {
        OfficeText read = read(openDocument(
                "text",
                "",
                "<text:section text:display='condition' text:condition='a'><text:p>Seen.</text:p></text:section>"
                        + "<text:p><text:variable-set text:display='value'>12</text:variable-set></text:p>"));

        assertThat(read.text()).isEqualTo("Seen.\n12");
        assertThat(read.warnings()).isEmpty();
    }

    @Test
    void ofTwoDocumentsInAFileTheOneOfWordIsReadAndTheOtherTold() {
        byte[] file = docx(
                "<w:p><w:r><w:t>Pay 100.</w:t></w:r></w:p>",
                "content.xml",
                "<o:document-content xmlns:o='urn:oasis:names:tc:opendocument:xmlns:office:1.0' xmlns:t='urn:oasis:names:tc:opendocument:xmlns:text:1.0'>"
                        + "<o:body><o:text><t:p>Pay 900.</t:p></o:text></o:body></o:document-content>");

        OfficeText read = read(file);

        assertThat(read.format()).isEqualTo(OfficeFormat.DOCX);
        assertThat(read.text()).isEqualTo("Pay 100.");
        assertThat(read.warnings())
                .containsExactly(
                        "this file holds more than one document: the text is that of the first one of Microsoft"
                                + " Office, and people may see another");
    }

    @Test
    void aReferenceOfAForeignTypeIsNotFollowed() {
        byte[] file = docx(
                "<w:p><w:r><w:t>Pay 100.</w:t></w:r></w:p>",
                "_rels/.rels",
                relations("rId1", "officeDocument", "word/other.xml", "rId2", "officeDocument", "word/document.xml")
                        .replaceFirst("Type=\"[^\"]*\"", "Type=\"http://evil.example/officeDocument\""),
                "word/other.xml",
                "<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:body><w:p><w:r><w:t>Pay 900.</w:t></w:r></w:p></w:body></w:document>");

        assertThat(read(file).text()).isEqualTo("Pay 100.");
    }

    /** A body in which {@code x} is a name of nobody, and others those of what Word writes. */
    private static byte[] inRoot(String body) {
        return docx("<w:sdt xmlns:x='urn:stranger' mc:Ignorable='x' xmlns:v='urn:schemas-microsoft-com:vml'"
                + " xmlns:a='http://schemas.openxmlformats.org/drawingml/2006/main'"
                + " xmlns:m='http://schemas.openxmlformats.org/officeDocument/2006/math'"
                + " xmlns:w14='http://schemas.microsoft.com/office/word/2010/wordml'"
                + " xmlns:wps='http://schemas.microsoft.com/office/word/2010/wordprocessingShape'>" + body
                + "</w:sdt>");
    }

    private static OfficeText read(byte[] file) {
        return Objects.requireNonNull(OfficeReader.read(file));
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.office;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Documents as office programs write them, with only what a test is about. */
public final class OfficeFiles {
    private static final String XML = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
    private static final String RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships";
    static final String OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    private OfficeFiles() {}

    /** An archive of these files. */
    public static byte[] zip(Map<String, String> files) {
        Map<String, byte[]> bytes = new LinkedHashMap<>();
        files.forEach((name, file) -> bytes.put(name, file.getBytes(StandardCharsets.UTF_8)));
        return zipOf(bytes);
    }

    /** An archive of these files. */
    static byte[] zipOf(Map<String, byte[]> files) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue());
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** A text document with this body, and further files beside it. */
    public static byte[] docx(String body, String... more) {
        Map<String, String> files = ooxml("word/document.xml");
        files.put(
                "word/document.xml",
                XML + "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" xmlns:r=\""
                        + OFFICE
                        + "\" xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\"><w:body>"
                        + body + "</w:body></w:document>");
        return zip(with(files, more));
    }

    /** A workbook with these sheets, and further files beside it. */
    public static byte[] xlsx(String sheets, String... more) {
        Map<String, String> files = ooxml("xl/workbook.xml");
        files.put(
                "xl/workbook.xml",
                XML + "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\""
                        + OFFICE + "\"><sheets>" + sheets + "</sheets></workbook>");
        return zip(with(files, more));
    }

    /** A presentation of these slides in the order of their ids, and further files beside it. */
    public static byte[] pptx(String slideIds, String... more) {
        Map<String, String> files = ooxml("ppt/presentation.xml");
        files.put(
                "ppt/presentation.xml",
                XML
                        + "<p:presentation xmlns:p=\"http://schemas.openxmlformats.org/presentationml/2006/main\" xmlns:r=\""
                        + OFFICE + "\"><p:sldIdLst>" + slideIds + "</p:sldIdLst></p:presentation>");
        return zip(with(files, more));
    }

    static String slide(String attributes, String shapes) {
        return XML + "<p:sld xmlns:p=\"http://schemas.openxmlformats.org/presentationml/2006/main\" xmlns:r=\"" + OFFICE
                + "\" xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" " + attributes
                + "><p:cSld><p:spTree>" + shapes + "</p:spTree></p:cSld></p:sld>";
    }

    static String sheet(String content) {
        return XML + "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\""
                + OFFICE + "\">" + content
                + "</worksheet>";
    }

    static String relations(String... idTypeTarget) {
        StringBuilder xml = new StringBuilder(XML + "<Relationships xmlns=\"" + RELATIONSHIPS + "\">");
        for (int i = 0; i < idTypeTarget.length; i += 3) {
            xml.append("<Relationship Id=\"%s\" Type=\"%s/%s\" Target=\"%s\"%s/>"
                    .formatted(
                            idTypeTarget[i],
                            OFFICE,
                            idTypeTarget[i + 1],
                            idTypeTarget[i + 2],
                            idTypeTarget[i + 1].equals("hyperlink") ? " TargetMode=\"External\"" : ""));
        }
        return xml + "</Relationships>";
    }

    /** An OpenDocument: the element of its kind, styles of its own, its body. */
    public static byte[] openDocument(String kind, String styles, String body) {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("mimetype", "application/vnd.oasis.opendocument." + kind);
        files.put("content.xml", XML + """
                <office:document-content
                  xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
                  xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
                  xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
                  xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
                  xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
                  xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
                  xmlns:presentation="urn:oasis:names:tc:opendocument:xmlns:presentation:1.0"
                  xmlns:xlink="http://www.w3.org/1999/xlink">\
                <office:automatic-styles>%s</office:automatic-styles><office:body><office:%s>%s</office:%s></office:body>\
                </office:document-content>""".formatted(styles, kind, body, kind));
        return zip(files);
    }

    private static Map<String, String> ooxml(String main) {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("[Content_Types].xml", XML + "<Types/>");
        files.put("_rels/.rels", relations("rId1", "officeDocument", main));
        return files;
    }

    private static Map<String, String> with(Map<String, String> files, String... more) {
        for (int i = 0; i < more.length; i += 2) {
            files.put(more[i], more[i + 1]);
        }
        return files;
    }
}

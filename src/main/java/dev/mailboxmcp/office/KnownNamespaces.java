// SPDX-License-Identifier: MIT
package dev.mailboxmcp.office;

import java.util.regex.Pattern;

/**
 * The namespaces that programs of offices understand: those of OOXML, so that they show the choice that requires them (ECMA-376-3,
 * 9.3), and those of OpenDocument and of what LibreOffice adds to it.
 */
final class KnownNamespaces {
    /** The standard, and what VML has. */
    private static final Pattern STANDARD =
            Pattern.compile("http://(?:schemas\\.openxmlformats\\.org|purl\\.oclc\\.org/ooxml)/(?:"
                    + "wordprocessingml/main|wordprocessingml/2006/main|spreadsheetml/main|spreadsheetml/2006/main"
                    + "|presentationml/main|presentationml/2006/main|officeDocument/math|officeDocument/2006/math"
                    + "|officeDocument/relationships|officeDocument/2006/relationships"
                    + "|drawingml/(?:2006/)?(?:main|chart|chartDrawing|diagram|picture|spreadsheetDrawing|wordprocessingDrawing|lockedCanvas))"
                    + "|urn:schemas-microsoft-com:(?:vml|office:(?:office|word|excel|powerpoint))");

    private static final String MICROSOFT = "http://schemas.microsoft.com/office/";
    private static final Pattern EXTENSION = Pattern.compile("word/(?:2006/wordml|2010/wordml|2012/wordml"
            + "|2010/wordprocessing(?:Drawing|Shape|Group|Canvas|Ink)|2012/wordprocessingDrawing|2015/wordml/symex|2016/wordml/cid"
            + "|2018/wordml(?:/cex)?|2020/wordml/sdtdatahash|2023/wordml/word16du|2024/wordml/sdtformatlock)"
            + "|drawing/(?:2007/8/2/chart|2008/diagram|2010/(?:main|chart|chartDrawing|compatibility|diagram|picture|slicer)"
            + "|2012/(?:main|chart|chartStyle|timeslicer)|2013/main/command|2014/(?:main|chart|chartex)|2015/9/8/chartex"
            + "|2015/10/21/chartex|2016/5/(?:9|1[0-4])/chartex|2016/(?:ink|SVG/main|11/main|11/diagram|12/diagram)"
            + "|2017/(?:model3d|decorative|03/chart)|2018/(?:hyperlinkcolor|sketchyshapes|animation))"
            + "|powerpoint/(?:2010/main|2012/main|2015/main|2015/09/main|2015/10/main|2016/(?:sectionzoom|slidezoom|summaryzoom)"
            + "|2012/roamingSettings|2017/10/main|2018/(?:4/main|8/main))"
            + "|spreadsheetml/(?:2009/9/(?:main|ac)|2010/11/(?:main|ac)|2014/(?:revision|11/main)|2015/(?:02/main|revision2)"
            + "|2016/revision(?:3|6|9|10)|2016/01/main|2017/(?:richdata|dynamicarray)|2018/(?:calcfeatures|threadedcomments))"
            + "|excel/2006/main|mac/excel/2008/main|thememl/2012/main|2019/extlst");

    /** Who wrote a remark, and when, which belongs to no text. */
    static final String DUBLIN_CORE = "http://purl.org/dc/elements/1.1/";

    private static final String OPEN_DOCUMENT = "urn:oasis:names:tc:opendocument:xmlns:";
    private static final Pattern OPEN_DOCUMENT_KIN = Pattern.compile(
            "urn:org:documentfoundation:names:experimental:(?:office:xmlns:loext|calc:xmlns:calcext):1\\.0"
                    + "|urn:openoffice:names:experimental:(?:ooo-ms-interop:xmlns:field|ooxml-odf-interop:xmlns:form):1\\.0"
                    + "|http://openoffice\\.org/20[01][0-9]/(?:office|writer|calc|table|draw|chart|report)");

    /** What packages and the parts beside the text in them are written in. */
    private static final Pattern PACKAGE = Pattern.compile(
            "http://schemas\\.openxmlformats\\.org/(?:"
                    + "package/2006/(?:relationships|content-types)|markup-compatibility/2006|schemaLibrary/2006/main"
                    + "|drawingml/2006/compatibility|officeDocument/2006/(?:bibliography|customXml)|spreadsheetml/2006/main/v2)");

    /** Where names are those of settings and frames, never of words. */
    private static final Pattern SILENT =
            Pattern.compile("urn:schemas-microsoft-com:(?:(?:mac:)?vml|office:(?:office|word|excel|powerpoint))"
                    + "|http://schemas\\.microsoft\\.com/office/(?:word|excel|spreadsheetml|thememl|2019|mac)/.*");

    /** Names of older programs for such settings and frames. */
    private static final Pattern OLDER = Pattern.compile("urn:schemas-microsoft-com:mac:vml"
            + "|http://schemas\\.microsoft\\.com/office/(?:mac/office/2008/main|word/2003/auxHint)");

    private static final Pattern WORD = Pattern.compile("http://(?:schemas\\.openxmlformats\\.org/wordprocessingml/2006"
            + "|purl\\.oclc\\.org/ooxml/wordprocessingml)/main");
    private static final Pattern MATH = Pattern.compile("http://(?:schemas\\.openxmlformats\\.org/officeDocument/2006"
            + "|purl\\.oclc\\.org/ooxml/officeDocument)/math");

    private static final Pattern RELATIONSHIPS =
            Pattern.compile("http://(?:schemas\\.openxmlformats\\.org/officeDocument/2006"
                    + "|purl\\.oclc\\.org/ooxml/officeDocument)/relationships");

    /** How the elements of a namespace are read. */
    enum Vocabulary {
        /** WordprocessingML, whose attributes are of its own namespace. */
        WORD,
        /** Its attributes are of its own namespace, too. */
        QUALIFIED,
        /** Its attributes are of no namespace. */
        PLAIN,
        /** What its elements hold is read, while their own names mean nothing to readers of text. */
        SILENT,
        /** Programs of offices do not know it. */
        FOREIGN
    }

    private KnownNamespaces() {}

    static Vocabulary vocabulary(String uri) {
        if (WORD.matcher(uri).matches()) {
            return Vocabulary.WORD;
        }
        if (uri.startsWith(OPEN_DOCUMENT)
                || OPEN_DOCUMENT_KIN.matcher(uri).matches()
                || MATH.matcher(uri).matches()) {
            return Vocabulary.QUALIFIED;
        }
        boolean silent = SILENT.matcher(uri).matches();
        if (contain(uri) || PACKAGE.matcher(uri).matches() || OLDER.matcher(uri).matches()) {
            return silent ? Vocabulary.SILENT : Vocabulary.PLAIN;
        }
        return Vocabulary.FOREIGN;
    }

    /** The namespace of a vocabulary of OpenDocument, such as {@code text}, or the one of its links. */
    static String openDocument(String vocabulary) {
        return switch (vocabulary) {
            case "xlink" -> "http://www.w3.org/1999/xlink";
            case "fo" -> OPEN_DOCUMENT + "xsl-fo-compatible:1.0";
            default -> OPEN_DOCUMENT + vocabulary + ":1.0";
        };
    }

    static boolean isOfRelationships(String uri) {
        return RELATIONSHIPS.matcher(uri).matches();
    }

    static boolean contain(String uri) {
        return STANDARD.matcher(uri).matches()
                || uri.startsWith(MICROSOFT)
                        && EXTENSION.matcher(uri.substring(MICROSOFT.length())).matches();
    }
}

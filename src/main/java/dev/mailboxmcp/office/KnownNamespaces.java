// SPDX-License-Identifier: MIT
package dev.mailboxmcp.office;

import java.util.regex.Pattern;

/** Namespaces of OOXML that programs of Office understand, so that they show the choice that requires them (ECMA-376-3, 9.3). */
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

    private KnownNamespaces() {}

    static boolean contain(String uri) {
        return STANDARD.matcher(uri).matches()
                || uri.startsWith(MICROSOFT)
                        && EXTENSION.matcher(uri.substring(MICROSOFT.length())).matches();
    }
}

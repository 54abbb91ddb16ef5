// SPDX-License-Identifier: MIT
package dev.mailboxmcp.extract;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Small PDFs, written out as their format has them, so that a test shows what is in them. */
public final class PdfFiles {
    private PdfFiles() {}

    /** A page on which these words stand. */
    public static byte[] saying(String words) {
        return page("BT /F1 12 Tf 72 700 Td (" + words + ") Tj ET");
    }

    /** A page with this content. */
    public static byte[] page(String content) {
        return pages(List.of(content), "", "");
    }

    /**
     * Pages with these contents, on paper of 612 x 792 points, with the font F1.
     *
     * @param ofPages what stands in the dictionary of each page besides
     * @param ofCatalog what stands in that of the document besides
     * @param objects from number 100 on, in their order
     */
    public static byte[] pages(List<String> contents, String ofPages, String ofCatalog, String... objects) {
        List<String> all = new ArrayList<>();
        StringBuilder kids = new StringBuilder();
        for (int i = 0; i < contents.size(); i++) {
            int number = 10 + 2 * i;
            kids.append(number).append(" 0 R ");
            all.add(number + " 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents " + (number + 1)
                    + " 0 R /Resources <</Font <</F1 3 0 R>> /ExtGState <</G0 <</ca 0>> >> /Properties <</L1 4 0 R>>"
                    + " /XObject <</X1 100 0 R>> >> " + ofPages + ">> endobj");
            all.add(stream(number + 1, "", contents.get(i)));
        }
        all.add(0, "1 0 obj <</Type /Catalog /Pages 2 0 R " + ofCatalog + ">> endobj");
        all.add(1, "2 0 obj <</Type /Pages /Kids [" + kids + "] /Count " + contents.size() + ">> endobj");
        all.add(2, "3 0 obj <</Type /Font /Subtype /Type1 /BaseFont /Helvetica>> endobj");
        all.add(3, "4 0 obj <</Type /OCG /Name (Layer)>> endobj");
        for (int i = 0; i < objects.length; i++) {
            all.add((100 + i) + " 0 obj " + objects[i] + " endobj");
        }
        return file(all);
    }

    /** An object that holds bytes. */
    public static String stream(int number, String dictionary, String content) {
        return number + " 0 obj <<" + dictionary + " /Length " + content.getBytes(StandardCharsets.ISO_8859_1).length
                + ">> stream\n" + content + "\nendstream endobj";
    }

    /** A file of these objects, of which the first is the catalog. */
    public static byte[] file(List<String> objects) {
        return ("%PDF-1.7\n" + String.join("\n", objects) + "\ntrailer <</Root 1 0 R>>\nstartxref\n0\n%%EOF\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.launch;

import dev.mailboxmcp.office.OfficeFiles;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;

/** Attachments and pages of the demo's mails, small and real: every one can be opened. */
final class DemoFiles {
    private DemoFiles() {}

    /** A workbook of one sheet, as office programs open it. */
    static byte[] priceList() {
        List<List<Object>> rows = List.of(
                List.of("lot", "variety", "process", "score", "EUR/kg"),
                List.of("CS-1", "Catuaí", "natural", 86.5, 7.20),
                List.of("CS-2", "Catuaí", "washed", 85.0, 6.80),
                List.of("CS-3", "Bourbon", "honey", 87.25, 8.10),
                List.of("CS-4", "Mundo Novo", "natural", 84.5, 6.40));
        StringBuilder sheet = new StringBuilder();
        for (List<Object> row : rows) {
            sheet.append("<row>");
            for (Object cell : row) {
                sheet.append(
                        cell instanceof String text
                                ? "<c t=\"inlineStr\"><is><t>" + text + "</t></is></c>"
                                : "<c><v>" + cell + "</v></c>");
            }
            sheet.append("</row>");
        }
        String namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        String office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        String relations = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
                + "<Relationship Id=\"r1\" Type=\"" + office + "/%s\" Target=\"%s\"/></Relationships>";
        String type = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
        Map<String, String> files = new LinkedHashMap<>();
        files.put(
                "[Content_Types].xml",
                "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
                        + "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
                        + "<Override PartName=\"/xl/workbook.xml\" ContentType=\"" + type + "sheet.main+xml\"/>"
                        + "<Override PartName=\"/xl/sheet.xml\" ContentType=\"" + type + "worksheet+xml\"/></Types>");
        files.put("_rels/.rels", relations.formatted("officeDocument", "xl/workbook.xml"));
        files.put("xl/_rels/workbook.xml.rels", relations.formatted("worksheet", "sheet.xml"));
        files.put(
                "xl/workbook.xml",
                "<workbook xmlns=\"" + namespace + "\" xmlns:r=\"" + office
                        + "\"><sheets><sheet name=\"Prices\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>");
        files.put(
                "xl/sheet.xml",
                "<worksheet xmlns=\"" + namespace + "\"><sheetData>" + sheet + "</sheetData></worksheet>");
        return OfficeFiles.zip(files);
    }

    static byte[] stock(Random random) {
        StringBuilder rows = new StringBuilder("item,amount\n");
        for (String item : List.of("green bags", "roasted kg", "labels", "boxes")) {
            rows.append(item).append(',').append(random.nextInt(500)).append('\n');
        }
        return rows.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** A cup of coffee, more or less. */
    static byte[] picture() {
        BufferedImage image = new BufferedImage(160, 120, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        pen.setColor(new Color(0xF3E9DC));
        pen.fillRect(0, 0, 160, 120);
        pen.setColor(Color.WHITE);
        pen.fillOval(30, 20, 100, 80);
        pen.setColor(new Color(0x4B2E1E));
        pen.fillOval(42, 30, 76, 60);
        pen.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** One page with one line of Latin text. */
    static byte[] pdf(String line) {
        String content = "BT /F1 16 Tf 60 760 Td (" + line + ") Tj ET";
        List<String> objects = List.of(
                "<< /Type /Catalog /Pages 2 0 R >>",
                "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
                        + " /Resources << /Font << /F1 5 0 R >> >> >>",
                "<< /Length " + content.length() + " >>\nstream\n" + content + "\nendstream",
                "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
        StringBuilder file = new StringBuilder("%PDF-1.4\n");
        List<Integer> offsets = new ArrayList<>();
        for (int i = 0; i < objects.size(); i++) {
            offsets.add(file.length());
            file.append(i + 1).append(" 0 obj\n").append(objects.get(i)).append("\nendobj\n");
        }
        int table = file.length();
        file.append("xref\n0 ").append(objects.size() + 1).append("\n0000000000 65535 f \n");
        offsets.forEach(offset -> file.append(String.format("%010d 00000 n \n", offset)));
        file.append("trailer\n<< /Size ")
                .append(objects.size() + 1)
                .append(" /Root 1 0 R >>\nstartxref\n")
                .append(table)
                .append("\n%%EOF\n");
        return file.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A page as newsletters are: tables, styles, a hidden line, a tracking picture. */
    static String newsletter(String topic, int number) {
        return """
               <!DOCTYPE html>
               <html><head><meta charset="utf-8"><style>h1 { color: #4b2e1e } .small { font-size: 10px }</style></head>
               <body>
               <div style="display:none">Issue %2$d of The Cupping Table</div>
               <table width="600" align="center"><tr><td>
               <h1>%1$s</h1>
               <p>Good morning, coffee people! This week we look at <b>%1$s</b>: what we tried, what surprised us, and
               what we would not do again.</p>
               <ul><li>Three recipes to try at home</li><li>One myth less</li><li>A reader&rsquo;s question about caf&eacute;s
               </li></ul>
               <p><a href="https://cupping-table.example/%2$d?utm_source=letter">Read the whole story</a></p>
               <p class="small">You get this because you asked for it.
               <a href="https://cupping-table.example/leave">Unsubscribe</a></p>
               </td></tr></table>
               <img src="https://cupping-table.example/open.gif?n=%2$d" width="1" height="1" alt="">
               </body></html>
               """.formatted(topic, number);
    }
}

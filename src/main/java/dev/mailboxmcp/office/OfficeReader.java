// SPDX-License-Identifier: MIT
package dev.mailboxmcp.office;

import dev.mailboxmcp.office.DocumentText.LeftOut;
import dev.mailboxmcp.text.RightToLeft;
import dev.mailboxmcp.text.TextCleaner;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads documents of offices: OOXML (ECMA-376) and OpenDocument (ISO/IEC 26300), by their content, not by their name. Nothing
 * outside the file is looked at, nothing in it is run or computed, and what is embedded in it is not opened. Bounded in time
 * and memory: of a document that holds more, the start is given. Pure, thread-safe, never throws for what is in the bytes.
 */
public final class OfficeReader {
    /** What reading takes at most besides the bytes themselves. */
    public static final long MAX_MEMORY_BYTES = 32L << 20;

    private static final String OPEN_DOCUMENT = "content.xml";
    private static final String CONTENT_TYPES = "[Content_Types].xml";
    private static final Pattern CELL_END = Pattern.compile("(?<! ) ++\t");

    private OfficeReader() {}

    /**
     * Reads a document.
     *
     * @return null where the bytes are no such document
     */
    public static @Nullable OfficeText read(byte[] bytes) {
        OfficeBudget budget = new OfficeBudget();
        try {
            ZipDirectory zip = ZipDirectory.of(bytes, budget);
            if (zip == null) {
                return null;
            }
            OfficeText ooxml = zip.has(CONTENT_TYPES) || !zip.has(OPEN_DOCUMENT) ? ooxml(zip, budget) : null;
            return ooxml == null && zip.has(OPEN_DOCUMENT) ? openDocument(zip, budget) : ooxml;
        } catch (IOException | RuntimeException e) {
            return null; // an archive, of which nothing says that it is a document
        }
    }

    private static @Nullable OfficeText openDocument(ZipDirectory zip, OfficeBudget budget) throws IOException {
        DocumentText out = new DocumentText();
        OpenDocumentText text = new OpenDocumentText(out);
        if (isEncrypted(zip, budget)) {
            return new OfficeText(OfficeFormat.ODT, "", List.of("this document is encrypted"));
        }
        String end = ending(() -> text.read(zip, budget));
        OfficeFormat format = text.format();
        return format == null ? null : result(format, out, budget, end);
    }

    /** Manifests of older programs have a document type, which is not read; what is encrypted cannot be read as XML either. */
    private static boolean isEncrypted(ZipDirectory zip, OfficeBudget budget) {
        try {
            return Elements.count(zip, "META-INF/manifest.xml", budget, "encryption-data") > 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static @Nullable OfficeText ooxml(ZipDirectory zip, OfficeBudget budget) throws IOException {
        List<String> mains = Relations.of(zip, "", budget).paths("officeDocument");
        if (mains.isEmpty()) {
            return null;
        }
        String main = mains.get(0);
        OfficeFormat format = format(zip, main, budget);
        DocumentText out = new DocumentText();
        if (mains.size() > 1 || zip.has(OPEN_DOCUMENT)) {
            out.holdSeveral();
        }
        return switch (format) {
            case DOCX -> result(format, out, budget, ending(() -> WordText.read(zip, main, budget, out)));
            case XLSX -> result(format, out, budget, ending(() -> SheetText.read(zip, main, budget, out)));
            case PPTX -> result(format, out, budget, ending(() -> SlideText.read(zip, main, budget, out)));
            case ODT, ODS, ODP -> null;
            case null -> null;
        };
    }

    private static @Nullable OfficeFormat format(ZipDirectory zip, String main, OfficeBudget budget)
            throws IOException {
        try (XmlCursor xml = XmlCursor.open(zip, main, budget)) {
            if (xml == null || xml.next() != XmlCursor.Event.START) {
                return null;
            }
            return switch (xml.name()) {
                case "document" -> OfficeFormat.DOCX;
                case "workbook" -> OfficeFormat.XLSX;
                case "presentation" -> OfficeFormat.PPTX;
                default -> null;
            };
        }
    }

    /** Reads on until something stops it. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    /** @return why the end of the document is missing; empty where it is not */
    private static String ending(Step reading) {
        try {
            reading.run();
            return "";
        } catch (LimitReached e) {
            return "this document holds more than is read of one (" + e.getMessage() + "); its end is left out";
        } catch (IOException | RuntimeException e) {
            return "this document is broken; its end is left out";
        }
    }

    private static OfficeText result(OfficeFormat format, DocumentText out, OfficeBudget budget, String end) {
        out.leaveOut(LeftOut.HIDDEN_CHARS, budget.passedOver());
        List<String> warnings = new ArrayList<>(out.warnings());
        if (!end.isEmpty()) {
            warnings.add(end);
        }
        return new OfficeText(format, cleaned(out.toString()), warnings);
    }

    /** The text without what nobody sees, and without blanks at the ends of cells and lines. */
    private static String cleaned(String text) {
        StringBuilder lines = new StringBuilder(text.length());
        TextCleaner.text(RightToLeft.asSeen(text))
                .lines()
                .forEach(line -> lines.append(
                                CELL_END.matcher(line).replaceAll("\t").stripTrailing())
                        .append('\n'));
        return lines.toString().strip();
    }
}

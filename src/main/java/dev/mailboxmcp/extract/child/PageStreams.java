// SPDX-License-Identifier: MIT
package dev.mailboxmcp.extract.child;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.apache.pdfbox.contentstream.operator.Operator;
import org.apache.pdfbox.contentstream.operator.OperatorName;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSStream;
import org.apache.pdfbox.filter.FilterFactory;
import org.apache.pdfbox.pdfparser.PDFStreamParser;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.graphics.pattern.PDTilingPattern;

/**
 * Whether what draws a page is there as a whole. PDFBox reads what can be unpacked of it, be that nothing, and says so only
 * to its log.
 */
final class PageStreams {
    private static final int BUFFER = 1 << 16;
    private static final int ZLIB_HEADER = 2;
    private static final int MAX_FILTERS = 10;
    private static final Set<COSName> FLATE = Set.of(COSName.FLATE_DECODE, COSName.FLATE_DECODE_ABBREVIATION);
    private static final long MAX_UNPACKED = 64L << 20;

    private PageStreams() {}

    /** @param clock is asked often enough for nothing to take long */
    static boolean areWhole(PDPage page, Runnable clock) {
        if (page.getCOSObject().getItem(COSName.CONTENTS) == null) {
            return true;
        }
        COSBase contents = page.getCOSObject().getDictionaryObject(COSName.CONTENTS);
        if (!(contents instanceof COSArray all)) {
            return contents instanceof COSStream one && isWhole(one, clock);
        }
        for (int i = 0; i < all.size(); i++) {
            clock.run();
            if (!(all.getObject(i) instanceof COSStream one) || !isWhole(one, clock)) {
                return false;
            }
        }
        return true;
    }

    static boolean isWhole(COSStream stream, Runnable clock) {
        List<COSName> filters = filters(stream);
        try {
            if (filters.isEmpty()) {
                return true;
            }
            int last = filters.size() - 1;
            if (!FLATE.contains(filters.get(last))) {
                return isDecoded(stream);
            }
            InputStream packed = stream.createRawInputStream();
            for (int i = 0; i < last; i++) {
                ByteArrayOutputStream decoded = new ByteArrayOutputStream();
                FilterFactory.INSTANCE.getFilter(filters.get(i)).decode(packed, decoded, stream, i);
                packed = new ByteArrayInputStream(decoded.toByteArray());
            }
            return isInflatedWhole(packed, clock);
        } catch (IOException | DataFormatException e) {
            return false;
        }
    }

    private static List<COSName> filters(COSStream stream) {
        COSBase filters = stream.getFilters();
        List<COSName> names = new ArrayList<>();
        if (filters instanceof COSName one) {
            names.add(one);
        } else if (filters instanceof COSArray all) {
            for (int i = 0; i < Math.min(all.size(), MAX_FILTERS); i++) {
                if (all.getObject(i) instanceof COSName name) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    private static boolean isDecoded(COSStream stream) throws IOException {
        try (InputStream in = stream.createInputStream()) {
            return in.transferTo(OutputStream.nullOutputStream()) > 0 || stream.getLength() == 0;
        }
    }

    /** The sum at the end is not looked at: it is missing in many files, and nothing else then. */
    private static boolean isInflatedWhole(InputStream in, Runnable clock) throws IOException, DataFormatException {
        Inflater inflater = new Inflater(true);
        byte[] packed = new byte[BUFFER];
        byte[] unpacked = new byte[BUFFER];
        try (in) {
            in.skipNBytes(ZLIB_HEADER);
            while (!inflater.finished() && inflater.getBytesWritten() < MAX_UNPACKED) {
                clock.run();
                int read = inflater.needsInput() ? in.read(packed) : 0;
                if (read < 0) {
                    return false;
                }
                if (read > 0) {
                    inflater.setInput(packed, 0, read);
                }
                if (inflater.inflate(unpacked) == 0 && inflater.needsDictionary()) {
                    return false;
                }
            }
            return true;
        } finally {
            inflater.end();
        }
    }

    /** Whether there are letters in a pattern, with which areas are filled as with a colour. */
    static boolean holdsText(PDTilingPattern pattern, Runnable clock) {
        try {
            PDFStreamParser parser = new PDFStreamParser(pattern);
            for (Object token = parser.parseNextToken(); token != null; token = parser.parseNextToken()) {
                clock.run();
                if (token instanceof Operator operator && operator.getName().equals(OperatorName.BEGIN_TEXT)) {
                    return true;
                }
            }
        } catch (IOException e) {
            return false;
        }
        return false;
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.extract.child;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.apache.pdfbox.contentstream.operator.Operator;
import org.apache.pdfbox.contentstream.operator.OperatorName;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSStream;
import org.apache.pdfbox.filter.FilterFactory;
import org.apache.pdfbox.io.NonSeekableRandomAccessReadInputStream;
import org.apache.pdfbox.io.RandomAccessRead;
import org.apache.pdfbox.pdfparser.PDFStreamParser;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDResources;
import org.apache.pdfbox.pdmodel.graphics.form.PDFormXObject;
import org.apache.pdfbox.pdmodel.graphics.form.PDTransparencyGroup;
import org.apache.pdfbox.pdmodel.graphics.pattern.PDTilingPattern;

/**
 * What draws pages and forms, unpacked once, while it is read. PDFBox reads what can be unpacked of it, be that nothing, and says
 * so only to its log; here the page is told that something of it is missing. The clock is asked often enough for nothing to take
 * long.
 */
final class PageStreams {
    private static final int BUFFER = 1 << 14;
    private static final int ZLIB_HEADER = 2;
    private static final int MAX_FILTERS = 10;
    private static final Set<COSName> FLATE = Set.of(COSName.FLATE_DECODE, COSName.FLATE_DECODE_ABBREVIATION);

    private PageStreams() {}

    /** The same page, which tells when it is not whole. */
    static PDPage watched(PDPage page, PdfText text) {
        COSDictionary dictionary = page.getCOSObject();
        List<COSStream> streams = streamsOf(dictionary, text);
        return new PDPage(dictionary) {
            @Override
            public PDResources getResources() {
                return page.getResources(); // it knows the fonts of the pages before
            }

            @Override
            public RandomAccessRead getContentsForStreamParsing() {
                return joined(streams, text);
            }
        };
    }

    /** The same form. */
    static PDFormXObject watched(PDFormXObject form, PdfText text) {
        return new PDFormXObject(form.getCOSObject()) {
            @Override
            public PDResources getResources() {
                return form.getResources();
            }

            @Override
            public RandomAccessRead getContentsForStreamParsing() {
                return joined(List.of(getCOSObject()), text);
            }
        };
    }

    /** The same group. */
    static PDTransparencyGroup watched(PDTransparencyGroup group, PdfText text) {
        return new PDTransparencyGroup(group.getContentStream()) {
            @Override
            public PDResources getResources() {
                return group.getResources();
            }

            @Override
            public RandomAccessRead getContentsForStreamParsing() {
                return joined(List.of(getCOSObject()), text);
            }
        };
    }

    private static List<COSStream> streamsOf(COSDictionary page, PdfText text) {
        COSBase contents = page.getDictionaryObject(COSName.CONTENTS);
        List<COSStream> streams = new ArrayList<>();
        if (contents instanceof COSStream one) {
            streams.add(one);
        } else if (contents instanceof COSArray all) {
            for (int i = 0; i < all.size(); i++) {
                text.checkTime();
                if (all.getObject(i) instanceof COSStream one) {
                    streams.add(one);
                } else {
                    text.breakPage();
                }
            }
        } else if (page.getItem(COSName.CONTENTS) != null) {
            text.breakPage();
        }
        return streams;
    }

    private static RandomAccessRead joined(List<COSStream> streams, PdfText text) {
        return new NonSeekableRandomAccessReadInputStream(new Joined(streams.iterator(), text));
    }

    /** Streams one after the other, each opened when it is its turn. A piece is filled whole, since its reader can go back in it. */
    private static final class Joined extends InputStream {
        private final Iterator<COSStream> left;
        private final PdfText text;
        private InputStream in = InputStream.nullInputStream();
        private boolean begun;

        Joined(Iterator<COSStream> left, PdfText text) {
            this.left = left;
            this.text = text;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = 0;
            while (count < length) {
                text.checkTime();
                int read = more(bytes, offset + count, length - count);
                if (read >= 0) {
                    count += read;
                } else if (left.hasNext()) {
                    if (begun) {
                        bytes[offset + count++] = '\n'; // no word stretches over two
                    }
                    next();
                } else {
                    break;
                }
            }
            return count == 0 ? -1 : count;
        }

        private int more(byte[] bytes, int offset, int length) {
            try {
                return in.read(bytes, offset, length);
            } catch (IOException e) {
                text.breakPage();
                in = InputStream.nullInputStream();
                return -1;
            }
        }

        private void next() throws IOException {
            begun = true;
            in.close();
            try {
                in = unpacked(left.next());
            } catch (IOException e) {
                text.breakPage();
                in = InputStream.nullInputStream();
            }
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    private static InputStream unpacked(COSStream stream) throws IOException {
        List<COSName> filters = filters(stream);
        int last = filters.size() - 1;
        if (filters.isEmpty() || stream.getLength() == 0) {
            return stream.createRawInputStream();
        }
        if (!FLATE.contains(filters.get(last))) {
            PushbackInputStream decoded = new PushbackInputStream(stream.createInputStream());
            int first = decoded.read();
            if (first < 0) {
                throw new EOFException("nothing of it was decoded");
            }
            decoded.unread(first);
            return decoded;
        }
        InputStream packed = stream.createRawInputStream();
        for (int i = 0; i < last; i++) {
            ByteArrayOutputStream decoded = new ByteArrayOutputStream();
            FilterFactory.INSTANCE.getFilter(filters.get(i)).decode(packed, decoded, stream, i);
            packed = new ByteArrayInputStream(decoded.toByteArray());
        }
        packed.skipNBytes(ZLIB_HEADER);
        return new Inflated(packed);
    }

    /** Tells that it is cut, and gives what came before. The sum at the end is not looked at: it is missing in many files. */
    private static final class Inflated extends InflaterInputStream {
        Inflated(InputStream packed) {
            super(packed, new Inflater(true), BUFFER);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            long before = inf.getBytesWritten();
            try {
                int count = super.read(bytes, offset, length);
                if (count < 0 && !inf.finished()) {
                    throw new ZipException("it wants a dictionary");
                }
                return count;
            } catch (ZipException e) {
                int count = (int) (inf.getBytesWritten() - before);
                if (count == 0) {
                    throw e;
                }
                return count;
            }
        }

        @Override
        public void close() throws IOException {
            inf.end();
            super.close();
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

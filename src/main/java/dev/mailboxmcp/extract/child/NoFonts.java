// SPDX-License-Identifier: MIT
package dev.mailboxmcp.extract.child;

import java.awt.geom.GeneralPath;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.fontbox.FontBoxFont;
import org.apache.fontbox.ttf.OpenTypeFont;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.fontbox.util.BoundingBox;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.apache.pdfbox.pdmodel.font.CIDFontMapping;
import org.apache.pdfbox.pdmodel.font.FontMapper;
import org.apache.pdfbox.pdmodel.font.FontMapping;
import org.apache.pdfbox.pdmodel.font.PDCIDSystemInfo;
import org.apache.pdfbox.pdmodel.font.PDFontDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * Takes no fonts of the system in place of those that a file does not bring along: nothing is drawn, and searching for
 * them would read every font there is and write a cache. Where PDFBox wants a font all the same, it has its own.
 */
final class NoFonts implements FontMapper {
    private static final String FONT = "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf";

    private @Nullable TrueTypeFont font;

    @Override
    public FontMapping<TrueTypeFont> getTrueTypeFont(String baseFont, PDFontDescriptor descriptor) {
        return new FontMapping<>(font(), true);
    }

    @Override
    public FontMapping<FontBoxFont> getFontBoxFont(String baseFont, PDFontDescriptor descriptor) {
        return new FontMapping<>(new NoGlyphs(baseFont), true);
    }

    @Override
    @SuppressWarnings("NullAway") // a TrueType font stands for it
    public CIDFontMapping getCIDFont(String baseFont, PDFontDescriptor descriptor, PDCIDSystemInfo system) {
        return new CIDFontMapping((OpenTypeFont) null, font(), true);
    }

    private TrueTypeFont font() {
        if (font == null) {
            try (InputStream file = NoFonts.class.getResourceAsStream(FONT)) {
                if (file == null) {
                    throw new IllegalStateException("PDFBox comes with " + FONT);
                }
                font = new TTFParser().parse(new RandomAccessReadBuffer(file));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return font;
    }

    /** A font that draws nothing; how wide its letters are stands in the file, or is known of the 14 standard fonts. */
    private record NoGlyphs(String name) implements FontBoxFont {
        private static final int EM = 1000;

        @Override
        public String getName() {
            return name;
        }

        @Override
        public BoundingBox getFontBBox() {
            return new BoundingBox(0, 0, EM, EM);
        }

        @Override
        public List<Number> getFontMatrix() {
            return List.of(1f / EM, 0f, 0f, 1f / EM, 0f, 0f);
        }

        @Override
        public GeneralPath getPath(String glyph) {
            return new GeneralPath();
        }

        @Override
        public float getWidth(String glyph) {
            return EM / 2f;
        }

        @Override
        public boolean hasGlyph(String glyph) {
            return false;
        }
    }
}

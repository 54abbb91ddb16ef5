// SPDX-License-Identifier: MIT
package dev.mailboxmcp.extract.child;

import dev.mailboxmcp.extract.wire.ExtractRefusal;
import dev.mailboxmcp.extract.wire.ExtractionWriter;
import dev.mailboxmcp.extract.wire.Fact;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * Makes a picture as small as clients of MCP take, upright, and without anything else that was in its file. Its size is
 * judged by its head, before a single pixel is unpacked, and no more pixels are unpacked than are needed.
 */
final class PictureReader {
    private static final long MAX_PIXELS = 50_000_000;
    /** The most for pictures that have to be unpacked whole, outside of the heap. */
    private static final long MAX_WHOLE_PIXELS = 25_000_000;
    /** The most that fits into the heap beside what becomes of it. */
    private static final long MAX_KEPT_PIXELS = 4_000_000;

    private PictureReader() {}

    static void read(byte[] file, JobDeadline deadline, ExtractionWriter out)
            throws IOException, ExtractRefusedException {
        try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(file))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new ExtractRefusedException(ExtractRefusal.UNKNOWN);
            }
            ImageReader reader = readers.next();
            reader.setInput(in, false, true);
            int width = width(reader);
            int height = reader.getHeight(0);
            JpegHead head = JpegHead.of(file);
            long pixels = (long) width * height;
            if (pixels > MAX_PIXELS || head.progressive() && pixels > MAX_WHOLE_PIXELS) {
                throw new ExtractRefusedException(ExtractRefusal.TOO_LARGE);
            }
            boolean turned = head.orientation().swapsSides();
            out.fact(Fact.ORIGINAL_WIDTH, turned ? height : width);
            out.fact(Fact.ORIGINAL_HEIGHT, turned ? width : height);
            out.fact(Fact.MOVES, moves(reader) ? 1 : 0);
            BufferedImage picture = decoded(reader, width, height, head);
            Shrunk shrunk = Shrunk.of(head.orientation().upright(Shrunk.scaled(picture)), deadline);
            out.fact(Fact.WIDTH, shrunk.width());
            out.fact(Fact.HEIGHT, shrunk.height());
            out.picture(shrunk.bytes());
        } catch (ExtractRefusedException e) {
            throw e;
        } catch (JobStopped e) {
            throw new ExtractRefusedException(ExtractRefusal.TOO_LARGE, e);
        }
    }

    private static int width(ImageReader reader) throws ExtractRefusedException {
        try {
            return reader.getWidth(0);
        } catch (IOException | RuntimeException e) {
            throw new ExtractRefusedException(ExtractRefusal.BROKEN, e);
        }
    }

    private static boolean moves(ImageReader reader) {
        try {
            return "gif".equalsIgnoreCase(reader.getFormatName()) && reader.getNumImages(true) > 1;
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    private static BufferedImage decoded(ImageReader reader, int width, int height, JpegHead head)
            throws ExtractRefusedException {
        ImageReadParam param = reader.getDefaultReadParam();
        int step = Math.max(1, Math.max(width, height) / (2 * Shrunk.MAX_SIDE) + 1);
        while ((long) (width / step) * (height / step) > MAX_KEPT_PIXELS) {
            step++;
        }
        param.setSourceSubsampling(step, step, 0, 0);
        try {
            return reader.read(0, param);
        } catch (IOException | RuntimeException e) {
            if (head.isFourColored()) {
                return fourColored(reader, param, head);
            }
            throw new ExtractRefusedException(ExtractRefusal.BROKEN, e);
        }
    }

    /** A picture in the colours of print, which ImageIO gives as they are. */
    private static BufferedImage fourColored(ImageReader reader, ImageReadParam param, JpegHead head)
            throws ExtractRefusedException {
        try {
            return FourColors.toRgb(reader.readRaster(0, param), head);
        } catch (IOException | RuntimeException e) {
            throw new ExtractRefusedException(ExtractRefusal.BROKEN, e);
        }
    }
}

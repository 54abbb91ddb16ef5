// SPDX-License-Identifier: MIT
package dev.mailboxmcp.extract.child;

import dev.mailboxmcp.extract.wire.ExtractionReader;
import dev.mailboxmcp.extract.wire.Fact;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** A picture in as many bytes as clients take: PNG where that is small enough, which keeps writing sharp; else JPEG. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Shrunk(byte[] bytes, int width, int height) {
    /** The longer side, in pixels. */
    static final int MAX_SIDE = 1568;

    private static final float[] QUALITIES = {0.85f, 0.7f, 0.5f};
    private static final double STEP = 0.75;
    private static final int LOOKED_AT = 16_384;
    private static final int FEW_COLORS = 1024;

    static Shrunk of(BufferedImage picture, JobDeadline deadline) throws IOException {
        if (picture.getColorModel().hasAlpha() || hasFewColors(picture)) {
            byte[] png = png(picture);
            if (png.length <= ExtractionReader.MAX_PICTURE_BYTES) {
                return new Shrunk(png, picture.getWidth(), picture.getHeight());
            }
        }
        BufferedImage opaque = onWhite(picture);
        while (true) {
            for (float quality : QUALITIES) {
                if (deadline.hasPassed()) {
                    throw new JobStopped(Fact.TOO_SLOW);
                }
                byte[] jpeg = jpeg(opaque, quality);
                if (jpeg.length <= ExtractionReader.MAX_PICTURE_BYTES) {
                    return new Shrunk(jpeg, opaque.getWidth(), opaque.getHeight());
                }
            }
            opaque = scaled(opaque, Math.max(opaque.getWidth(), opaque.getHeight()) * STEP);
        }
    }

    /** Whether it is drawn or written rather than photographed. */
    private static boolean hasFewColors(BufferedImage picture) {
        Set<Integer> colors = new HashSet<>();
        int step = Math.max(1, (int) Math.sqrt((double) picture.getWidth() * picture.getHeight() / LOOKED_AT));
        for (int y = 0; y < picture.getHeight(); y += step) {
            for (int x = 0; x < picture.getWidth(); x += step) {
                colors.add(picture.getRGB(x, y));
            }
        }
        return colors.size() < FEW_COLORS;
    }

    /** No side longer than {@link #MAX_SIDE}. */
    static BufferedImage scaled(BufferedImage picture) {
        return scaled(picture, MAX_SIDE);
    }

    private static BufferedImage scaled(BufferedImage picture, double side) {
        double factor = Math.min(1, side / Math.max(picture.getWidth(), picture.getHeight()));
        int width = Math.max(1, (int) Math.round(picture.getWidth() * factor));
        int height = Math.max(1, (int) Math.round(picture.getHeight() * factor));
        if (factor == 1 && picture.getType() == typeFor(picture)) {
            return picture;
        }
        BufferedImage small = new BufferedImage(width, height, typeFor(picture));
        Graphics2D graphics = small.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(picture, 0, 0, width, height, null);
        graphics.dispose();
        return small;
    }

    static int typeFor(BufferedImage picture) {
        return picture.getColorModel().hasAlpha() ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB;
    }

    private static BufferedImage onWhite(BufferedImage picture) {
        if (!picture.getColorModel().hasAlpha()) {
            return picture;
        }
        BufferedImage opaque = new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = opaque.createGraphics();
        graphics.drawImage(picture, 0, 0, Color.WHITE, null);
        graphics.dispose();
        return opaque;
    }

    private static byte[] png(BufferedImage picture) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(picture, "png", bytes);
        return bytes.toByteArray();
    }

    private static byte[] jpeg(BufferedImage picture, float quality) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionQuality(quality);
            writer.write(null, new IIOImage(picture, null, null), param);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}

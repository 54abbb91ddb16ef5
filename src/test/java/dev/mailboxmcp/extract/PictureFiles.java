// SPDX-License-Identifier: MIT
package dev.mailboxmcp.extract;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Objects;
import javax.imageio.ImageIO;

/** Pictures for tests. */
public final class PictureFiles {
    private PictureFiles() {}

    /** A picture whose upper left quarter is red and whose rest is blue. */
    public static byte[] written(String format, int width, int height) throws IOException {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.setColor(Color.BLUE);
        graphics.fillRect(0, 0, width, height);
        graphics.setColor(Color.RED);
        graphics.fillRect(0, 0, width / 2, height / 2);
        graphics.dispose();
        return written(format, picture);
    }

    /** That picture as a file. */
    public static byte[] written(String format, BufferedImage picture) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (!ImageIO.write(picture, format, bytes)) {
            throw new IOException("this JDK writes no " + format);
        }
        return bytes.toByteArray();
    }

    /** The picture in a file. */
    public static BufferedImage read(byte[] file) throws IOException {
        return Objects.requireNonNull(ImageIO.read(new ByteArrayInputStream(file)));
    }
}

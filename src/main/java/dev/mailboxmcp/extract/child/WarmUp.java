// SPDX-License-Identifier: MIT
package dev.mailboxmcp.extract.child;

import dev.mailboxmcp.extract.wire.ExtractionWriter;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import javax.imageio.ImageIO;
import org.apache.pdfbox.pdmodel.font.FontMappers;

/** Loads and compiles what every job needs while nobody waits for it. */
final class WarmUp {
    /** A page as a browser prints it. */
    private static final String DOCUMENT = "warm-up.pdf";

    private static final int ROUNDS = 3;
    private static final int SIDE = 300;
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private WarmUp() {}

    static void run() {
        ImageIO.setUseCache(false); // which would be a file
        FontMappers.set(new NoFonts());
        ExtractionWriter nobody = new ExtractionWriter(OutputStream.nullOutputStream());
        try {
            byte[] document = document();
            byte[] picture = picture();
            for (int i = 0; i < ROUNDS; i++) {
                PdfReader.read(document, JobDeadline.in(PATIENCE), nobody);
                PictureReader.read(picture, JobDeadline.in(PATIENCE), nobody);
            }
        } catch (IOException | ExtractRefusedException e) {
            throw new IllegalStateException("the files of our own are sound", e);
        }
    }

    private static byte[] document() throws IOException {
        try (InputStream file = WarmUp.class.getResourceAsStream(DOCUMENT)) {
            if (file == null) {
                throw new IOException(DOCUMENT + " is missing");
            }
            return file.readAllBytes();
        }
    }

    private static byte[] picture() throws IOException {
        BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < SIDE * SIDE; i++) {
            picture.setRGB(i % SIDE, i / SIDE, i * SIDE); // as many colours as a photograph
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(picture, "jpeg", bytes);
        return bytes.toByteArray();
    }
}

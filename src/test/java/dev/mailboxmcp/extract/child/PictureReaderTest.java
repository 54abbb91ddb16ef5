// SPDX-License-Identifier: MIT
package dev.mailboxmcp.extract.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailboxmcp.extract.PictureFiles;
import dev.mailboxmcp.extract.wire.ExtractRefusal;
import dev.mailboxmcp.extract.wire.ExtractionReader;
import dev.mailboxmcp.extract.wire.ExtractionWriter;
import dev.mailboxmcp.extract.wire.Fact;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is made of pictures. */
class PictureReaderTest {
    private static final int RED = 0xFF0000;
    private static final int BLUE = 0x0000FF;
    private static final int SEED = 20261129;

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg", "gif", "bmp", "tiff"})
    void picturesAreReadForWhatTheyAre(String format) throws Exception {
        ExtractionReader read = read(PictureFiles.written(format, 300, 200));

        assertThat(read.facts()).containsEntry(Fact.WIDTH, 300).containsEntry(Fact.HEIGHT, 200);
        assertThat(corners(picture(read))).isEqualTo("red blue blue blue");
    }

    @ParameterizedTest
    @CsvSource({"3000,100,1568,52", "100,3000,52,1568", "1568,1568,1568,1568", "5000,5000,1568,1568", "1,9000,1,1568"})
    void noSideIsLongerThanClientsTake(int width, int height, int shownWidth, int shownHeight) throws Exception {
        ExtractionReader read = read(PictureFiles.written("png", width, height));

        BufferedImage shown = picture(read);
        assertThat(shown.getWidth()).isEqualTo(shownWidth);
        assertThat(shown.getHeight()).isEqualTo(shownHeight);
        assertThat(read.facts()).containsEntry(Fact.ORIGINAL_WIDTH, width).containsEntry(Fact.ORIGINAL_HEIGHT, height);
    }

    @Test
    void whateverIsInItAPictureIsSmallEnough() throws Exception {
        BufferedImage noise = new BufferedImage(1500, 1500, BufferedImage.TYPE_INT_ARGB);
        Random random = new Random(SEED);
        for (int i = 0; i < 1500 * 1500; i++) {
            noise.setRGB(i % 1500, i / 1500, random.nextInt());
        }

        ExtractionReader read = read(PictureFiles.written("png", noise));

        assertThat(Objects.requireNonNull(read.picture())).hasSizeLessThanOrEqualTo(ExtractionReader.MAX_PICTURE_BYTES);
    }

    /** What is upper left in the file is seen in this corner: upper left, upper right, lower left, lower right. */
    @ParameterizedTest
    @CsvSource({
        "1,red blue blue blue",
        "2,blue red blue blue",
        "3,blue blue blue red",
        "4,blue blue red blue",
        "5,red blue blue blue",
        "6,blue red blue blue",
        "7,blue blue blue red",
        "8,blue blue red blue",
        "9,red blue blue blue",
        "0,red blue blue blue"
    })
    void aPictureIsTurnedAsTheCameraWasHeld(int orientation, String corners) throws Exception {
        ExtractionReader read = read(turned(orientation));

        boolean onItsSide = orientation >= 5 && orientation <= 8;
        assertThat(corners(picture(read))).isEqualTo(corners);
        assertThat(read.facts()).containsEntry(Fact.WIDTH, onItsSide ? 200 : 300);
        assertThat(new String(Objects.requireNonNull(read.picture()), StandardCharsets.ISO_8859_1))
                .as("what else was in the file")
                .doesNotContain("Exif", "Secret Street 1");
    }

    @ParameterizedTest
    @CsvSource({"50000,50000", "2147483647,2147483647", "8000,7000"})
    void aPictureThatClaimsToBeHugeIsNotUnpacked(int width, int height) {
        assertThatThrownBy(() -> read(PngHead.claiming(width, height)))
                .extracting(failure -> ((ExtractRefusedException) failure).why())
                .isIn(ExtractRefusal.TOO_LARGE, ExtractRefusal.BROKEN);
    }

    @Test
    void aPictureThatIsCutOrChangedAnywhereIsReadOrRefused() throws Exception {
        Random random = new Random(SEED);
        for (String format : new String[] {"png", "jpg", "gif", "bmp", "tiff"}) {
            byte[] whole = PictureFiles.written(format, 60, 40);
            for (int round = 0; round < 40; round++) {
                byte[] changed = Arrays.copyOf(whole, round % 2 == 0 ? whole.length : random.nextInt(whole.length));
                for (int i = 0; i < 3 && changed.length > 0; i++) {
                    changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
                }
                try {
                    read(changed);
                } catch (ExtractRefusedException e) {
                    assertThat(e.why()).isNotEqualTo(ExtractRefusal.ENCRYPTED); // which no picture is
                }
            }
        }
    }

    private static byte[] turned(int orientation) throws IOException {
        byte[] plain = PictureFiles.written("jpg", 300, 200);
        byte[] exif = ("Exif\0\0MM\0*\0\0\0\u0008\0\u0001\u0001\u0012\0\u0003\0\0\0\u0001\0" + (char) orientation
                        + "\0\0\0\0\0\0Secret Street 1")
                .getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer file = ByteBuffer.allocate(plain.length + exif.length + 4);
        file.put(plain, 0, 2)
                .put((byte) 0xFF)
                .put((byte) 0xE1)
                .putShort((short) (exif.length + 2))
                .put(exif);
        return file.put(plain, 2, plain.length - 2).array();
    }

    private static String corners(BufferedImage picture) {
        int w = picture.getWidth();
        int h = picture.getHeight();
        return String.join(
                " ",
                color(picture, w / 4, h / 4),
                color(picture, w * 3 / 4, h / 4),
                color(picture, w / 4, h * 3 / 4),
                color(picture, w * 3 / 4, h * 3 / 4));
    }

    private static String color(BufferedImage picture, int x, int y) {
        int rgb = picture.getRGB(x, y) & 0xFFFFFF;
        return Ink.isAlike(rgb, RED) ? "red" : Ink.isAlike(rgb, BLUE) ? "blue" : Integer.toHexString(rgb);
    }

    private static BufferedImage picture(ExtractionReader read) throws IOException {
        return PictureFiles.read(Objects.requireNonNull(read.picture()));
    }

    private static ExtractionReader read(byte[] file) throws IOException, ExtractRefusedException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ExtractionWriter out = new ExtractionWriter(bytes);
        PictureReader.read(file, JobDeadline.in(Duration.ofSeconds(20)), out);
        out.end();
        ExtractionReader read = new ExtractionReader(new ByteArrayInputStream(bytes.toByteArray()));
        assertThat(read.readAll()).isNull();
        return read;
    }

    /** The start of a PNG, which says how large it is, and an end. */
    private static final class PngHead {
        static byte[] claiming(int width, int height) {
            ByteBuffer file = ByteBuffer.allocate(45);
            file.put(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10});
            byte[] head = ByteBuffer.allocate(13)
                    .putInt(width)
                    .putInt(height)
                    .put(new byte[] {8, 2, 0, 0, 0})
                    .array();
            chunk(file, "IHDR", head);
            chunk(file, "IEND", new byte[0]);
            return file.array();
        }

        private static void chunk(ByteBuffer file, String name, byte[] content) {
            CRC32 crc = new CRC32();
            byte[] type = name.getBytes(StandardCharsets.ISO_8859_1);
            crc.update(type);
            crc.update(content);
            file.putInt(content.length).put(type).put(content).putInt((int) crc.getValue());
        }
    }
}

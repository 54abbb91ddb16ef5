// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TransferDecoderTest {
    record Sample(String name, String encoding, byte[] encoded) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Sample> samples() {
        byte[] file = bytes(2_000);
        String lines = Base64.getMimeEncoder().encodeToString(file);
        return Stream.of(
                sample("lines", "base64", lines),
                sample("one line", "base64", Base64.getEncoder().encodeToString(file)),
                sample("LF alone", "base64", lines.replace("\r", "")),
                sample("blanks at the ends of lines", "base64", lines.replace("\r\n", " \r\n")),
                sample("two runs", "base64", Base64.getMimeEncoder().encodeToString(bytes(100)) + "\r\n" + lines),
                sample(
                        "a footer of a list",
                        "base64",
                        Base64.getMimeEncoder().encodeToString(bytes(1_000))
                                + "\r\n\r\n-- \r\nThe list of all lists\r\n"),
                sample("text that only says base64", "base64", "This is no base64, and a line of text.\r\n".repeat(9)),
                sample("quoted", "quoted-printable", "caf=E9 =\r\nand more  \r\n=3D=3D x=\r\n\r\nend=".repeat(40)),
                sample("8bit", "8bit", "caf\u00e9\r\n".repeat(30)),
                sample("uuencode", "x-uuencode", "begin 644 a\r\n#0V%T\r\n#0V%T\r\n`\r\nend\r\n"));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void theBytesAreThoseOfTheWholeWhereverItIsCut(Sample sample) {
        byte[] whole = TransferEncoding.decode(sample.encoded(), sample.encoding());
        int least = sample.encoding().equals("base64") ? 90 : 1; // what it is, is seen by its first piece
        for (int piece : new int[] {least, 7 * least, 977, 1 << 20}) {
            assertThat(inPieces(sample, piece)).as("pieces of %d", piece).isEqualTo(whole);
        }
    }

    /** Nothing of it is a line, and the memory is that of one. */
    @Test
    void aLineWithoutEndIsDecodedAllTheSame() {
        byte[] file = bytes(600_000);
        Sample base64 = sample("endless", "base64", Base64.getEncoder().encodeToString(file));
        Sample quoted = sample("endless", "quoted-printable", "=41=42 c".repeat(60_000));

        assertThat(inPieces(base64, 50_000)).isEqualTo(file);
        assertThat(inPieces(quoted, 50_000)).isEqualTo("AB c".repeat(60_000).getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] inPieces(Sample sample, int length) {
        TransferDecoder decoder = new TransferDecoder(sample.encoding());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] all = sample.encoded();
        for (int at = 0; at < all.length; at += length) {
            int end = Math.min(at + length, all.length);
            out.writeBytes(decoder.next(Arrays.copyOfRange(all, at, end), end == all.length));
        }
        return out.toByteArray();
    }

    private static Sample sample(String name, String encoding, String text) {
        return new Sample(name, encoding, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }
}

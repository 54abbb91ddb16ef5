// SPDX-License-Identifier: MIT
package dev.mailboxmcp.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Random;

/** Fills a folder with mails of ordinary shapes, the same each time. */
final class Seeding {
    private static final int LARGE_BYTES = 20_000_000;
    private static final int LINE_BYTES = 57; // 76 characters in Base64
    private static final int HIT_EVERY = 100;

    private Seeding() {}

    /** Appends so many mails, among them one with a large attachment; the folder is made where there is none. */
    static void seed(RawClient raw, String folder, String subject, int mails) throws IOException {
        try {
            raw.run("CREATE " + RawClient.quoted(folder));
        } catch (IOException e) {
            System.out.println("The folder " + folder + " is there already; mails are added to it.");
        }
        Random random = new Random(4711);
        for (int i = 1; i < mails; i++) {
            raw.append(folder, mail(random, i, i % HIT_EVERY == 0 ? subject : "notes"));
        }
        raw.append(folder, large());
    }

    private static byte[] mail(Random random, int number, String subject) {
        StringBuilder text = new StringBuilder(head(number, subject + " " + number))
                .append("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n");
        int bytes = 500 + random.nextInt(number % 2 == 0 ? 1500 : 9000);
        while (text.length() < bytes) {
            text.append("Line ").append(random.nextInt(100_000)).append(" of the mail, grüße aus dem Büro.\r\n");
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] large() {
        byte[] bytes = new byte[LARGE_BYTES];
        new Random(4712).nextBytes(bytes);
        String attachment = Base64.getMimeEncoder(LINE_BYTES / 3 * 4, new byte[] {'\r', '\n'})
                .encodeToString(bytes);
        return (head(0, "with a large attachment")
                        + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n"
                        + "See the attachment.\r\n--b\r\nContent-Type: application/pdf; name=large.pdf\r\n"
                        + "Content-Disposition: attachment; filename=large.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                        + attachment + "\r\n--b--\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static String head(int number, String subject) {
        ZonedDateTime date =
                ZonedDateTime.of(2026, 1, 1, 9, 0, 0, 0, ZoneOffset.UTC).plusMinutes(number);
        return "From: =?utf-8?q?Bj=C3=B6rn?= <bjorn" + number % 37 + "@example.org>\r\n"
                + "To: Anna <anna@example.org>, team@example.org\r\nSubject: " + subject + "\r\n"
                + "Message-ID: <" + number + "@bench.example.org>\r\nDate: "
                + DateTimeFormatter.RFC_1123_DATE_TIME.format(date) + "\r\nMIME-Version: 1.0\r\n";
    }
}

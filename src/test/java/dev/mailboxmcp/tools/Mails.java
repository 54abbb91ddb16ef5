// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Raw mails as they lie on a mail server. */
public final class Mails {
    private Mails() {}

    /** A mail of one part; subject and text may be in any script. */
    public static byte[] plain(String from, String to, String subject, String text) {
        return raw(
                """
                From: %s
                To: %s
                Subject: %s
                Date: Fri, 20 Nov 2026 14:03:00 +0100
                Message-ID: <%s@mails.example>
                MIME-Version: 1.0
                Content-Type: text/plain; charset=UTF-8
                Content-Transfer-Encoding: base64

                %s
                """.formatted(from, to, encodedWord(subject), Integer.toHexString(subject.hashCode()), base64(text)));
    }

    /** A text with a file beside it. */
    public static byte[] withAttachment(String subject, String text, String fileName, byte[] file) {
        return raw("""
                From: Bob <bob@mails.example>
                To: alice@mails.example
                Subject: %s
                Date: Fri, 20 Nov 2026 14:03:00 +0100
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary="b1"

                --b1
                Content-Type: text/plain; charset=UTF-8
                Content-Transfer-Encoding: base64

                %s
                --b1
                Content-Type: application/octet-stream; name="%s"
                Content-Disposition: attachment; filename="%s"
                Content-Transfer-Encoding: base64

                %s
                --b1--
                """.formatted(
                        encodedWord(subject),
                        base64(text),
                        encodedWord(fileName),
                        encodedWord(fileName),
                        Base64.getMimeEncoder().encodeToString(file)));
    }

    /** Text with bare line feeds, as bytes with CRLF. */
    public static byte[] raw(String text) {
        return text.replace("\r\n", "\n").replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    }

    private static String encodedWord(String text) {
        return text.chars().allMatch(c -> c < 127)
                ? text
                : "=?UTF-8?B?" + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)) + "?=";
    }

    private static String base64(String text) {
        return Base64.getMimeEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}

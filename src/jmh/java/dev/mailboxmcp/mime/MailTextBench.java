// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import dev.mailboxmcp.html.HtmlText;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Headers, dates, addresses and bodies of mails to text. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class MailTextBench {
    private final byte[] plainHeader = ascii("Re: the meeting of next week");
    private final byte[] encodedHeader = ascii("=?utf-8?Q?Gr=C3=BC=C3=9Fe?= aus =?iso-8859-1?q?M=FCnchen?=");
    private final byte[] unknownCharset = ascii("=?x-nobody-knows?Q?Gr=C3=BC=C3=9Fe?=");
    private final String usualDate = "Fri, 20 Nov 2026 10:00:00 +0100";
    private final String oddDate = "Friday, November 20, 2026 10:00 AM EST";
    private final byte[] plainBody = "Eine Zeile mit Grüßen, und noch ein paar Wörter dazu.\r\n"
            .repeat(90)
            .getBytes(StandardCharsets.UTF_8);
    private final byte[] htmlBody = ("<html><head><style>p { margin: 0 } .x { display: none }</style></head><body>"
                    + "<p style='color:#333'>A <b>word</b> and a <a href='https://example.org/'>link</a>.</p>"
                            .repeat(200)
                    + "<table><tr><td>one</td><td>two</td></tr></table><span class=x>hidden</span></body></html>")
            .getBytes(StandardCharsets.UTF_8);

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Benchmark
    public String headerPlain() {
        return HeaderText.decode(plainHeader, 500);
    }

    @Benchmark
    public String headerEncoded() {
        return HeaderText.decode(encodedHeader, 500);
    }

    @Benchmark
    public String headerOfUnknownCharset() {
        return HeaderText.decode(unknownCharset, 500);
    }

    @Benchmark
    public @Nullable OffsetDateTime dateUsual() {
        return MessageDate.parse(usualDate);
    }

    @Benchmark
    public @Nullable OffsetDateTime dateOdd() {
        return MessageDate.parse(oddDate);
    }

    @Benchmark
    public String address() {
        return AddressText.format("Anna Example", "anna", "example.org");
    }

    @Benchmark
    public String bodyPlain() {
        return BodyText.plain(plainBody, "8bit", "utf-8", false, false);
    }

    @Benchmark
    public HtmlText bodyHtml() {
        return BodyText.html(htmlBody, "8bit", "utf-8");
    }
}

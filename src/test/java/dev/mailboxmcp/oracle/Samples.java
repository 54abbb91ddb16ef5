// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oracle;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The HTML mails of the oracle: tricks and newsletters written by hand, and mixtures of what both are made of. */
final class Samples {
    private static final int MIXTURES = 100;
    private static final long SEED = 20261125;

    private static final String[] SHOWN = {
        "<p>{s6}</p>",
        "<h2 style='color:#%1$s'>{s3}</h2>",
        "<div style='background:#%1$s;padding:8px'><span style='color:#fff'>{s4}</span></div>",
        "<table width='100%%' cellpadding=4><tr><td bgcolor='#%1$s'><font color='#ffffff'>{s3}</font></td><td>{s3}</td></tr></table>",
        "<ul><li>{s2}</li><li>{s3}</li></ul>",
        "<p style='font-size:11px;color:#777'>{s8}</p>",
        "<a href='https://a.example/%1$s' style='background:#%1$s;color:#fff;padding:4px 9px;display:inline-block'>{s2}</a>",
        "<div style='width:%2$dpx;overflow:hidden'>{s3}</div>",
        "<div style='height:0'>{s}</div><div style='height:30px'></div>",
        "<blockquote>{s5}</blockquote>",
        "<div class=a%3$d>{s3}</div>",
        "<td><span style='font-size:14px'>{s2}</span></td>",
        "<div style='display:flex'><p style='margin:0 9px 0 0'>{s2}</p><p style='margin:0'>{s2}</p></div>",
        "<pre>{s3}\n{s2}</pre>",
        "<div style='position:relative;left:%3$dpx'>{s2}</div>",
        "<center><b>{s}</b> <i>{s}</i> <u>{s}</u></center>",
    };

    private static final String[] HIDDEN = {
        "<div style='display:none'>{h4}</div>",
        "<span style='font-size:0'>{h3}</span>",
        "<span style='color:#fff'>{h3}</span>",
        "<div style='max-height:0;overflow:hidden'>{h3}</div>",
        "<div style='opacity:0'>{h3}</div>",
        "<div style='visibility:hidden'>{h2}</div>",
        "<div style='position:absolute;left:-9999px'>{h3}</div>",
        "<div style='text-indent:-9999px'>{h2}</div>",
        "<div class=h%3$d>{h3}</div>",
        "<div hidden>{h2}</div>",
        "<!--[if mso]>{h3}<![endif]-->",
        "<div style='background:#%1$s;color:#%1$s'>{h2}</div>",
        "<div style='transform:scale(0)'>{h2}</div>",
        "<div style='clip-path:inset(100%%)'>{h2}</div>",
        "<details><summary>{s}</summary>{h2}</details>",
        "<div style='--v:none;display:var(--v)'>{h2}</div>",
    };

    private static final String[] WRAPPED = {
        "%s",
        "<div>%s</div>",
        "<table><tr><td>%s</td></tr></table>",
        "<div style='max-width:600px;margin:0 auto'>%s</div>",
        "<table align=center width=600><tr><td style='padding:10px'>%s</td></tr></table>",
        "<div style='font-family:Georgia'><span>%s</span></div>",
    };

    private static final String[] HIDING = {
        "display:none",
        "font-size:1px",
        "color:#fefefe",
        "opacity:.02",
        "visibility:hidden",
        "height:0;overflow:hidden",
        "display:none!important",
        "-webkit-text-fill-color:transparent",
        "zoom:.01",
        "content-visibility:hidden"
    };

    private static final String[] SHOWING = {
        "display:block",
        "font-size:13px",
        "color:#444",
        "opacity:.8",
        "visibility:visible",
        "overflow:hidden",
        "background:#222;color:#eee",
        "letter-spacing:1px",
        "text-transform:none",
        "padding:3px"
    };

    private Samples() {}

    static List<Sample> all() {
        List<Sample> all = new ArrayList<>(written("tricks.txt"));
        all.addAll(written("newsletters.txt"));
        Random random = new Random(SEED);
        for (int i = 0; i < MIXTURES; i++) {
            all.add(Sample.of("mixture " + i, mixture(random)));
        }
        return all;
    }

    /** Templates, each under its name behind {@code ===}. */
    private static List<Sample> written(String resource) {
        try (InputStream in = Samples.class.getResourceAsStream(resource)) {
            List<Sample> samples = new ArrayList<>();
            for (String part : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("(?m)^=== ", -1)) {
                if (!part.isBlank()) {
                    int end = part.indexOf('\n');
                    samples.add(Sample.of(part.substring(0, end).strip(), part.substring(end + 1)));
                }
            }
            return samples;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String mixture(Random random) {
        StringBuilder sheet = new StringBuilder();
        for (int i = 0; i < 10; i++) {
            sheet.append(".a")
                    .append(i)
                    .append('{')
                    .append(pick(random, SHOWING))
                    .append("}\n.h");
            sheet.append(i).append('{').append(pick(random, HIDING)).append("}\n");
        }
        StringBuilder body = new StringBuilder();
        int blocks = 4 + random.nextInt(8);
        for (int i = 0; i < blocks; i++) {
            String piece = pick(random, random.nextInt(3) == 0 ? HIDDEN : SHOWN);
            String filled = piece.formatted(dark(random), 300 + random.nextInt(300), random.nextInt(10));
            body.append(pick(random, WRAPPED).formatted(filled)).append('\n');
        }
        return (random.nextBoolean() ? "<!DOCTYPE html>\n" : "") + "<html><head><style>" + sheet
                + "</style></head><body>\n" + body + "</body></html>\n";
    }

    private static String dark(Random random) {
        return "%02x%02x%02x".formatted(random.nextInt(110), random.nextInt(110), random.nextInt(110));
    }

    private static String pick(Random random, String[] choices) {
        return choices[random.nextInt(choices.length)];
    }
}

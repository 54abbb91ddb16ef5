// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oracle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mailboxmcp.chromium.Chromium;
import dev.mailboxmcp.html.HtmlText;
import dev.mailboxmcp.mime.BodyText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Our text of mails of shops and services against what a real browser says is shown ({@code innerText}). The mails are
 * others' and lie in no repository: {@code -Dhtml.corpus=FOLDER} names a folder with files {@code *.html}, without it the
 * test is skipped. Writes what was lost, and which mails are in doubt, to {@code target/oracle/corpus.txt}.
 */
@Tag("nightly")
class HtmlCorpusNightlyTest {
    private static final double LEAST_RECALL = 0.999;
    private static final double MOST_IN_DOUBT = 0.05;
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");
    /** Where links lead stands in our text alone. */
    private static final Pattern TARGET = Pattern.compile(" ?<(?:https?|mailto|tel)[^>]*>");

    private static final Pattern INVISIBLE = Pattern.compile("[\\u00ad\\u034f\\u200b-\\u200f\\u2060-\\u2064\\ufeff]");

    @Test
    void legitimateMailsLoseNoWordsAndRaiseNoDoubt(@TempDir Path profile) throws Exception {
        String folder = System.getProperty("html.corpus", "");
        assumeTrue(!folder.isEmpty(), "there is no -Dhtml.corpus");
        List<Path> mails;
        try (Stream<Path> files = Files.walk(Path.of(folder))) {
            mails = files.filter(file -> file.toString().endsWith(".html"))
                    .sorted()
                    .toList();
        }
        List<String> report = new ArrayList<>();
        int shown = 0;
        int kept = 0;
        int inDoubt = 0;
        try (Chromium chromium =
                Chromium.start(profile, "--hide-scrollbars", "--host-resolver-rules=MAP * ~NOTFOUND")) {
            chromium.setScripts(false);
            chromium.resize(1024, 768);
            for (Path mail : mails) {
                String html = new String(Files.readAllBytes(mail), UTF_8);
                HtmlText read = BodyText.html(html.getBytes(UTF_8), "", "utf-8");
                Map<String, Integer> theirs = words(innerText(chromium, profile, html));
                Map<String, Integer> ours = words(TARGET.matcher(read.text()).replaceAll(""));
                TreeSet<String> lost = new TreeSet<>();
                for (Map.Entry<String, Integer> word : theirs.entrySet()) {
                    int here = Math.min(word.getValue(), ours.getOrDefault(word.getKey(), 0));
                    shown += word.getValue();
                    kept += here;
                    if (here < word.getValue()) {
                        lost.add(word.getKey());
                    }
                }
                inDoubt += read.uncertain() ? 1 : 0;
                if (read.uncertain() || !lost.isEmpty()) {
                    report.add(mail.getFileName() + (read.uncertain() ? "\tin doubt" : "") + "\tlost " + lost);
                }
            }
        }
        report.add(mails.size() + " mails, " + kept + " of " + shown + " words kept, " + inDoubt + " mails in doubt");
        Files.createDirectories(Path.of("target", "oracle"));
        Files.write(Path.of("target", "oracle", "corpus.txt"), report);

        assertThat((double) kept / shown).as(String.join("\n", report)).isGreaterThanOrEqualTo(LEAST_RECALL);
        assertThat((double) inDoubt / mails.size())
                .as(String.join("\n", report))
                .isLessThanOrEqualTo(MOST_IN_DOUBT);
    }

    private static String innerText(Chromium chromium, Path folder, String html) throws Exception {
        Path file = folder.resolve("mail.html");
        Files.writeString(file, "\uFEFF" + html);
        chromium.open(file.toUri().toString());
        return chromium.evaluate("document.body.innerText");
    }

    private static Map<String, Integer> words(String text) {
        String plain = INVISIBLE
                .matcher(Normalizer.normalize(text, Normalizer.Form.NFC))
                .replaceAll("");
        Map<String, Integer> counts = new HashMap<>();
        Matcher word = WORD.matcher(plain.toLowerCase(Locale.ROOT));
        while (word.find()) {
            counts.merge(word.group(), 1, Integer::sum);
        }
        return counts;
    }
}

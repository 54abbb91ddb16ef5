// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.chromium.Chromium;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Asks a real browser again whether it shows the word of each case: by its picture with that word and with another. */
@Tag("nightly")
class HiddenTextNightlyTest {
    private static final int WIDTH = 1024;
    private static final int HEIGHT = 768;
    /**
     * The difference of one channel that counts as a trace; letters may leave traces in the colour of their ground that
     * nobody sees.
     */
    private static final int TRACE = 4;

    @Test
    void theBrowserHidesWhatItHidWhenItsVerdictsWereCommitted(@TempDir Path folder) throws Exception {
        List<String> changed = new ArrayList<>();
        try (Chromium chromium = Chromium.start(
                folder,
                "--hide-scrollbars",
                "--disable-lcd-text",
                "--force-device-scale-factor=1",
                "--host-resolver-rules=MAP * ~NOTFOUND")) {
            chromium.setScripts(false);
            chromium.resize(WIDTH, HEIGHT);
            for (HiddenTextCase mail : HiddenTextCase.more()) {
                if (isHidden(chromium, folder, mail.html()) != mail.hidden()) {
                    changed.add(mail.name());
                }
            }
            for (HiddenTextCase mail : HiddenTextCase.reported()) {
                // what is said to be seen of these was judged by eyes that see traces
                if (mail.hidden() && !isHidden(chromium, folder, mail.html())) {
                    changed.add(mail.name());
                }
            }
        }
        assertThat(changed).isEmpty();
    }

    private static boolean isHidden(Chromium chromium, Path folder, String html) throws IOException {
        String other = new StringBuilder(HiddenTextCase.WORD).reverse().toString(); // as wide
        BufferedImage one = picture(chromium, folder, html);
        BufferedImage two = picture(chromium, folder, html.replace(HiddenTextCase.WORD, other));
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                if (differ(one.getRGB(x, y), two.getRGB(x, y))) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean differ(int one, int other) {
        for (int shift = 0; shift <= 16; shift += 8) {
            if (Math.abs((one >> shift & 255) - (other >> shift & 255)) > TRACE) {
                return true;
            }
        }
        return false;
    }

    private static BufferedImage picture(Chromium chromium, Path folder, String html) throws IOException {
        Path file = folder.resolve("case.html");
        Files.writeString(file, "\uFEFF" + html);
        chromium.open(file.toUri().toString());
        return chromium.picture(WIDTH, HEIGHT);
    }
}

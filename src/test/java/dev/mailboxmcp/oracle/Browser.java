// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oracle;

import dev.mailboxmcp.chromium.Chromium;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Says which words of a document a person sees. A word is seen if the browser says it is visible, if it is large enough to
 * be read, and if the picture of the page changes where it stands once its ink is taken away: that covers colour, clipping,
 * what lies above it, and places off the page, without knowing of any of them.
 */
final class Browser implements AutoCloseable {
    private static final int WIDTH = 1024;
    private static final int HEIGHT = 768;
    private static final double LEAST_HEIGHT = 3.5;
    /** The least distance of two colours that differ, 0..441. */
    private static final double LEAST_DISTANCE = 30;

    private static final String WITHOUT_INK =
            "document.head.appendChild(Object.assign(document.createElement('style'), {textContent: '%s {"
                    + "-webkit-text-fill-color: transparent !important; text-shadow: none !important;"
                    + "-webkit-text-stroke: 0 !important; text-decoration-color: transparent !important;"
                    + "transition: none !important; background-clip: border-box !important}'}))";

    private record Box(String word, double left, double top, double right, double bottom) {
        boolean overlaps(Box other) {
            return left < other.right - 1 && other.left < right - 1 && top < other.bottom - 2 && other.top < bottom - 2;
        }
    }

    private final Path folder;
    private final Chromium chromium;
    private final String script;

    Browser(Path folder) throws Exception {
        this.folder = folder;
        chromium = Chromium.start(
                folder,
                "--hide-scrollbars",
                "--disable-lcd-text",
                "--force-device-scale-factor=1",
                "--host-resolver-rules=MAP * ~NOTFOUND"); // a mail that is shown fetches nothing
        chromium.setScripts(false);
        chromium.resize(WIDTH, HEIGHT);
        try (InputStream in = Browser.class.getResourceAsStream("words.js")) {
            script = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    Set<String> seenWords(Sample sample) {
        try {
            Path file = folder.resolve("sample.html");
            Files.writeString(file, "\uFEFF" + sample.html());
            chromium.open(file.toUri().toString());
            JsonObject page = chromium.value(script).asJsonObject();
            int width = Math.max(1, page.getInt("width"));
            int height = Math.max(1, page.getInt("height"));
            List<Box> boxes = boxes(page.getJsonObject("words"));
            BufferedImage inked = chromium.picture(width, height);
            chromium.value(WITHOUT_INK.formatted("*"));
            BufferedImage bare = chromium.picture(width, height);
            Set<String> seen = new LinkedHashSet<>();
            for (Box box : boxes) {
                boolean crowded = boxes.stream().anyMatch(other -> !other.word.equals(box.word) && box.overlaps(other));
                if (differ(inked, crowded ? alone(box.word, sample, width, height) : bare, box)) {
                    seen.add(box.word);
                }
            }
            return seen;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The page without the ink of the one word. */
    private BufferedImage alone(String word, Sample sample, int width, int height) throws IOException {
        Path file = folder.resolve("sample.html");
        Files.writeString(file, "\uFEFF" + sample.html());
        chromium.open(file.toUri().toString());
        chromium.value("""
                (() => {
                  const walker = document.createTreeWalker(document, NodeFilter.SHOW_TEXT);
                  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
                    const at = node.data.search(/%s(?![a-z])/);
                    if (at >= 0) {
                      const range = document.createRange();
                      range.setStart(node, at);
                      range.setEnd(node, at + %d);
                      CSS.highlights.set('word', new Highlight(range));
                    }
                  }
                })()
                """.formatted(word, word.length()));
        chromium.value(WITHOUT_INK
                .formatted("::highlight(word)")
                .replace("-webkit-text-fill", "color: transparent !important; -webkit-text-fill"));
        return chromium.picture(width, height);
    }

    private static List<Box> boxes(JsonObject words) {
        List<Box> boxes = new ArrayList<>();
        words.forEach((word, rectangles) -> {
            for (JsonValue rectangle : rectangles.asJsonArray()) {
                JsonArray sides = rectangle.asJsonArray();
                Box box = new Box(word, side(sides, 0), side(sides, 1), side(sides, 2), side(sides, 3));
                if (box.bottom - box.top >= LEAST_HEIGHT && box.right > box.left) {
                    boxes.add(box);
                }
            }
        });
        return boxes;
    }

    private static double side(JsonArray sides, int index) {
        return sides.getJsonNumber(index).doubleValue();
    }

    private static boolean differ(BufferedImage one, BufferedImage other, Box box) {
        int right = (int) Math.min(Math.min(one.getWidth(), other.getWidth()), Math.ceil(box.right));
        int bottom = (int) Math.min(Math.min(one.getHeight(), other.getHeight()), Math.ceil(box.bottom));
        for (int y = (int) Math.max(0, box.top); y < bottom; y++) {
            for (int x = (int) Math.max(0, box.left); x < right; x++) {
                if (distance(one.getRGB(x, y), other.getRGB(x, y)) >= LEAST_DISTANCE) {
                    return true;
                }
            }
        }
        return false;
    }

    private static double distance(int one, int other) {
        int red = (one >> 16 & 255) - (other >> 16 & 255);
        int green = (one >> 8 & 255) - (other >> 8 & 255);
        int blue = (one & 255) - (other & 255);
        return Math.sqrt(red * red + green * green + blue * blue);
    }

    @Override
    public void close() {
        chromium.close();
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import dev.mailboxmcp.mime.CssDeclarations.Declaration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What animations leave behind: the last of their frames where they fill forwards, or what all their time looks the same. */
final class CssKeyframes {
    private static final int MAX = 100;
    private static final Pattern FRAME = Pattern.compile("([^{}]{1,100}+)\\{([^{}]{0,2000}+)}");

    private record Frames(List<Declaration> first, List<Declaration> last) {}

    private final Map<String, Frames> byName = new HashMap<>();

    void add(String name, String block) {
        List<Declaration> first = List.of();
        List<Declaration> last = List.of();
        Matcher frame = FRAME.matcher(block);
        for (int i = 0; i < MAX && frame.find(); i++) {
            String at = frame.group(1).toLowerCase(Locale.ROOT);
            List<Declaration> declarations = CssDeclarations.parse(frame.group(2));
            first = at.contains("from") || at.matches("(?:.*,)?\\s*0%.*") ? declarations : first;
            last = at.contains("to") || at.contains("100%") ? declarations : last;
        }
        if (byName.size() < MAX) {
            byName.put(name.replaceAll("[\"']", ""), new Frames(first, last));
        }
    }

    /** @param values of an element, its animation among them */
    List<Declaration> lasting(Map<String, String> values) {
        String animation = (values.getOrDefault("animation", "") + " " + values.getOrDefault("animation-name", "") + " "
                        + values.getOrDefault("animation-fill-mode", ""))
                .strip();
        if (byName.isEmpty() || animation.isEmpty()) {
            return List.of();
        }
        for (String word : animation.split("[\\s,]+", MAX)) {
            Frames frames = byName.get(word);
            if (frames != null) {
                boolean fills = animation.contains("forwards") || animation.contains("both");
                return fills
                        ? frames.last
                        : frames.last.stream().filter(frames.first::contains).toList();
            }
        }
        return List.of();
    }
}

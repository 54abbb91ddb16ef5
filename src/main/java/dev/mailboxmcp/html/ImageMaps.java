// SPDX-License-Identifier: MIT
package dev.mailboxmcp.html;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** The links that lie over pictures by {@code usemap}: each map is given to the first picture that names it. Not thread-safe. */
final class ImageMaps {
    private static final int MAX_AREAS = 50;

    private final Map<String, List<Element>> areas = new HashMap<>(); // by what pictures say

    ImageMaps(Document document) {
        for (Element map : document.getElementsByTag("map")) {
            areas.computeIfAbsent(
                    "#" + map.attr("name"),
                    name -> map.getElementsByTag("area").stream()
                            .filter(area -> area.hasAttr("href"))
                            .limit(MAX_AREAS)
                            .toList());
        }
    }

    /** The links of a picture, in the order of the map; none where another picture had them. */
    List<Element> take(Element picture) {
        List<Element> taken = areas.remove(picture.attr("usemap").strip());
        return taken == null ? List.of() : taken;
    }
}

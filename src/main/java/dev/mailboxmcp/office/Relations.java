// SPDX-License-Identifier: MIT
package dev.mailboxmcp.office;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a part of an OOXML package refers to (ECMA-376-2, 9.3). Nothing outside the package is ever looked at.
 *
 * @param byId in the order of the file
 */
record Relations(Map<String, Target> byId) {
    private static final int MAX = 10_000;
    /** Those of others are not followed by programs of Office. */
    private static final Pattern TYPE = Pattern.compile(
            "http://(?:schemas\\.openxmlformats\\.org|purl\\.oclc\\.org/ooxml|schemas\\.microsoft\\.com/office)/.*");

    private static final Target NOWHERE = new Target("", "", false);

    /**
     * One reference.
     *
     * @param type the last word of its URI, such as {@code worksheet}; empty where it is none of Office
     * @param path of an entry, or an address outside
     */
    record Target(String type, String path, boolean external) {}

    /** @param part whose references they are; empty for those of the package */
    static Relations of(ZipDirectory zip, String part, OfficeBudget budget) throws IOException {
        String folder = part.substring(0, part.lastIndexOf('/') + 1);
        Map<String, Target> byId = new LinkedHashMap<>();
        try (XmlCursor xml =
                XmlCursor.open(zip, folder + "_rels/" + part.substring(folder.length()) + ".rels", budget)) {
            while (xml != null && byId.size() < MAX) {
                switch (xml.next()) {
                    case START -> {
                        if (xml.name().equals("Relationship")) {
                            String type = xml.attribute("Type");
                            boolean external = xml.attribute("TargetMode").equalsIgnoreCase("External");
                            String target = xml.attribute("Target");
                            boolean known = TYPE.matcher(type).matches();
                            byId.putIfAbsent(
                                    xml.attribute("Id"),
                                    new Target(
                                            known ? type.substring(type.lastIndexOf('/') + 1) : "",
                                            external ? target : resolved(folder, target),
                                            external));
                        }
                    }
                    case END, TEXT -> {}
                    case FINISHED -> {
                        return new Relations(byId);
                    }
                }
            }
        }
        return new Relations(byId);
    }

    /** The target of an id; an empty one where it refers to nothing. */
    Target get(String id) {
        return byId.getOrDefault(id, NOWHERE);
    }

    /** Entries of that type, in the order of the file. */
    List<String> paths(String type) {
        return byId.values().stream()
                .filter(target -> target.type.equals(type) && !target.external)
                .map(Target::path)
                .distinct()
                .toList();
    }

    private static String resolved(String folder, String target) {
        Deque<String> path = new ArrayDeque<>();
        for (String step : (target.startsWith("/") ? target : folder + target).split("/", -1)) {
            if (step.equals("..")) {
                path.pollLast();
            } else if (!step.isEmpty() && !step.equals(".")) {
                path.addLast(step);
            }
        }
        return String.join("/", path);
    }
}

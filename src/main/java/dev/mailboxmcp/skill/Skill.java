// SPDX-License-Identifier: MIT
package dev.mailboxmcp.skill;

import dev.mailboxmcp.rpc.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One skill of the extension {@code io.modelcontextprotocol/skills} (SEP-2640): a single file SKILL.md.
 *
 * @param uri of the file; the last segment before its name is the skill's name
 * @param frontmatter the members at the head of the file, all of them strings, in their order
 * @param text the whole file
 */
record Skill(String uri, Map<String, String> frontmatter, String text) {
    private static final String NAME = "name";
    private static final String DESCRIPTION = "description";
    private static final String MIME_TYPE = "text/markdown";

    /** Two lines of dashes with a member on each line between them; values are plain scalars of YAML. */
    private static final Pattern HEAD = Pattern.compile("---\n((?:[a-z]+: [^\n]+\n)+)---\n", Pattern.DOTALL);

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException for one without name and description, or with another name than it is kept under
     */
    static Skill of(String name, String text) {
        Matcher head = HEAD.matcher(text);
        Map<String, String> frontmatter = new LinkedHashMap<>();
        if (head.lookingAt()) {
            head.group(1).lines().forEach(line -> {
                int colon = line.indexOf(": ");
                frontmatter.put(line.substring(0, colon), line.substring(colon + 2));
            });
        }
        if (!name.equals(frontmatter.get(NAME)) || !frontmatter.containsKey(DESCRIPTION)) {
            throw new IllegalArgumentException("the skill " + name + " has no proper head");
        }
        return new Skill("skill://mailbox-mcp/" + name + "/SKILL.md", frontmatter, text);
    }

    /** An entry of {@code skills/list}. */
    JsonObject entry() {
        JsonObjectBuilder head = Json.createObjectBuilder();
        frontmatter.forEach(head::add);
        byte[] file = text.getBytes(StandardCharsets.UTF_8);
        return Json.createObjectBuilder()
                .add("uri", uri)
                .add("frontmatter", head)
                .add(
                        "resources",
                        Json.createArrayBuilder()
                                .add(Json.createObjectBuilder()
                                        .add("uri", uri)
                                        .add("digest", "sha256:" + sha256(file))
                                        .add("size", file.length)))
                .build();
    }

    /** An entry of {@code resources/list}. */
    JsonObject resource() {
        return Json.createObjectBuilder()
                .add("uri", uri)
                .add(NAME, frontmatter.get(NAME))
                .add(DESCRIPTION, frontmatter.get(DESCRIPTION))
                .add("mimeType", MIME_TYPE)
                .build();
    }

    /** An entry of {@code contents} in the answer to {@code resources/read}. */
    JsonObject contents() {
        return Json.createObjectBuilder()
                .add("uri", uri)
                .add("mimeType", MIME_TYPE)
                .add("text", text)
                .build();
    }

    private static String sha256(byte[] file) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}

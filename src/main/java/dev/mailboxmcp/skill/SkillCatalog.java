// SPDX-License-Identifier: MIT
package dev.mailboxmcp.skill;

import dev.mailboxmcp.rpc.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The skills of a deployment in their fixed order. Immutable and thread-safe. */
public final class SkillCatalog {
    /** The id under which servers declare that they have skills. SEP-2640 */
    public static final String EXTENSION = "io.modelcontextprotocol/skills";

    /** The catalog of a deployment without skills. */
    public static final SkillCatalog EMPTY = new SkillCatalog(List.of());

    private final Map<String, Skill> skills = new LinkedHashMap<>();
    private final JsonArray list;
    private final JsonArray resources;

    private SkillCatalog(List<Skill> skills) {
        JsonArrayBuilder entries = Json.createArrayBuilder();
        JsonArrayBuilder files = Json.createArrayBuilder();
        for (Skill skill : skills) {
            this.skills.put(skill.uri(), skill);
            entries.add(skill.entry());
            files.add(skill.resource());
        }
        list = entries.build();
        resources = files.build();
    }

    /** The skills that come with the application. */
    public static SkillCatalog ofThisBuild() {
        return new SkillCatalog(List.of(
                Skill.of("triage-inbox", file("triage-inbox")),
                Skill.of("answer-safely", file("answer-safely")),
                Skill.of("search-and-archive", file("search-and-archive"))));
    }

    public boolean isEmpty() {
        return skills.isEmpty();
    }

    /** The entries of {@code skills/list}. */
    public JsonArray list() {
        return list;
    }

    /** The entries of {@code resources/list} for the files of all skills. */
    public JsonArray resources() {
        return resources;
    }

    /** The entry of that URI, as {@code skills/get} gives it; null if there is none. */
    public @Nullable JsonObject entry(String uri) {
        Skill skill = skills.get(uri);
        return skill == null ? null : skill.entry();
    }

    /** The {@code contents} of the file of that URI; null if there is none. */
    public @Nullable JsonArray read(String uri) {
        Skill skill = skills.get(uri);
        return skill == null
                ? null
                : Json.createArrayBuilder().add(skill.contents()).build();
    }

    private static String file(String name) {
        try (InputStream in = SkillCatalog.class.getResourceAsStream(name + "/SKILL.md")) {
            if (in == null) {
                throw new IllegalStateException("the skill " + name + " is missing in this build");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.skill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailboxmcp.tools.KnownTools;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SkillCatalogTest {
    private static final SkillCatalog SKILLS = SkillCatalog.ofThisBuild();

    @Test
    void theDigestOfAFileIsThatOfWhatIsRead() throws Exception {
        for (JsonObject skill : SKILLS.list().getValuesAs(JsonObject.class)) {
            JsonObject listed = skill.getJsonArray("resources").getJsonObject(0);
            byte[] file = text(listed.getString("uri")).getBytes(StandardCharsets.UTF_8);

            assertThat(listed.getInt("size")).isEqualTo(file.length);
            assertThat(listed.getString("digest"))
                    .isEqualTo("sha256:"
                            + HexFormat.of()
                                    .formatHex(
                                            MessageDigest.getInstance("SHA-256").digest(file)));
        }
    }

    @Test
    void askedForByItsUriASkillIsAsInTheList() {
        for (JsonObject skill : SKILLS.list().getValuesAs(JsonObject.class)) {
            assertThat(SKILLS.entry(skill.getString("uri"))).isEqualTo(skill);
        }
        assertThat(SKILLS.list()).hasSize(3);
        assertThat(SKILLS.entry("skill://mailbox-mcp/none/SKILL.md")).isNull();
        assertThat(SKILLS.read("skill://mailbox-mcp/../SKILL.md")).isNull();
    }

    @Test
    void noSkillNamesAToolThatThereIsNot() {
        Pattern tool = Pattern.compile("\\b(?:imap|smtp)_[a-z_]+");
        for (JsonObject skill : SKILLS.list().getValuesAs(JsonObject.class)) {
            assertThat(tool.matcher(text(skill.getString("uri"))).results().map(found -> found.group()))
                    .isNotEmpty()
                    .allMatch(KnownTools.names()::contains);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no head",
                "---\nname: other\ndescription: d\n---\n",
                "---\nname: it\n---\n",
                "---\nname: it\ndescription: d\n"
            })
    void aFileWithoutAProperHeadIsNoSkill(String file) {
        assertThatThrownBy(() -> Skill.of("it", file)).isInstanceOf(IllegalArgumentException.class);
    }

    private static String text(String uri) {
        return Objects.requireNonNull(SKILLS.read(uri)).getJsonObject(0).getString("text");
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailboxmcp.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfirmLinksTest {
    private static final String KEY = "8f3a1c7e5b2d9046e1f7a83c5d60b94272c8e05f1a9b3d6478e2c4051f7d9ab3";
    private static final Instant NOW = Instant.parse("2026-11-29T10:00:00Z");
    private static final Credentials ANNA = new Credentials("anna@example.org", new Secret("pass w\u00f6rd"));
    private static final ConfirmLink.DraftVersion DRAFT =
            new ConfirmLink.DraftVersion("Entw\u00fcrfe", 7, 42, "0123456789abcdef", "<id@example.org>");

    private Instant now = NOW;

    @Test
    void aLinkNamesTheDraftAndItsUserToThisServerAloneAndHoldsNoPassword() throws Exception {
        MadeLink made = Objects.requireNonNull(links(Map.of()).make(ANNA, DRAFT));
        ConfirmLink link = links(Map.of()).open(sealed(made));

        assertThat(made.url())
                .startsWith("https://mcp.example.org/confirm/mbc1.")
                .doesNotContain("anna", "id@");
        assertThat(made.expiresAt()).isEqualTo(NOW.plus(ConfirmLinks.LIFETIME));
        assertThat(link.user()).isEqualTo(ANNA.user());
        assertThat(link.draft()).isEqualTo(DRAFT);
        Credentials other = link.credentials(new Login.Password(new Secret("typed")));
        assertThat(other.login()).isEqualTo(new Login.Password(new Secret("typed")));
        assertThat(other.grant().permissions()).isEqualTo(Set.of(Permission.SEND));
        assertThat(link + " " + made + " " + link.draft()).doesNotContain("anna", "mbc1", "Entw", "id@");
    }

    @Test
    void whoseLoginItIsAndWhomTheCallerCouldWriteToAreKept() throws Exception {
        Credentials narrow = ANNA.withGrant(
                        new Grant(Set.of(Permission.SEND), new TreeSet<>(Set.of("a.example", "b.example"))))
                .at("corp")
                .by("boss@example.org");
        ConfirmLink link = links(Map.of())
                .open(sealed(Objects.requireNonNull(links(Map.of()).make(narrow, DRAFT))));
        Credentials typed = link.credentials(new Login.Password(new Secret("x")));

        assertThat(link.loginName()).isEqualTo("boss@example.org");
        assertThat(typed.profile()).isEqualTo("corp");
        assertThat(typed.delegate()).isEqualTo("boss@example.org");
        assertThat(typed.grant().recipientDomains()).containsExactly("a.example", "b.example");
    }

    @Test
    void aLinkIsOverAfterAnHourAndWhenItsUserIsRevoked(@TempDir Path folder) throws Exception {
        String link = sealed(Objects.requireNonNull(links(Map.of()).make(ANNA, DRAFT)));

        now = NOW.plus(ConfirmLinks.LIFETIME).minusSeconds(1);
        assertThat(links(Map.of()).open(link).user()).isEqualTo(ANNA.user());
        assertThatThrownBy(() -> links(Map.of("TOKENS_NOT_BEFORE", "2026-11-29T10:30:00Z"))
                        .open(link))
                .isInstanceOf(BadTokenException.class);
        Path revoked = Files.writeString(folder.resolve("revoked"), "user:ANNA@example.org\n");
        assertThatThrownBy(() ->
                        links(Map.of(), new RevokedTokens(revoked, () -> now)).open(link))
                .isInstanceOf(BadTokenException.class);
        now = NOW.plus(ConfirmLinks.LIFETIME);
        assertThatThrownBy(() -> links(Map.of()).open(link)).isInstanceOf(BadTokenException.class);
    }

    @Test
    void nothingElseIsALink() throws Exception {
        ConfirmLinks links = links(Map.of());
        String link = sealed(Objects.requireNonNull(links.make(ANNA, DRAFT)));
        char last = link.charAt(link.length() - 2);
        for (String other : new String[] {
            link.substring(0, link.length() - 2) + (last == 'A' ? 'B' : 'A') + link.charAt(link.length() - 1),
            link.replace("mbc1.", "mbf1."),
            links.form(link),
            links.form(link, new ConfirmLinks.Reviewed(new Login.Password(new Secret("x")), DRAFT, "c")),
            "",
            "mbc1.k0.AAAA"
        }) {
            assertThatThrownBy(() -> links.open(other)).as(other).isInstanceOf(BadTokenException.class);
        }
        assertThatThrownBy(() -> links(Map.of("TOKEN_AUDIENCE", "elsewhere")).open(link))
                .isInstanceOf(BadTokenException.class);
    }

    @Test
    void aFormIsOfItsLinkAloneAndForItsMinutesAndOfItsKind() throws Exception {
        ConfirmLinks links = links(Map.of());
        String link = sealed(Objects.requireNonNull(links.make(ANNA, DRAFT)));
        String other = sealed(Objects.requireNonNull(links.make(ANNA, DRAFT)));
        ConfirmLinks.Reviewed reviewed =
                new ConfirmLinks.Reviewed(new Login.Password(new Secret("pass")), DRAFT, "consent");
        String form = links.form(link);
        String confirming = links.form(link, reviewed);

        assertThat(links.isForm(link, form)).isTrue();
        assertThat(links.isForm(other, form)).isFalse();
        assertThat(links.isForm(link, confirming)).isFalse();
        assertThat(links.isForm(link, "")).isFalse();
        assertThat(links.reviewed(link, confirming)).isEqualTo(reviewed);
        assertThatThrownBy(() -> links.reviewed(other, confirming)).isInstanceOf(BadTokenException.class);
        assertThatThrownBy(() -> links.reviewed(link, form)).isInstanceOf(BadTokenException.class);
        for (ConfirmLinks.Reviewed seen : new ConfirmLinks.Reviewed[] {
            new ConfirmLinks.Reviewed(new Login.AccessToken(new Secret("t"), null), DRAFT, "c"),
            new ConfirmLinks.Reviewed(null, DRAFT, "c")
        }) {
            assertThat(links.reviewed(link, links.form(link, seen))).isEqualTo(seen);
        }
        assertThat(reviewed.toString()).isEqualTo("Reviewed[***]");
        now = NOW.plus(Duration.ofMinutes(15));
        assertThat(links.isForm(link, form)).isFalse();
        assertThatThrownBy(() -> links.reviewed(link, confirming)).isInstanceOf(BadTokenException.class);
    }

    @Test
    void thereIsNoLinkWithoutAnOriginAndNoneThatServersWouldNotTake() {
        assertThat(links(Map.of("PUBLIC_URL", "http://localhost:3000", "LINKS", "false"))
                        .make(ANNA, DRAFT))
                .as("links to files are another matter")
                .isNotNull();
        ConfirmLink.DraftVersion far = new ConfirmLink.DraftVersion("f".repeat(4000), 7, 42, "d", "<id>");
        assertThat(links(Map.of()).make(ANNA, far)).isNull();
        Settings nothing = settings(Map.of("BIND_ADDRESS", "*"));
        assertThat(new ConfirmLinks(keys(), LinkSettings.read(nothing), TokenSettings.read(nothing), none(), () -> now)
                        .make(ANNA, DRAFT))
                .isNull();
    }

    private static String sealed(MadeLink made) {
        return made.url().substring(made.url().lastIndexOf('/') + 1);
    }

    private ConfirmLinks links(Map<String, String> variables) {
        return links(variables, none());
    }

    private ConfirmLinks links(Map<String, String> variables, RevokedTokens revoked) {
        Map<String, String> all = new HashMap<>(Map.of("PUBLIC_URL", "https://mcp.example.org"));
        all.putAll(variables);
        Settings settings = settings(all);
        return new ConfirmLinks(keys(), LinkSettings.read(settings), TokenSettings.read(settings), revoked, () -> now);
    }

    private RevokedTokens none() {
        return new RevokedTokens((@Nullable Path) null, () -> now);
    }

    private static EncryptionKeys keys() {
        return Objects.requireNonNull(EncryptionKeys.read(settings(Map.of("ENCRYPTION_KEY", KEY))));
    }

    private static Settings settings(Map<String, String> variables) {
        return new Settings(name -> Optional.ofNullable(variables.get(name)));
    }
}

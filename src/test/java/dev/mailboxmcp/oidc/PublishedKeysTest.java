// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What is published is not asked for again and again where asking takes long and comes to nothing. */
class PublishedKeysTest {
    private static final Duration SLOW = Duration.ofSeconds(10);

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-30T00:00:00Z"));
    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void keysThatCouldNotBeHadAreNotAskedForAgainAtOnce() {
        PublishedKeys keys = new PublishedKeys(
                () -> {
                    askedSlowly();
                    throw ProviderException.away("of a test");
                },
                now::get);

        assertThatThrownBy(() -> keys.candidates(null, "RS256")).isInstanceOf(ProviderException.class);
        assertThatThrownBy(() -> keys.candidates(null, "RS256"))
                .isInstanceOf(ProviderException.class)
                .hasMessageContaining("a moment ago");
        assertThat(asked).hasValue(1);

        pass(Duration.ofSeconds(5));
        assertThatThrownBy(() -> keys.candidates(null, "RS256")).isInstanceOf(ProviderException.class);
        assertThat(asked).hasValue(2);
    }

    @Test
    void metadataThatCouldNotBeHadIsNotAskedForAgainAtOnce() throws Exception {
        try (ScriptedProvider provider = new ScriptedProvider()) {
            provider.metadata = document -> {
                askedSlowly();
                return document.add("issuer", "https://other.example");
            };
            ProviderDocuments documents = new ProviderDocuments(provider.settings(), now::get);

            assertThatThrownBy(documents::metadata).isInstanceOf(ProviderException.class);
            assertThatThrownBy(documents::metadata)
                    .isInstanceOf(ProviderException.class)
                    .hasMessageContaining("a moment ago");
            assertThat(asked).hasValue(1);

            pass(Duration.ofSeconds(5));
            assertThatThrownBy(documents::metadata).isInstanceOf(ProviderException.class);
            assertThat(asked).hasValue(2);
        }
    }

    private void askedSlowly() {
        asked.incrementAndGet();
        pass(SLOW);
    }

    private void pass(Duration time) {
        now.updateAndGet(before -> before.plus(time));
    }
}

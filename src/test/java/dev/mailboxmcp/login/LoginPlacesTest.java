// SPDX-License-Identifier: MIT
package dev.mailboxmcp.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailboxmcp.mail.MailException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LoginPlacesTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @Test
    void soManyRunAtOnceAndNoMore() {
        LoginPlaces places = new LoginPlaces(2, LONG);
        LoginPlaces.Place one = places.enter(in(LONG));
        assertThat(places.enter(in(LONG))).isNotNull();
        assertThatThrownBy(() -> places.enter(in(Duration.ofMillis(20)))).isInstanceOf(MailException.class);

        one.close();

        assertThat(places.enter(in(LONG))).isNotNull();
    }

    @Test
    void aPlaceThatIsLeftTwiceIsFreeOnce() {
        LoginPlaces places = new LoginPlaces(1, LONG);
        LoginPlaces.Place one = places.enter(in(LONG));
        one.close();
        one.close();

        assertThat(places.enter(in(LONG))).isNotNull();
        assertThatThrownBy(() -> places.enter(in(Duration.ofMillis(20)))).isInstanceOf(MailException.class);
    }

    @Test
    void loginsThatHangKeepNobodyOut() {
        LoginPlaces places = new LoginPlaces(4, Duration.ofMillis(50));
        for (int i = 0; i < 3; i++) {
            assertThat(places.enterAsGuess(in(LONG))).isNotNull();
        }
        for (int i = 0; i < 4; i++) {
            assertThat(places.enter(in(LONG))).isNotNull();
        }

        assertThat(places.enterAsGuess(in(LONG))).isNotNull();
        assertThat(places.enter(in(LONG))).isNotNull();
    }

    @Test
    void tokensOfOneAddressHaveHalfOfThePlacesForGuesses() {
        LoginPlaces places = new LoginPlaces(8, LONG);
        for (int i = 0; i < 3; i++) {
            assertThat(places.enterByToken("192.0.2.1", in(LONG))).isNotNull();
        }
        assertThatThrownBy(() -> places.enterByToken("192.0.2.1", in(Duration.ofMillis(20))))
                .isInstanceOf(MailException.class);

        LoginPlaces.Place other = places.enterByToken("192.0.2.2", in(LONG));
        other.close();
        for (int i = 0; i < 3; i++) {
            assertThat(places.enterByToken("192.0.2.2", in(LONG))).isNotNull();
        }
        assertThatThrownBy(() -> places.enterByToken("192.0.2.3", in(Duration.ofMillis(20))))
                .isInstanceOf(MailException.class);
    }

    private static long in(Duration span) {
        return System.nanoTime() + span.toNanos();
    }
}

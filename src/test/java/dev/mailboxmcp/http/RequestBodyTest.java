// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.http.TrafficBudget.Holding;
import dev.mailboxmcp.http.TrafficBudget.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RequestBodyTest {
    private static final int MAX_BYTES = 200_000;
    private static final int BUDGET = 1_000_000;
    private static final Caller CLIENT = new Caller(null, "192.0.2.1");

    private long now;
    private final TrafficBudget budget = new TrafficBudget(BUDGET, () -> now);

    @Test
    void isReadAsItComes() {
        Upload upload = new Upload(CLIENT);

        for (int i = 0; i < MAX_BYTES / 1000; i++) {
            upload.body.say(new byte[1000]);
        }
        assertThat(upload.received).isNull();
        upload.body.end();

        assertThat(upload.received).hasSize(MAX_BYTES);
        assertThat(upload.refusal).isNull();
    }

    @Test
    void oneWithoutAnythingIsReadToo() {
        Upload upload = new Upload(CLIENT);

        upload.body.end();

        assertThat(upload.received).isEmpty();
    }

    @Test
    void whatHasComeIsCountedUntilItsReceiverIsDone() {
        Upload upload = new Upload(CLIENT);
        upload.body.say(new byte[150_000]);
        upload.body.end();

        assertThat(room()).isEqualTo(BUDGET - 150_000);
        upload.content.close();
        assertThat(room()).isEqualTo(BUDGET);
    }

    @Test
    void oneThatIsTooLongIsRefusedWhenItWasSaid() {
        Upload upload = new Upload(CLIENT);

        upload.body.say(new byte[MAX_BYTES + 1]);
        assertThat(upload.refusal)
                .as("its client still speaks and would not hear it")
                .isNull();
        upload.body.end();

        assertThat(upload.status()).isEqualTo(413);
        assertThat(Objects.requireNonNull(upload.refusal).error().message()).contains("200000 bytes");
        assertThat(room()).isEqualTo(BUDGET);
    }

    @Test
    void oneThatIsTooLongByFarIsCutOff() {
        Upload upload = new Upload(CLIENT);

        upload.body.say(new byte[MAX_BYTES + RequestBody.THROWN_AWAY_BYTES + 20_000]);

        assertThat(upload.status()).isEqualTo(413);
        assertThat(upload.body.isClosed()).isTrue();
    }

    @Test
    void oneThatIsTooLongAndDoesNotEndIsTooLong() {
        Upload upload = new Upload(CLIENT);
        upload.body.say(new byte[MAX_BYTES + 1]);

        upload.body.fail();

        assertThat(upload.status()).isEqualTo(413);
    }

    @Test
    void oneThatDoesNotComeIsRefused() {
        Upload upload = new Upload(CLIENT);
        upload.body.say(new byte[10]);

        upload.body.fail();

        assertThat(upload.status()).isEqualTo(408);
        assertThat(room()).isEqualTo(BUDGET);
    }

    @Test
    void oneThatStandsStillIsLetGoOfAtOnceAndAnsweredWhenTheServerCallsAgain() {
        Upload upload = new Upload(CLIENT);
        upload.body.say(new byte[100_000]);

        pass(TrafficBudget.SILENCE.plusSeconds(1));

        assertThat(room()).isEqualTo(BUDGET);
        assertThat(upload.refusal).isNull();
        upload.body.say(new byte[1]);
        assertThat(upload.status()).isEqualTo(408);
        assertThat(upload.body.isClosed()).isTrue();
    }

    @Test
    void oneOfWhichTheServerNeverSpeaksAgainCanBeGivenUpOnce() {
        Upload upload = new Upload(CLIENT);
        upload.body.say(new byte[100_000]);
        pass(TrafficBudget.SILENCE.plusSeconds(1));

        Objects.requireNonNull(upload.giveUp).run();
        assertThat(upload.status()).isEqualTo(408);
        upload.body.say(new byte[1]);
        upload.body.end();

        assertThat(upload.received).isNull();
    }

    @Test
    void oneThatWasDroppedIsNotWorkedOnIfItsEndComesNevertheless() {
        Upload upload = new Upload(CLIENT);
        upload.body.say(new byte[100_000]);
        pass(TrafficBudget.SILENCE.plusSeconds(1));

        upload.body.end();

        assertThat(upload.received).isNull();
        assertThat(upload.status()).isEqualTo(408);
    }

    @Test
    void oneThatTricklesHasATotalTime() {
        Upload upload = new Upload(CLIENT);

        for (int second = 0; second < 59; second++) {
            upload.body.say(new byte[1]);
            pass(Duration.ofSeconds(1));
        }
        assertThat(upload.refusal).isNull();
        for (int second = 0; second < 5; second++) {
            upload.body.say(new byte[1]);
            pass(Duration.ofSeconds(1));
        }

        assertThat(upload.status()).isEqualTo(408);
    }

    @Test
    void oneOnABadNetworkGetsThrough() {
        Upload upload = new Upload(CLIENT);

        for (int packet = 0; packet < 130; packet++) { // 1,500 bytes a second, and pauses of 15
            upload.body.say(new byte[1500]);
            pass(Duration.ofSeconds(packet % 65 == 64 ? 15 : 1));
        }
        upload.body.end();

        assertThat(upload.received).hasSize(130 * 1500);
    }

    @Test
    void whatOneClientSendsAtOnceIsBoundedAndInNobodyElsesWay() {
        List<Upload> many = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Upload upload = new Upload(CLIENT);
            upload.body.say(new byte[100_000]);
            upload.body.say(new byte[1]);
            many.add(upload);
        }
        many.forEach(upload -> upload.body.end());
        Upload other = new Upload(new Caller(null, "192.0.2.2"));
        other.body.say(new byte[100_000]);
        other.body.end();

        assertThat(many.stream().filter(upload -> upload.received != null)).hasSize(4);
        assertThat(many.stream().filter(upload -> upload.refusal != null))
                .hasSize(16)
                .allMatch(upload -> upload.status() == 429);
        assertThat(other.received).hasSize(100_000);
    }

    /** How much is free for somebody who has nothing. */
    private long room() {
        Caller somebody = new Caller(null, "203.0.113.9");
        try (Holding holding = budget.open(somebody)) {
            long room = BUDGET;
            while (holding.take(room) != Outcome.GRANTED) {
                room -= 1000;
            }
            return room;
        }
    }

    private void pass(Duration time) {
        now += time.toNanos();
        budget.sweep();
    }

    private final class Upload implements RequestBody.Receiver {
        private final ArrivingBody body = new ArrivingBody();
        private final Holding content;
        private byte @Nullable [] received;
        private @Nullable Refusal refusal;
        private @Nullable Runnable giveUp;

        Upload(Caller client) {
            content = budget.open(client);
            RequestBody.read(body, MAX_BYTES, content, this);
        }

        @Override
        public void received(byte[] all) {
            assertThat(received).isNull();
            received = all;
        }

        @Override
        public void refused(Refusal why) {
            assertThat(refusal).isNull();
            refusal = why;
        }

        @Override
        public void dropped(Runnable end) {
            giveUp = end;
        }

        int status() {
            return refusal == null ? 0 : refusal.status();
        }
    }
}

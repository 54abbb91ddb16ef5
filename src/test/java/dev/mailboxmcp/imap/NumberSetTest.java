// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumberSetTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1|1|1",
                "1,2,3|1:3|3",
                "3,2,1|1:3|3",
                "7:5|5:7|3",
                "1:4,3:9|1:9|9",
                "9,1:4,9,3:6,9|1:6,9|7",
                "5,5,5,5|5|1",
                "4294967295,4294967294|4294967294:4294967295|2",
                "3000000000,2|2,3000000000|2",
            })
    void holdsEachNumberOnceInWhateverOrderTheyCome(String heard, String kept, long size) throws ProtocolViolation {
        NumberSet numbers = read(heard);

        assertThat(numbers.size()).isEqualTo(size);
        assertThat(numbers).hasToString(kept);
    }

    @Test
    void theHighestAreFoundBelowABound() throws ProtocolViolation {
        NumberSet numbers = read("20:22,1:3,10");

        assertThat(numbers.highestBelow(22, 4)).containsExactly(21L, 20L, 10L, 3L);
        assertThat(numbers.highestBelow(NumberSet.MAX + 1, 2)).containsExactly(22L, 21L);
        assertThat(numbers.highestBelow(1, 5)).isEmpty();
    }

    @Test
    void whatIsInTheOtherIsLeftOut() throws ProtocolViolation {
        assertThat(read("1:10,20").without(read("8:12,2,3"), 100)).containsExactly(1L, 4L, 5L, 6L, 7L, 20L);
        assertThat(read("1:10").without(read("2"), 3)).containsExactly(1L, 3L, 4L);
    }

    @Test
    void numbersOfOursAreWrittenAsRanges() {
        assertThat(NumberSet.write(List.of(9L, 8L, 7L, 2L, 7L))).isEqualTo("2,7:9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1:0", "4294967296", "1,", "1,x", "x", "1:", "-1", "99999999999999999999"})
    void whatIsNoSetOfNumbersIsRefused(String heard) {
        assertThatThrownBy(() -> read(heard)).isInstanceOf(ProtocolViolation.class);
    }

    @Test
    void nothingFoundIsAnEmptySet() throws ProtocolViolation {
        assertThat(read("NIL").size()).isZero();
    }

    @Test
    void millionsOfTheSameNumberTakeNoRoom() throws ProtocolViolation {
        assertThat(read("1,".repeat(4_000_000) + "1").size()).isEqualTo(1);
    }

    @Test
    void moreNumbersThanCanBeKeptAreRefused() {
        assertThatThrownBy(() -> read("3,1,".repeat(600_000) + "1"))
                .isInstanceOf(ProtocolViolation.class)
                .hasMessageContaining("more than");
    }

    @Test
    void whatFollowsTheSetIsLeftToRead() throws ProtocolViolation {
        ResponseReader in = reader("2,4:5 COUNT 3");
        in.numberSet(new NumberSet());

        assertThat(in.atom()).isEqualTo("COUNT");
        assertThat(in.number()).isEqualTo(3);
    }

    private static NumberSet read(String heard) throws ProtocolViolation {
        NumberSet numbers = new NumberSet();
        reader(heard).numberSet(numbers);
        return numbers;
    }

    private static ResponseReader reader(String said) {
        byte[] bytes = said.getBytes(US_ASCII);
        return new ResponseReader(bytes, 0, bytes.length);
    }
}

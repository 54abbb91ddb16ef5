// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MediaTypesTest {
    @ParameterizedTest
    @CsvSource({
        "application/json, true",
        "Application/JSON; charset=UTF-8, true",
        "application/json;charset=\"utf-8\", true",
        "application/json ;, true",
        "'application/json ; charset=utf-8 ; ', true",
        "application/json; charset=iso-8859-1, false",
        "application/json-patch+json, false",
        "application/jsonx, false",
        "text/plain, false",
        "'', false",
        ", false",
    })
    void onlyJsonInUtf8IsRead(@Nullable String contentType, boolean json) {
        assertThat(MediaTypes.isJson(contentType)).isEqualTo(json);
    }

    @Test
    void blanksOfAnyNumberAreReadInOnePass() {
        String blanks = " ".repeat(31_000);
        assertTimeoutPreemptively(Duration.ofMillis(200), () -> {
            assertThat(MediaTypes.isJson("application/json" + blanks + ";x=1")).isFalse();
            assertThat(MediaTypes.isJson("application/json" + blanks + ";" + blanks + "charset=utf-8" + blanks + "x"))
                    .isFalse();
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json, text/event-stream      | true  | true",
                "text/event-stream;q=0.5,application/json | true  | true",
                "APPLICATION/JSON                         | true  | false",
                "text/event-stream                        | true  | true",
                "*/*                                      | true  | true",
                "                                         | true  | false",
                "text/html                                | false | false",
            })
    void acceptDecidesWhetherAStreamIsPossible(@Nullable String accept, boolean json, boolean events) {
        assertThat(MediaTypes.acceptsJson(accept)).isEqualTo(json);
        assertThat(MediaTypes.acceptsEvents(accept)).isEqualTo(events);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "-                                     | true",
                "application/json                      | true",
                "*/*;q=0.8, text/html , a/b+c;x=\"y z\"  | true",
                "a/b;q=0, a/c;q=1, a/d; Q=0.123 ;x=1   | true",
                "a/b;q=1.000, a/c;q=0., a/d;iq=9       | true",
                "''                                    | true",
                "' '                                   | true",
                ";;;                                   | false",
                "json                                  | false",
                "a/b/c                                 | false",
                "application/json,                     | false",
                "application/json, a/b;q=2             | false",
                "application/json, a/b;q=x             | false",
                "a/b;q                                 | false",
                "a/b;q=                                | false",
                "a/b;q=0.1234                          | false",
                "a/b;q=-1                              | false",
                "a/b;x=1; q = 1.1                      | false",
            })
    void whatIsNoListOfMediaRangesIsTold(@Nullable String header, boolean wellFormed) {
        List<String> headers = header == null ? List.of() : List.of(header);
        assertThat(MediaTypes.isAccept(headers)).isEqualTo(wellFormed);
        assertThat(MediaTypes.isAccept(Stream.concat(Stream.of("application/json"), headers.stream())
                        .toList()))
                .isEqualTo(wellFormed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json; charset=utf-8              | true",
                "multipart/form-data; boundary=\"a b\"        | true",
                "application/json, text/plain                 | false",
                "''                                           | false",
                "' '                                          | false",
                "json                                         | false",
            })
    void whatIsNoMediaTypeIsTold(String header, boolean wellFormed) {
        assertThat(MediaTypes.isContentType(List.of(header))).isEqualTo(wellFormed);
        assertThat(MediaTypes.isContentType(List.of(header, header))).isFalse();
        assertThat(MediaTypes.isContentType(List.of())).isTrue();
    }
}

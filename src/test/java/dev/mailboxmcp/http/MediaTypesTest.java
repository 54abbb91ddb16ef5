// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
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
            value = {
                "application/json; charset=utf-8      | true",
                "*/*;q=0.8, text/html , a/b+c;x=\"y z\" | true",
                "                                     | true",
                ";;;                                  | false",
                "json                                 | false",
                "a/b/c                                | false",
                "application/json,                    | false",
            })
    void whatIsNoMediaTypeIsTold(@Nullable String header, boolean wellFormed) {
        assertThat(MediaTypes.isWellFormed(header)).isEqualTo(wellFormed);
    }
}

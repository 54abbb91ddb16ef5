// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ParameterTextTest {
    @Test
    void aPlainValueIsItself() {
        assertThat(filename("filename=report.pdf")).isEqualTo("report.pdf");
    }

    @Test
    void anExtendedValueHasACharset() {
        assertThat(filename("filename*=UTF-8''na%C3%AFve%20file.txt")).isEqualTo("naïve file.txt");
        assertThat(filename("filename*=iso-8859-1'en'%A3%20rates")).isEqualTo("£ rates");
    }

    @Test
    void anExtendedValueWithoutCharsetIsGuessed() {
        assertThat(filename("filename*=na%C3%AFve.txt")).isEqualTo("naïve.txt");
    }

    @Test
    void theExtendedValueWinsOverThePlainOne() {
        assertThat(filename("filename=naive.txt", "filename*=UTF-8''na%C3%AFve.txt"))
                .isEqualTo("naïve.txt");
    }

    @Test
    void continuedValuesAreJoinedInTheirOrder() {
        assertThat(filename("filename*1= long", "filename*0=a", "filename*2=name.txt"))
                .isEqualTo("a longname.txt");
    }

    @Test
    void aContinuedExtendedValueMayBeSplitWithinACharacter() {
        assertThat(filename("filename*0*=UTF-8''na%C3", "filename*1*=%AFve%20", "filename*2=100%.txt"))
                .isEqualTo("naïve 100%.txt");
    }

    @Test
    void aMissingSegmentEndsTheValue() {
        assertThat(filename("filename*0=a", "filename*2=c")).isEqualTo("a");
    }

    @Test
    void countingFromOneIsAccepted() {
        assertThat(filename("filename*1=a", "filename*2=b")).isEqualTo("ab");
    }

    @Test
    void encodedWordsAreDecodedThoughForbidden() {
        assertThat(filename("filename==?utf-8?B?bmHDr3ZlLnR4dA==?=")).isEqualTo("naïve.txt");
    }

    @Test
    void rawUtf8IsRead() {
        assertThat(filename("filename=naïve.txt")).isEqualTo("naïve.txt");
    }

    @Test
    void namesIgnoreCase() {
        assertThat(filename("FileName*0*=utf-8''%C3%A4", "FILENAME*1*=%C3%B6")).isEqualTo("äö");
    }

    @Test
    void moreSegmentsThanTheLimitAreLeftOut() {
        Map<String, byte[]> parameters = new HashMap<>();
        for (int i = 0; i < 5000; i++) {
            parameters.put("filename*" + i, new byte[] {'x'});
        }

        assertThat(ParameterText.value(parameters, "filename")).isEqualTo("x".repeat(100));
    }

    @Test
    void anAbsentParameterIsNull() {
        assertThat(filename("name=x")).isNull();
    }

    @Test
    void theNameOfTheTypeStandsInForTheFileName() {
        assertThat(ParameterText.fileName(Map.of(), parameters("name=../x.pdf"), null))
                .isEqualTo("x.pdf");
        assertThat(ParameterText.fileName(parameters("filename=y.pdf"), parameters("name=x.pdf"), null))
                .isEqualTo("y.pdf");
        assertThat(ParameterText.fileName(Map.of(), Map.of(), null)).isNull();
    }

    private static @Nullable String filename(String... parameters) {
        return ParameterText.value(parameters(parameters), "filename");
    }

    private static Map<String, byte[]> parameters(String... parameters) {
        Map<String, byte[]> map = new LinkedHashMap<>();
        for (String parameter : parameters) {
            String[] parts = parameter.split("=", 2);
            map.put(parts[0], parts[1].getBytes(StandardCharsets.UTF_8));
        }
        return map;
    }
}

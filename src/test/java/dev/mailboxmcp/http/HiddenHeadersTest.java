// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What of a request nobody behind the filters is told. */
class HiddenHeadersTest {
    private final Map<String, Object> attributes = new HashMap<>();
    private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    @Test
    void credentialsAndCookiesAreSeenInNoWay() {
        headers.put("Cookie", List.of("__Host-mbx-0123abcd=secret"));
        headers.put("x-imap-pass", List.of("secret"));
        headers.put("Accept", List.of("*/*"));

        HttpServletRequest hidden = new CallerFilter.WithoutCredentials(request());

        assertThat(hidden.getCookies()).isNull();
        assertThat(hidden.getHeader("cookie")).isNull();
        assertThat(hidden.getHeaders("X-IMAP-Pass").hasMoreElements()).isFalse();
        assertThat(Collections.list(hidden.getHeaderNames())).containsExactly("Accept");
    }

    @Test
    void languagesAreForPagesAlone() throws Exception {
        headers.put("Accept-Language", List.of("de;q=0.9, en;q=x"));
        headers.put("Content-Type", List.of("application/json"));

        HttpServletRequest passed = passed();

        assertThat(passed.getHeader("accept-language")).isNull();
        assertThat(passed.getHeaders("Accept-Language").hasMoreElements()).isFalse();
        assertThat(Collections.list(passed.getHeaderNames())).containsExactly("Content-Type");
        assertThat(passed.getHeader("content-type")).isEqualTo("application/json");
        assertThat(MediaTypeFilter.languages(passed)).isEqualTo("de;q=0.9, en;q=x");
        assertThat(MediaTypeFilter.isForm(passed)).isFalse();
    }

    @Test
    void aFormIsPassedOnAsBytes() throws Exception {
        headers.put("Content-Type", List.of("application/x-www-form-urlencoded"));

        HttpServletRequest passed = passed();

        assertThat(passed.getContentType()).isEqualTo("application/octet-stream");
        assertThat(passed.getHeader("content-type")).isEqualTo("application/octet-stream");
        assertThat(MediaTypeFilter.languages(passed)).isNull();
        assertThat(MediaTypeFilter.isForm(passed)).isTrue();
    }

    /** The request as it comes out of the filter. */
    private HttpServletRequest passed() throws Exception {
        @Nullable HttpServletRequest[] passed = new HttpServletRequest[1];
        new MediaTypeFilter()
                .doFilter(
                        request(),
                        unused(HttpServletResponse.class),
                        (request, response) -> passed[0] = (HttpServletRequest) request);
        HttpServletRequest last = passed[0];
        if (last == null) {
            throw new IOException("not passed on");
        }
        return last;
    }

    private HttpServletRequest request() {
        return (HttpServletRequest) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {HttpServletRequest.class}, (proxy, method, arguments) -> {
                    String name = arguments == null ? "" : String.valueOf(arguments[0]);
                    List<String> values = headers.getOrDefault(name, List.of());
                    return switch (method.getName()) {
                        case "getHeader" -> values.isEmpty() ? null : values.getFirst();
                        case "getHeaders" -> Collections.enumeration(values);
                        case "getHeaderNames" -> Collections.enumeration(headers.keySet());
                        case "getContentType" ->
                            headers.getOrDefault("Content-Type", List.of("-")).getFirst();
                        case "getCookies" -> new Cookie[] {new Cookie("name", "secret")};
                        case "getAttribute" -> attributes.get(name);
                        case "setAttribute" ->
                            arguments[1] == null ? attributes.remove(name) : attributes.put(name, arguments[1]);
                        default -> throw new UnsupportedOperationException(method.getName());
                    };
                });
    }

    private static <T> T unused(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                HiddenHeadersTest.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    throw new UnsupportedOperationException(method.getName());
                }));
    }
}

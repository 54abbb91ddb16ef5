// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** What pages say, in one language: {@code pages_en.properties} and its translations, a file a language. Immutable. */
final class PageTexts {
    private static final int MAX_HEADER = 200;

    static final PageTexts ENGLISH = new PageTexts(Locale.ENGLISH);
    private static final List<PageTexts> ALL = List.of(ENGLISH, new PageTexts(Locale.GERMAN));

    private final Locale locale;
    private final Properties texts = new Properties();

    private PageTexts(Locale locale) {
        this.locale = locale;
        String file = "/dev/mailboxmcp/http/pages_" + locale.getLanguage() + ".properties";
        try (InputStream in = Objects.requireNonNull(PageTexts.class.getResourceAsStream(file), file)) {
            texts.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The texts for whoever asks. */
    static PageTexts of(HttpServletRequest request) {
        return of(MediaTypeFilter.languages(request));
    }

    /** Those of the language that a browser likes best of ours; English where it says nothing usable. */
    static PageTexts of(@Nullable String acceptLanguage) {
        if (acceptLanguage == null || acceptLanguage.length() > MAX_HEADER) {
            return ENGLISH;
        }
        try {
            Locale best = Locale.lookup(
                    Locale.LanguageRange.parse(acceptLanguage),
                    ALL.stream().map(texts -> texts.locale).toList());
            return ALL.stream()
                    .filter(texts -> texts.locale.equals(best))
                    .findFirst()
                    .orElse(ENGLISH);
        } catch (IllegalArgumentException e) {
            return ENGLISH;
        }
    }

    Locale locale() {
        return locale;
    }

    /** The language as HTML names it. */
    String language() {
        return locale.toLanguageTag();
    }

    /**
     * A text as it is, not for HTML.
     *
     * @param values take the places of {@code {0}} and so on
     */
    String plain(String key, String... values) {
        String text = Objects.requireNonNull(texts.getProperty(key), key);
        for (int i = 0; i < values.length; i++) {
            text = text.replace("{" + i + "}", values[i]);
        }
        return text;
    }

    /** The same for HTML: text and values are escaped, and the values stand out. */
    String html(String key, String... values) {
        String text = HtmlPage.escaped(Objects.requireNonNull(texts.getProperty(key), key));
        for (int i = 0; i < values.length; i++) {
            text = text.replace("{" + i + "}", "<strong>" + HtmlPage.escaped(values[i]) + "</strong>");
        }
        return text;
    }
}

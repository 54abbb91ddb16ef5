// SPDX-License-Identifier: MIT
package dev.mailboxmcp.html;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is declared for one element: of each property the values that it may have. There are several where a rule may apply
 * or not, and where a value may be none. Not thread-safe.
 */
final class CssDeclared {
    private static final int MAX_OPTIONS = 5;
    private static final List<@Nullable CssValue> UNDECLARED = Collections.singletonList(null);

    /** The first is the one that surely applies, or null if there may be none. */
    private final Map<String, List<@Nullable CssValue>> options = new HashMap<>();

    /** Declares a value that wins over those before. */
    void put(String property, CssValue value, boolean maybe) {
        if (property.equals("all")) {
            options.values().forEach(values -> values.add(CssValue.UNKNOWN));
        }
        boolean uncertain = maybe || value.equals(CssValue.UNKNOWN);
        List<@Nullable CssValue> values = options.get(property);
        if (!uncertain || values == null) {
            values = new ArrayList<>();
            if (uncertain) {
                values.add(null);
            }
            options.put(property, values);
        }
        if (uncertain && values.contains(value)) {
            return;
        }
        values.add(values.size() < MAX_OPTIONS ? value : CssValue.UNKNOWN);
        if (values.size() > MAX_OPTIONS + 1) {
            values.remove(MAX_OPTIONS);
        }
    }

    boolean isEmpty() {
        return options.isEmpty();
    }

    boolean has(String property) {
        return options.containsKey(property);
    }

    Set<String> properties() {
        return options.keySet();
    }

    /** Whether a text is seen, judging by a property alone; where it may not be declared, by what holds then. */
    Visibility judge(String property, Visibility undeclared, Function<CssValue, Visibility> judgement) {
        List<@Nullable CssValue> values = options.get(property);
        if (values == null) {
            return undeclared;
        }
        Visibility all = null;
        for (CssValue value : values) {
            Visibility one = value == null
                    ? undeclared
                    : value.equals(CssValue.UNKNOWN) ? Visibility.DOUBTFUL : judgement.apply(value);
            all = all == null ? one : all.or(one);
        }
        return all == null ? undeclared : all;
    }

    /** The value that surely applies, or the first that may, if any. */
    @Nullable
    CssValue value(String property) {
        for (CssValue value : options.getOrDefault(property, List.of())) {
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    /** A property as it is written, of those that say how text looks; in lower case. */
    String written(String property, String otherwise) {
        if (options.isEmpty()) {
            return otherwise; // most elements have nothing declared, and hostile mail has very many elements
        }
        CssValue value = value(has(property + CssProperties.WRITTEN) ? property + CssProperties.WRITTEN : property);
        return value instanceof CssValue.Keyword keyword ? keyword.name() : otherwise;
    }

    /** What a property may be; a null stands for what is not declared. */
    List<@Nullable CssValue> options(String property) {
        return options.getOrDefault(property, UNDECLARED);
    }

    /**
     * What a property comes to; null if that is not known.
     *
     * @param reading of a value, or of null for none
     * @param agreeing whether two of them come to the same for a reader
     */
    <T> @Nullable T one(
            String property, Function<@Nullable CssValue, @Nullable T> reading, BiPredicate<T, T> agreeing) {
        T one = null;
        boolean first = true;
        for (CssValue value : options(property)) {
            T read = reading.apply(value);
            if (read == null || !first && !agreeing.test(one, read)) {
                return null;
            }
            one = first ? read : one;
            first = false;
        }
        return one;
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One selector, as it matches in a page that nobody points at or types into (Selectors 4).
 *
 * @param key what an element must have for the selector to match: {@code #id}, {@code .class}, a tag, or {@code *}
 */
record CssSelector(CssMatcher matcher, int specificity, String key) {
    static final int MAX_CHARS = 600;
    private static final int MAX_LIST = 200;

    private static final Pattern PSEUDO = Pattern.compile("::?([a-z-]+)");
    private static final Pattern KNOWN_PSEUDO = Pattern.compile(
            "first-child|last-child|only-child|first-of-type|last-of-type|only-of-type|nth-child|nth-last-child"
                    + "|nth-of-type|nth-last-of-type|not|root|empty|is|has");
    /** What never holds here; an attribute that no element has stands for it. */
    private static final Pattern NEVER = Pattern.compile(
            ":(?:hover|active|focus|focus-within|focus-visible|visited|target|target-within|indeterminate|popover-open"
                    + "|fullscreen|modal|autofill|-webkit-autofill)(?![\\w(-])");

    private static final String NOTHING = "[no-such-attribute]";

    private static final Pattern LINK = Pattern.compile(":(?:link|any-link)(?![\\w(-])");
    private static final Pattern LANGUAGE = Pattern.compile(":lang\\(\\s*[\"']?([\\w-]{1,20})[\"']?\\s*\\)");
    private static final Pattern STATE = Pattern.compile(":(checked|disabled|required)(?![\\w(-])");
    private static final Pattern ENABLED = Pattern.compile(":enabled(?![\\w(-])");
    private static final Pattern INNERMOST = Pattern.compile("\\[[^\\[\\]]*]|\\([^()]*\\)");
    private static final Pattern KEY = Pattern.compile("[.#][\\w-]+");
    private static final Pattern TAG = Pattern.compile("(?:^|[\\s>+~(,])([a-z][\\w-]*)");
    private static final Pattern WORD_OF_CLASS =
            Pattern.compile("\\[class~=[\"']?([\\w-]+)[\"']?\\]", Pattern.CASE_INSENSITIVE);

    /** The selectors of a list, which commas outside of parentheses part. */
    static List<String> split(String list) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < list.length() && parts.size() < MAX_LIST; i++) {
            char c = list.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '(' || c == '[') {
                depth++;
            } else if (c == ')' || c == ']') {
                depth--;
            } else if (c == ',' && depth <= 0) {
                parts.add(list.substring(start, i).strip());
                start = i + 1;
            }
        }
        parts.add(list.substring(start).strip());
        return parts;
    }

    /** @return null for a selector that we cannot match, or that never matches */
    static @Nullable CssSelector parse(String text) {
        if (text.isEmpty() || text.length() > MAX_CHARS) {
            return null;
        }
        String plain = plain(text);
        Matcher pseudo = PSEUDO.matcher(plain.toLowerCase(Locale.ROOT));
        while (pseudo.find()) {
            // jsoup has more than CSS: expressions that search text could run for ages
            if (!isEscaped(plain, pseudo.start())
                    && !KNOWN_PSEUDO.matcher(pseudo.group(1)).matches()) {
                return null;
            }
        }
        if (plain.contains("~=") || plain.contains("!=") || plain.contains("[^")) {
            return null; // in jsoup a regular expression, or no CSS
        }
        try {
            String bare = bare(plain);
            return new CssSelector(CssMatcher.parse(plain), specificity(text), key(bare));
        } catch (RuntimeException e) {
            return null; // a selector jsoup does not know
        }
    }

    private static String plain(String text) {
        String plain = WORD_OF_CLASS.matcher(text).replaceAll(".$1");
        if (plain.indexOf(':') >= 0) {
            plain = NEVER.matcher(plain).replaceAll(NOTHING);
            plain = LINK.matcher(plain).replaceAll("[href]");
            plain = LANGUAGE.matcher(plain).replaceAll("[lang^=$1]");
            plain = STATE.matcher(plain).replaceAll("[$1]");
            plain = ENABLED.matcher(plain).replaceAll(":not([disabled])");
            plain = plain.replace(":where(", ":is(")
                    .replace(":matches(", ":is(")
                    .replace(":-webkit-any(", ":is(");
        }
        return plain;
    }

    private static boolean isEscaped(String text, int at) {
        return at > 0 && text.charAt(at - 1) == '\\';
    }

    /** Without brackets and parentheses and what is in them, escapes resolved. */
    private static String bare(String selector) {
        String bare = selector;
        for (int i = 0; i < 10; i++) {
            String less = INNERMOST.matcher(bare).replaceAll("");
            if (less.equals(bare)) {
                break;
            }
            bare = less;
        }
        return bare.toLowerCase(Locale.ROOT);
    }

    private static String key(String bare) {
        String last = bare.substring(lastCombinator(bare) + 1);
        if (last.indexOf('\\') >= 0) {
            return "*";
        }
        Matcher key = KEY.matcher(last);
        if (key.find()) {
            return key.group();
        }
        String tag = last.replaceAll("[.#:].*", "");
        return tag.isEmpty() ? "*" : tag;
    }

    private static int lastCombinator(String selector) {
        for (int i = selector.length() - 1; i >= 0; i--) {
            if (" >+~\t\n\r\f".indexOf(selector.charAt(i)) >= 0) {
                return i;
            }
        }
        return -1;
    }

    private static int specificity(String selector) {
        String text = selector.toLowerCase(Locale.ROOT).replaceAll(":where\\([^)]*\\)", "");
        String named = text.replaceAll("\\[[^\\]]*]", "");
        int ids = count(named, '#');
        int classes = count(named, '.') + count(text, '[') + count(named.replaceAll("::|:(?:is|not|has)\\(", ""), ':');
        int tags = 0;
        Matcher tag = TAG.matcher(named);
        while (tag.find()) {
            tags++;
        }
        return Math.min(ids, 90) * 10_000 + Math.min(classes, 90) * 100 + Math.min(tags, 90);
    }

    private static int count(String text, char c) {
        return (int) text.chars().filter(other -> other == c).count();
    }
}

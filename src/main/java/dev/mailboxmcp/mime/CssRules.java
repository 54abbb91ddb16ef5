// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import dev.mailboxmcp.mime.CssDeclarations.Declaration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;
import org.jsoup.select.Evaluator;
import org.jsoup.select.QueryParser;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a document's style sheets, as a desktop's screen applies them, and the cascade (CSS Cascade 4, 6). Rules
 * with selectors that jsoup cannot match are left out. Work is bounded by number of rules and by time; beyond, rules no
 * longer apply. For one document, on one thread.
 */
final class CssRules {
    private static final int MAX_CSS_CHARS = 300_000;
    private static final int MAX_RULES = 5000;
    private static final int MAX_NESTING = 10;
    private static final int MAX_SELECTOR_CHARS = 300;
    private static final long MATCHING_BUDGET_NANOS = 600_000_000;
    private static final int INLINE_SPECIFICITY = 1_000_000;

    private static final Pattern PSEUDO = Pattern.compile("::?([a-z-]+)");
    private static final Pattern KNOWN_PSEUDO = Pattern.compile(
            "first-child|last-child|only-child|first-of-type|last-of-type|only-of-type|nth-child|nth-last-child"
                    + "|nth-of-type|nth-last-of-type|not|root|empty");
    private static final Pattern BRACKETED = Pattern.compile("\\[[^\\]]*\\]|\\([^)]*\\)");
    private static final Pattern KEY = Pattern.compile("[.#][\\w-]+");

    private static final Pattern WORD_OF_CLASS =
            Pattern.compile("\\[class~=[\"']?([\\w-]+)[\"']?\\]", Pattern.CASE_INSENSITIVE);

    private record Rule(Evaluator selector, int specificity, int order, List<Declaration> declarations) {}

    private record Weighted(Declaration declaration, int specificity, int order) {}

    private final Map<String, List<Rule>> rulesByKey = new HashMap<>();
    private final Element root;
    private int charsLeft = MAX_CSS_CHARS;
    private int count;
    private long matchingNanos;

    CssRules(Element root) {
        this.root = root;
    }

    /** @param css the content of one {@code style} element */
    void add(String css) {
        String text = css.length() > charsLeft ? css.substring(0, charsLeft) : css;
        charsLeft -= text.length();
        addBlock(CssDeclarations.withoutComments(text.replace("<!--", " ").replace("-->", " ")), 0);
    }

    /** The value of each property that is declared for an element, by rules and by its own style. */
    Map<String, String> declared(Element element) {
        List<Weighted> all = new ArrayList<>();
        if (count > 0 && matchingNanos < MATCHING_BUDGET_NANOS) {
            long start = System.nanoTime();
            collect(element, "*", all);
            collect(element, element.normalName(), all);
            if (element.hasAttr("id")) {
                collect(element, "#" + element.id().toLowerCase(Locale.ROOT), all);
            }
            if (element.hasAttr("class")) {
                for (String name : element.classNames()) {
                    collect(element, "." + name.toLowerCase(Locale.ROOT), all);
                }
            }
            matchingNanos += System.nanoTime() - start;
        }
        if (element.hasAttr("style")) {
            for (Declaration declaration : CssDeclarations.parse(element.attr("style"))) {
                all.add(new Weighted(declaration, INLINE_SPECIFICITY, Integer.MAX_VALUE));
            }
        }
        if (all.isEmpty()) {
            return Map.of();
        }
        all.sort(Comparator.comparing((Weighted weighted) -> weighted.declaration.important())
                .thenComparingInt(Weighted::specificity)
                .thenComparingInt(Weighted::order));
        Map<String, String> values = new HashMap<>();
        for (Weighted weighted : all) {
            CssShorthand.put(values, weighted.declaration.property(), weighted.declaration.value());
        }
        return values;
    }

    private void collect(Element element, String key, List<Weighted> all) {
        for (Rule rule : rulesByKey.getOrDefault(key, List.of())) {
            if (rule.selector.matches(root, element)) {
                for (Declaration declaration : rule.declarations) {
                    all.add(new Weighted(declaration, rule.specificity, rule.order));
                }
            }
        }
    }

    private void addBlock(String css, int nesting) {
        int at = 0;
        while (at < css.length() && count < MAX_RULES) {
            int open = css.indexOf('{', at);
            int semicolon = css.indexOf(';', at);
            String start = css.substring(at, open < 0 ? css.length() : open).strip();
            if (start.startsWith("@") && semicolon >= 0 && (open < 0 || semicolon < open)) {
                at = semicolon + 1; // @import, @charset
                continue;
            }
            if (open < 0) {
                return;
            }
            int close = closing(css, open);
            String block = css.substring(open + 1, close);
            if (!start.startsWith("@")) {
                addRules(start, block);
            } else if (nesting < MAX_NESTING && CssMedia.applies(start)) {
                addBlock(block, nesting + 1);
            }
            at = close + 1;
        }
    }

    private static int closing(String css, int open) {
        int depth = 0;
        for (int i = open; i < css.length(); i++) {
            char c = css.charAt(i);
            if (c == '{') {
                depth++;
            } else if (c == '}' && --depth == 0) {
                return i;
            }
        }
        return css.length();
    }

    private void addRules(String selectors, String block) {
        List<Declaration> declarations = CssDeclarations.parse(block);
        if (declarations.isEmpty()) {
            return;
        }
        for (String selector : selectors.split(",", 200)) {
            addRule(selector.strip(), declarations);
        }
    }

    private void addRule(String selector, List<Declaration> declarations) {
        Evaluator evaluator = count < MAX_RULES ? evaluator(selector) : null;
        if (evaluator == null) {
            return;
        }
        String plain = BRACKETED.matcher(selector).replaceAll("").toLowerCase(Locale.ROOT);
        String last = plain.substring(lastCombinator(plain) + 1);
        Matcher key = KEY.matcher(last);
        String tag = last.replaceAll("[.#:].*", "");
        String name = key.find() ? key.group() : tag.isEmpty() ? "*" : tag;
        rulesByKey
                .computeIfAbsent(name, unused -> new ArrayList<>())
                .add(new Rule(evaluator, specificity(selector, plain), count++, declarations));
    }

    private static int lastCombinator(String selector) {
        for (int i = selector.length() - 1; i >= 0; i--) {
            if (" >+~\t\n\r\f".indexOf(selector.charAt(i)) >= 0) {
                return i;
            }
        }
        return -1;
    }

    private static int specificity(String selector, String plain) {
        int ids = count(plain, '#');
        int classes = count(plain, '.') + count(selector, '[') + count(plain, ':');
        int tags = plain.split("[\\s>+~]+", -1).length;
        return Math.min(ids, 90) * 10_000 + Math.min(classes, 90) * 100 + Math.min(tags, 90);
    }

    private static int count(String text, char c) {
        return (int) text.chars().filter(other -> other == c).count();
    }

    private static @Nullable Evaluator evaluator(String selector) {
        if (selector.isEmpty() || selector.length() > MAX_SELECTOR_CHARS) {
            return null;
        }
        Matcher pseudo = PSEUDO.matcher(selector.toLowerCase(Locale.ROOT));
        while (pseudo.find()) {
            // jsoup has more than CSS: expressions that search text could run for ages
            if (!KNOWN_PSEUDO.matcher(pseudo.group(1)).matches()) {
                return null;
            }
        }
        String plain = WORD_OF_CLASS.matcher(selector).replaceAll(".$1");
        if (plain.contains("~=") || plain.contains("!=") || plain.contains("[^")) {
            return null; // in jsoup a regular expression, or no CSS
        }
        try {
            return QueryParser.parse(CssDeclarations.unescape(plain));
        } catch (RuntimeException e) {
            return null; // a selector jsoup does not know
        }
    }
}

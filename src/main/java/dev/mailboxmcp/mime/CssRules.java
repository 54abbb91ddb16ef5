// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import dev.mailboxmcp.mime.CssDeclarations.Declaration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jsoup.nodes.Element;

/**
 * The rules of a document's style sheets, as a desktop's screen applies them, and the cascade (CSS Cascade 5, 6). Rules
 * with selectors that we cannot match are left out. Work is bounded by number of rules and by time; beyond, styles no
 * longer apply, and {@link #exhausted} says so. For one document, on one thread.
 */
final class CssRules {
    private static final int MAX_CSS_CHARS = 300_000;
    private static final int MAX_RULES = 5000;
    private static final int MAX_NESTING = 10;
    private static final int MAX_NESTED = 500;
    private static final int MAX_CUSTOM = 500;
    private static final int INLINE_SPECIFICITY = 1_000_000;

    private record Rule(CssSelector selector, boolean layered, int order, List<Declaration> declarations) {}

    private record Weighted(Declaration declaration, boolean layered, int specificity, int order) {}

    /**
     * What is declared for one element.
     *
     * @param values of each property
     * @param custom the custom properties it has, its parent's included
     */
    record Declared(Map<String, String> values, Map<String, String> custom) {}

    private final Map<String, List<Rule>> rulesByKey = new HashMap<>();
    private final CssKeyframes keyframes = new CssKeyframes();
    private final Map<String, String> initialCustom = new HashMap<>();
    private final Element root;
    private final CssBudget budget;
    private int charsLeft = MAX_CSS_CHARS;
    private int count;
    private int layers;
    private boolean exhausted;

    CssRules(Element root, CssBudget budget) {
        this.root = root;
        this.budget = budget;
    }

    /** Whether the styles were too much to follow. */
    boolean exhausted() {
        return exhausted || budget.isSpent();
    }

    /** The custom properties that have a value from the start. */
    Map<String, String> initialCustom() {
        return initialCustom;
    }

    /** @param css the content of one {@code style} element */
    void add(String css) {
        exhausted |= css.length() > charsLeft;
        String text = css.length() > charsLeft ? css.substring(0, charsLeft) : css;
        charsLeft -= text.length();
        budget.begin();
        addBlock(CssDeclarations.withoutComments(text.replace("<!--", " ").replace("-->", " ")), List.of(), 0);
        budget.end();
    }

    /**
     * What is declared for an element, by rules and by its own style.
     *
     * @param inherited the custom properties of its parent
     */
    Declared declared(Element element, Map<String, String> inherited) {
        List<Weighted> all = new ArrayList<>();
        if (count > 0) {
            collect(element, all);
        }
        if (element.hasAttr("style") && budget.lasts()) {
            for (Declaration declaration : CssDeclarations.parse(element.attr("style"))) {
                all.add(new Weighted(declaration, false, INLINE_SPECIFICITY, Integer.MAX_VALUE));
            }
        }
        if (all.isEmpty()) {
            return new Declared(Map.of(), inherited);
        }
        all.sort(Comparator.comparing((Weighted weighted) -> weighted.declaration.important())
                // layers lose to what stands in none, and win where it is important
                .thenComparing(weighted -> weighted.declaration.important() == weighted.layered)
                .thenComparingInt(Weighted::specificity)
                .thenComparingInt(Weighted::order));
        Map<String, String> custom = custom(all, inherited);
        Map<String, String> values = new HashMap<>();
        for (Weighted weighted : all) {
            if (!budget.lasts()) {
                break;
            }
            put(values, custom, weighted.declaration);
        }
        for (Declaration last : keyframes.lasting(values)) {
            put(values, custom, last);
        }
        return new Declared(values, custom);
    }

    private static void put(Map<String, String> values, Map<String, String> custom, Declaration declaration) {
        String property = declaration.property();
        if (property.startsWith("--")) {
            return;
        }
        String value = CssVariables.resolve(declaration.value(), custom);
        if (value == null) {
            values.remove(property); // as if it were not set (CSS Variables 1, 3.1)
        } else {
            CssShorthand.put(values, property, value);
        }
    }

    private Map<String, String> custom(List<Weighted> all, Map<String, String> inherited) {
        List<Declaration> own = all.stream()
                .map(Weighted::declaration)
                .filter(declaration -> declaration.property().startsWith("--"))
                .toList();
        if (own.isEmpty()) {
            return inherited;
        }
        Map<String, String> custom = new HashMap<>(inherited);
        for (Declaration declaration : own) {
            if (custom.size() < MAX_CUSTOM || custom.containsKey(declaration.property())) {
                custom.put(declaration.property(), declaration.value());
            } else {
                exhausted = true;
            }
        }
        return custom;
    }

    private void collect(Element element, List<Weighted> all) {
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
    }

    private void collect(Element element, String key, List<Weighted> all) {
        for (Rule rule : rulesByKey.getOrDefault(key, List.of())) {
            if (!budget.step()) {
                return;
            }
            if (rule.selector.matcher().matches(root, element, budget)) {
                for (Declaration declaration : rule.declarations) {
                    all.add(new Weighted(declaration, rule.layered, rule.selector.specificity(), rule.order));
                }
            }
        }
    }

    /** @param parents the selectors of the rule around; empty for none */
    private void addBlock(String css, List<String> parents, int nesting) {
        StringBuilder own = new StringBuilder(); // declarations between the nested rules
        int at = 0;
        while (at < css.length()) {
            int end = CssDeclarations.endOfPiece(css, at);
            if (end == css.length() || css.charAt(end) == ';') {
                own.append(css, at, end).append(';');
                at = end + 1;
                continue;
            }
            if (css.charAt(end) == '}') {
                at = end + 1; // one too many
                continue;
            }
            int close = closing(css, end);
            String start = css.substring(at, end).strip();
            addRule(start, css.substring(end + 1, close), parents, nesting);
            at = close + 1;
        }
        if (!parents.isEmpty()) {
            addRules(parents, CssDeclarations.parse(own.toString()));
        }
    }

    private void addRule(String start, String block, List<String> parents, int nesting) {
        if (nesting >= MAX_NESTING || count >= MAX_RULES || !budget.lasts()) {
            exhausted = true;
            return;
        }
        String lower = start.toLowerCase(Locale.ROOT);
        if (lower.startsWith("@keyframes") || lower.startsWith("@-webkit-keyframes")) {
            keyframes.add(
                    lower.substring(lower.indexOf("keyframes") + "keyframes".length())
                            .strip(),
                    block);
        } else if (lower.startsWith("@property")) {
            CssDeclarations.parse(block).stream()
                    .filter(declaration -> declaration.property().equals("initial-value"))
                    .filter(unused -> initialCustom.size() < MAX_CUSTOM)
                    .forEach(declaration -> initialCustom.put(
                            lower.substring("@property".length()).strip(), declaration.value()));
        } else if (lower.startsWith("@scope")) {
            int open = start.indexOf('(');
            int close = open < 0 ? -1 : start.indexOf(')', open);
            addBlock(
                    block,
                    close < 0 ? parents : nested(List.of(start.substring(open + 1, close)), parents),
                    nesting + 1);
        } else if (!lower.startsWith("@")) {
            addBlock(block, nested(CssSelector.split(start), parents), nesting + 1);
        } else if (CssMedia.applies(lower)) {
            int inLayer = lower.startsWith("@layer") ? 1 : 0;
            layers += inLayer;
            addBlock(block, parents, nesting + 1);
            layers -= inLayer;
        }
    }

    /** Each selector within each of the rule around it (CSS Nesting 1, 3). */
    private static List<String> nested(List<String> selectors, List<String> parents) {
        if (parents.isEmpty()) {
            return selectors;
        }
        List<String> all = new ArrayList<>();
        for (String parent : parents) {
            for (String selector : selectors) {
                long times = selector.chars().filter(c -> c == '&').count();
                boolean fits = selector.length() + Math.max(1, times) * parent.length() < CssSelector.MAX_CHARS;
                if (fits && all.size() < MAX_NESTED) {
                    all.add(selector.contains("&") ? selector.replace("&", parent) : parent + " " + selector);
                }
            }
        }
        return all;
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

    private void addRules(List<String> selectors, List<Declaration> declarations) {
        if (declarations.isEmpty()) {
            return;
        }
        for (String text : selectors) {
            if (count >= MAX_RULES || !budget.lasts()) {
                exhausted = true;
                return;
            }
            count++; // one that is refused costs as much
            CssSelector selector = CssSelector.parse(text);
            if (selector != null) {
                rulesByKey
                        .computeIfAbsent(selector.key(), unused -> new ArrayList<>())
                        .add(new Rule(selector, layers > 0, count, declarations));
            }
        }
    }
}

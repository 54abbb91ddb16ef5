// SPDX-License-Identifier: MIT
package dev.mailboxmcp.html;

import dev.mailboxmcp.html.CssProperties.Declaration;
import dev.mailboxmcp.html.CssSelector.Target;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jsoup.nodes.Element;

/**
 * The rules of a document's style sheets and the cascade (CSS Cascade 5, 6). Work is bounded by number of rules and by time;
 * beyond, styles no longer apply, and {@link #exhausted} says so. For one document, on one thread.
 */
final class CssRules {
    private static final int MAX_CSS_CHARS = 300_000;
    private static final int MAX_STYLE_CHARS = 20_000;
    private static final int MAX_RULES = 5000;
    private static final int INLINE_SPECIFICITY = Integer.MAX_VALUE;

    private static final Set<Target> GENERATED = EnumSet.of(Target.BEFORE, Target.AFTER, Target.MARKER);

    private record Rule(CssSelector selector, boolean maybe, int order, List<Declaration> declarations) {}

    private record Weighted(Declaration declaration, boolean maybe, int specificity, int order) {}

    private final Map<String, List<Rule>> rulesByKey = new HashMap<>();
    private final CssBudget budget;
    private final CssParser parser;
    private int charsLeft = MAX_CSS_CHARS;
    private int count;
    private boolean generated;
    private boolean exhausted;

    /** @param quirks whether the document is laid out as before there were standards */
    CssRules(CssBudget budget, boolean quirks) {
        this.budget = budget;
        parser = new CssParser(this, quirks);
    }

    /** Whether there is something in the style sheets that was not followed. */
    boolean exhausted() {
        return exhausted || budget.isSpent();
    }

    void exhaust() {
        exhausted = true;
    }

    /** Whether text may stand before or behind elements. */
    boolean generates() {
        return generated;
    }

    /**
     * @param css the content of one {@code style} element, which applies where the media queries do
     * @param maybe whether it may not be the one that is chosen
     */
    void add(String css, String media, boolean maybe) {
        exhausted |= css.length() > charsLeft;
        String text = css.length() > charsLeft ? css.substring(0, charsLeft) : css;
        charsLeft -= text.length();
        budget.begin();
        CssMatch match = CssMedia.matches(CssTokenizer.tokens(media));
        if (match != CssMatch.NO) {
            parser.sheet(CssTokenizer.tokens(text), maybe || match == CssMatch.MAYBE);
        }
        budget.end();
    }

    /** Whether more rules are followed, such as one that is too deep or not. */
    boolean takesMore(boolean tooDeep) {
        boolean takes = !tooDeep && count < MAX_RULES && budget.step();
        exhausted |= !takes;
        return takes;
    }

    /** @param maybe whether they may not apply though they match */
    void add(List<CssSelector> selectors, List<Declaration> declarations, boolean maybe) {
        for (CssSelector selector : selectors) {
            if (!takesMore(false)) {
                return;
            }
            count++;
            if (!declarations.isEmpty() && selector.target() != Target.NOTHING) {
                generated |= GENERATED.contains(selector.target());
                rulesByKey
                        .computeIfAbsent(selector.key(), unused -> new ArrayList<>())
                        .add(new Rule(selector, maybe, count, declarations));
            }
        }
    }

    /** What is declared for an element or for the text before or behind it, by rules and by its own style. */
    CssDeclared declared(Element element, Target target) {
        List<Weighted> all = new ArrayList<>();
        if (count > 0) {
            collect(element, target, all);
        }
        if (target == Target.ELEMENT && element.hasAttr("style") && budget.lasts()) {
            String style = element.attr("style");
            exhausted |= style.length() > MAX_STYLE_CHARS;
            CssTokens tokens = CssTokenizer.tokens(style.substring(0, Math.min(style.length(), MAX_STYLE_CHARS)));
            for (Declaration declaration : parser.declarations(tokens)) {
                all.add(new Weighted(declaration, declaration.maybe(), INLINE_SPECIFICITY, Integer.MAX_VALUE));
            }
        }
        all.sort(Comparator.comparing((Weighted weighted) -> weighted.declaration.important())
                .thenComparingInt(Weighted::specificity)
                .thenComparingInt(Weighted::order));
        CssDeclared declared = new CssDeclared();
        for (Weighted weighted : all) {
            if (!budget.step()) {
                break;
            }
            declared.put(weighted.declaration.property(), weighted.declaration.value(), weighted.maybe);
        }
        return declared;
    }

    private void collect(Element element, Target target, List<Weighted> all) {
        collect(element, target, "*", all);
        collect(element, target, element.normalName(), all);
        if (element.hasAttr("id")) {
            collect(element, target, "#" + element.id().toLowerCase(Locale.ROOT), all);
        }
        if (element.hasAttr("class")) {
            for (String name : element.classNames()) {
                collect(element, target, "." + name.toLowerCase(Locale.ROOT), all);
            }
        }
    }

    private void collect(Element element, Target target, String key, List<Weighted> all) {
        for (Rule rule : rulesByKey.getOrDefault(key, List.of())) {
            if (!budget.step()) {
                return;
            }
            Target meant = rule.selector.target();
            if (meant != target && !(meant == Target.PART && target == Target.ELEMENT)) {
                continue;
            }
            CssMatch match = rule.selector.matches(element, budget);
            if (match != CssMatch.NO) {
                boolean maybe = rule.maybe || match == CssMatch.MAYBE;
                for (Declaration declaration : rule.declarations) {
                    all.add(new Weighted(
                            declaration, maybe || declaration.maybe(), rule.selector.specificity(), rule.order));
                }
            }
        }
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.html;

import java.util.List;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/**
 * A selector as it matches in a page that nobody points at or types into, from right to left (Selectors 4, 17). What
 * is said in it that we do not know may match.
 *
 * @param compounds what is said of the element, and before that of others
 * @param target which part of the element is meant
 * @param specificity more is stronger
 * @param key what an element must have for the selector to match: {@code #id}, {@code .class}, a tag, or {@code *}
 */
record CssSelector(List<Compound> compounds, Target target, int specificity, String key) {
    enum Target {
        ELEMENT,
        BEFORE,
        AFTER,
        /** What stands before an item of a list. */
        MARKER,
        /** A part that we do not know, such as the first line: of the element, as far as it may be. */
        PART,
        /** What shows no text. */
        NOTHING
    }

    /** One thing that is said of an element. */
    interface Condition {
        CssMatch matches(Element element, CssBudget budget);
    }

    /** @param combinator that joins it to the one before; a blank for none and for a descendant */
    record Compound(char combinator, List<Condition> conditions) {}

    /** The first way that may match counts, even if another surely does. */
    CssMatch matches(Element element, CssBudget budget) {
        return matches(compounds.size() - 1, element, budget);
    }

    private CssMatch matches(int index, Element element, CssBudget budget) {
        Compound compound = compounds.get(index);
        CssMatch here = CssMatch.of(budget.step());
        for (Condition condition : compound.conditions) {
            here = here == CssMatch.NO ? here : here.and(condition.matches(element, budget));
        }
        if (here == CssMatch.NO || index == 0) {
            return here;
        }
        boolean only = compound.combinator == '>' || compound.combinator == '+';
        CssMatch before = CssMatch.NO;
        Element other = next(compound.combinator, element);
        while (other != null && before == CssMatch.NO && budget.lasts()) {
            before = matches(index - 1, other, budget);
            other = only ? null : next(compound.combinator, other);
        }
        return here.and(before);
    }

    private static @Nullable Element next(char combinator, Element element) {
        if (combinator == '+' || combinator == '~') {
            return element.previousElementSibling();
        }
        return element.parent() instanceof Document ? null : element.parent();
    }
}

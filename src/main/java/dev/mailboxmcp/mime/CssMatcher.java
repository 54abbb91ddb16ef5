// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.select.Evaluator;
import org.jsoup.select.QueryParser;
import org.jspecify.annotations.Nullable;

/**
 * A selector taken apart at its combinators, and matched from right to left as browsers do (Selectors 4, 17). Jsoup matches
 * what lies between; left to it, one match of one selector could take hours, and nothing could stop it.
 */
final class CssMatcher {
    /** A match that failed says how much else need not be tried. */
    private enum Result {
        MATCHES,
        /** With this element. */
        FAILS_HERE,
        /** With this element and all siblings before it. */
        FAILS_BEFORE,
        /** With this element, all siblings before it and all ancestors. */
        FAILS
    }

    /**
     * What is said of one element.
     *
     * @param combinator that joins it to what stands before it
     * @param simple null for the element that a relative selector starts from
     */
    private record Compound(char combinator, @Nullable Evaluator simple, List<Function> functions) {}

    private record Function(Name name, List<CssMatcher> selectors) {}

    private enum Name {
        IS,
        NOT,
        HAS
    }

    private static final String COMBINATORS = ">+~";
    private static final Compound ANCHOR = new Compound(' ', null, List.of());

    private final List<Compound> compounds;

    private CssMatcher(List<Compound> compounds) {
        this.compounds = compounds;
    }

    /** @throws IllegalArgumentException for what is no selector, or none that jsoup knows */
    static CssMatcher parse(String selector) {
        return parse(selector, false, false);
    }

    /**
     * @param relative whether it starts from an element, within {@code :has()}
     * @param inHas where {@code :has()} may not stand
     */
    private static CssMatcher parse(String selector, boolean relative, boolean inHas) {
        List<Compound> compounds = new ArrayList<>();
        if (relative) {
            compounds.add(ANCHOR);
        }
        int at = 0;
        while (at < selector.length()) {
            int start = at;
            char combinator = 0;
            while (at < selector.length() && isJoint(selector.charAt(at))) {
                char c = selector.charAt(at++);
                if (COMBINATORS.indexOf(c) >= 0) {
                    require(combinator == 0);
                    combinator = c;
                }
            }
            require(combinator == 0 || !compounds.isEmpty());
            if (at == selector.length()) {
                require(combinator == 0);
                break;
            }
            require(at > start || start == 0);
            int end = at;
            while (end < selector.length() && !isJoint(selector.charAt(end))) {
                end = behind(selector, end);
            }
            compounds.add(compound(combinator == 0 ? ' ' : combinator, selector.substring(at, end), inHas));
            at = end;
        }
        require(compounds.size() > (relative ? 1 : 0));
        return new CssMatcher(compounds);
    }

    private static Compound compound(char combinator, String text, boolean inHas) {
        StringBuilder simple = new StringBuilder();
        List<Function> functions = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int end = behind(text, at);
            Name name = text.charAt(at) == ':' ? function(text, at) : null;
            if (name == null) {
                simple.append(text, at, end);
            } else {
                require(name != Name.HAS || !inHas); // CSS has it not, and it would take long
                int open = text.indexOf('(', at);
                end = behind(text, open);
                require(text.charAt(end - 1) == ')');
                functions.add(new Function(name, list(text.substring(open + 1, end - 1), name, inHas)));
            }
            at = end;
        }
        Evaluator evaluator = QueryParser.parse(simple.isEmpty() ? "*" : simple.toString());
        return new Compound(combinator, evaluator, functions);
    }

    private static @Nullable Name function(String text, int at) {
        for (Name name : Name.values()) {
            String start = ":" + name.name().toLowerCase(Locale.ROOT) + "(";
            if (text.regionMatches(true, at, start, 0, start.length())) {
                return name;
            }
        }
        return null;
    }

    private static List<CssMatcher> list(String selectors, Name name, boolean inHas) {
        boolean has = name == Name.HAS;
        return CssSelector.split(selectors).stream()
                .map(selector -> parse(selector, has, has || inHas))
                .toList();
    }

    private static boolean isJoint(char c) {
        return Character.isWhitespace(c) || COMBINATORS.indexOf(c) >= 0;
    }

    /** Behind the character there, its escape, or what its bracket or parenthesis holds. */
    private static int behind(String text, int at) {
        int depth = 0;
        char quote = 0;
        int i = at;
        do {
            char c = text.charAt(i++);
            if (c == '\\') {
                i++;
            } else if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (depth > 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else if (c == '(' || c == '[') {
                depth++;
            } else if (c == ')' || c == ']') {
                depth--;
            }
        } while (i < text.length() && depth > 0);
        return Math.min(i, text.length());
    }

    private static void require(boolean wellFormed) {
        if (!wellFormed) {
            throw new IllegalArgumentException("no selector");
        }
    }

    /** Whether it matches, if the budget lasts for finding out. */
    boolean matches(Element root, Element element, CssBudget budget) {
        return new Match(root, element, budget).matches(this, element) && !budget.isSpent();
    }

    /** @param anchor that relative selectors start from */
    private record Match(Element root, Element anchor, CssBudget budget) {
        boolean matches(CssMatcher selector, Element element) {
            return match(selector.compounds, selector.compounds.size() - 1, element) == Result.MATCHES;
        }

        private Result match(List<Compound> compounds, int index, Element element) {
            if (!budget.step()) {
                return Result.FAILS;
            }
            Compound compound = compounds.get(index);
            if (!holds(compound, element)) {
                return Result.FAILS_HERE;
            }
            if (index == 0) {
                return Result.MATCHES;
            }
            return switch (compound.combinator) {
                case '>' -> {
                    Element parent = parent(element);
                    yield parent == null ? Result.FAILS : match(compounds, index - 1, parent);
                }
                case '+' -> {
                    Element before = element.previousElementSibling();
                    yield before == null ? Result.FAILS_BEFORE : match(compounds, index - 1, before);
                }
                case '~' -> {
                    for (Element e = element.previousElementSibling(); e != null; e = e.previousElementSibling()) {
                        Result result = match(compounds, index - 1, e);
                        if (result != Result.FAILS_HERE) {
                            yield result;
                        }
                    }
                    yield Result.FAILS_BEFORE;
                }
                default -> {
                    for (Element e = parent(element); e != null; e = parent(e)) {
                        Result result = match(compounds, index - 1, e);
                        if (result == Result.MATCHES || result == Result.FAILS) {
                            yield result;
                        }
                    }
                    yield Result.FAILS;
                }
            };
        }

        private boolean holds(Compound compound, Element element) {
            if (compound.simple == null) {
                return element.equals(anchor);
            }
            return compound.simple.matches(root, element)
                    && compound.functions.stream().allMatch(function -> switch (function.name) {
                        case IS -> isAny(function.selectors, element);
                        case NOT -> !isAny(function.selectors, element);
                        case HAS -> hasAny(function.selectors, element);
                    });
        }

        private boolean isAny(List<CssMatcher> selectors, Element element) {
            return selectors.stream().anyMatch(selector -> matches(selector, element));
        }

        private boolean hasAny(List<CssMatcher> selectors, Element element) {
            Match within = new Match(root, element, budget);
            return selectors.stream().anyMatch(selector -> {
                char first = selector.compounds.get(1).combinator;
                if (first == ' ' || first == '>') {
                    return within.isBelow(selector, element);
                }
                for (Element e = element.nextElementSibling(); e != null; e = e.nextElementSibling()) {
                    if (within.matches(selector, e) || selector.compounds.size() > 2 && within.isBelow(selector, e)) {
                        return true;
                    }
                }
                return false;
            });
        }

        /** Whether it matches one of what an element holds. */
        private boolean isBelow(CssMatcher selector, Element top) {
            Element at = next(top, top);
            while (at != null && budget.step()) {
                if (matches(selector, at)) {
                    return true;
                }
                at = next(at, top);
            }
            return false;
        }

        /** In document order; null behind the last that lies within. */
        private static @Nullable Element next(Element element, Element within) {
            Element child = element.firstElementChild();
            Element at = element;
            while (child == null && at != null && !at.equals(within)) {
                child = at.nextElementSibling();
                at = at.parent();
            }
            return child;
        }

        private static @Nullable Element parent(Element element) {
            Element parent = element.parent();
            return parent instanceof Document ? null : parent;
        }
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.html;

import dev.mailboxmcp.html.CssSelector.Compound;
import dev.mailboxmcp.html.CssSelector.Condition;
import dev.mailboxmcp.html.CssSelector.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jspecify.annotations.Nullable;

/** Reads selectors (Selectors 4). For one of them, on one thread. */
final class CssSelectorParser {
    private static final int MAX_COMPOUNDS = 60;
    private static final int MAX_DEPTH = 5;
    private static final int MAX_LIST = 500;
    private static final int MAX_CONDITIONS = 900;
    private static final int ID = 1_000_000;
    private static final int CLASS = 1000;
    private static final int TAG = 1;
    private static final Set<String> LINKS = Set.of("a", "area", "link");
    private static final Pattern NTH = Pattern.compile(
            "(?<step>[+-]?\\d{0,6})n(?:\\s*(?<sign>[+-])\\s*(?<offset>\\d{1,6}))?|(?<place>[+-]?\\d{1,6})");

    private final boolean quirks;
    private final int depth;
    private final List<Compound> compounds = new ArrayList<>();
    private List<Condition> conditions = new ArrayList<>();
    private boolean known = true;
    private int specificity;
    private int count;
    private String key = "*";
    private Target target = Target.ELEMENT;

    /**
     * @param selectors as they were read; none for a list that is malformed, which a browser skips as a whole
     * @param known whether all of it is; else a browser may skip it
     */
    record Selectors(List<CssSelector> selectors, boolean known) {
        static final Selectors NONE = new Selectors(List.of(), true);
    }

    private CssSelectorParser(boolean quirks, int depth) {
        this.quirks = quirks;
        this.depth = depth;
    }

    static Selectors parse(CssTokens list, boolean quirks) {
        return parse(list, quirks, 0);
    }

    private static Selectors parse(CssTokens list, boolean quirks, int depth) {
        List<CssSelector> selectors = new ArrayList<>();
        boolean known = depth < MAX_DEPTH;
        for (CssTokens part : known ? list.split() : List.<CssTokens>of()) {
            CssSelectorParser parser = new CssSelectorParser(quirks, depth);
            if (selectors.size() == MAX_LIST || !parser.reads(part)) {
                return Selectors.NONE;
            }
            known &= parser.known;
            selectors.add(new CssSelector(parser.compounds, parser.target, parser.specificity, parser.key));
        }
        return new Selectors(selectors, known);
    }

    private boolean reads(CssTokens in) {
        int at = in.skipWhiteSpace(in.from());
        while (at < in.to()) {
            char combinator = isCombinator(in, at) ? in.get(at).text().charAt(0) : ' ';
            if (combinator != ' ') {
                at = in.skipWhiteSpace(at + 1);
                if (compounds.isEmpty()) {
                    compounds.add(new Compound(' ', List.of(unknown()))); // what the rule around is about
                }
            }
            conditions = new ArrayList<>();
            key = "*";
            int start = at;
            while (at < in.to() && !in.is(at, CssToken.Kind.WHITESPACE) && !isCombinator(in, at)) {
                at = simple(in, at, at == start);
                if (at < 0) {
                    return false;
                }
            }
            if (at == start || compounds.size() == MAX_COMPOUNDS) {
                return false;
            }
            compounds.add(new Compound(combinator, conditions));
            count += conditions.size();
            known &= count < MAX_CONDITIONS; // more would make a class weigh as much as an id
            at = in.skipWhiteSpace(at);
        }
        return !compounds.isEmpty();
    }

    private static boolean isCombinator(CssTokens in, int at) {
        return in.is(at, '>') || in.is(at, '+') || in.is(at, '~');
    }

    private Condition unknown() {
        known = false;
        return (element, budget) -> CssMatch.MAYBE;
    }

    /** Where it ends; negative for what is none. */
    private int simple(CssTokens in, int at, boolean first) {
        CssToken token = in.get(at);
        if (target != Target.ELEMENT && !token.is(':')) {
            return -1;
        }
        if (first && (token.is('|') || in.is(at + 1, '|') && (token.is('*') || token.is(CssToken.Kind.IDENT)))) {
            if (!token.is('*')) {
                conditions.add(unknown()); // of another namespace than HTML's, perhaps
            }
            int name = at + (token.is('|') ? 1 : 2);
            return in.is(name, '*') || in.is(name, CssToken.Kind.IDENT) ? simple(in, name, true) : -1;
        }
        if (token.is(CssToken.Kind.IDENT) || token.is('*')) {
            String name = token.name();
            if (token.is(CssToken.Kind.IDENT)) {
                conditions.add(
                        (element, budget) -> CssMatch.of(element.normalName().equals(name)));
                key = name;
                specificity += TAG;
            }
            return first ? at + 1 : -1;
        }
        if (token.is('&')) {
            conditions.add(unknown());
            return at + 1;
        }
        if (token.is('.') && in.is(at + 1, CssToken.Kind.IDENT)) {
            String name = in.get(at + 1).text();
            conditions.add((element, budget) -> CssMatch.of(
                    element.hasClass(name) && (quirks || element.classNames().contains(name))));
            key = "." + name.toLowerCase(Locale.ROOT);
            specificity += CLASS;
            return at + 2;
        }
        if (token.is(CssToken.Kind.HASH) && token.number() == 1) {
            String id = token.text();
            conditions.add((element, budget) -> CssMatch.of(
                    quirks ? element.id().equalsIgnoreCase(id) : element.id().equals(id)));
            key = "#" + id.toLowerCase(Locale.ROOT);
            specificity += ID;
            return at + 1;
        }
        if (token.is('[')) {
            specificity += CLASS;
            return attribute(in.inside(token).values()) ? in.behind(at) : -1;
        }
        return token.is(':') ? pseudo(in, at + 1) : -1;
    }

    /** Whether it is one. */
    private boolean attribute(List<CssToken> tokens) {
        boolean ofNone = tokens.size() > 1 && tokens.get(0).is('|');
        int at = ofNone
                ? 1
                : tokens.size() > 2 && tokens.get(1).is('|') && tokens.get(2).is(CssToken.Kind.IDENT) ? 2 : 0;
        known &= at < 2 || tokens.get(0).is('*');
        if (tokens.size() <= at || !tokens.get(at).is(CssToken.Kind.IDENT)) {
            return false;
        }
        String name = tokens.get(at).name();
        if (tokens.size() == at + 1) {
            conditions.add((element, budget) -> CssMatch.of(element.hasAttr(name)));
            return true;
        }
        int equals = tokens.get(at + 1).is('=') ? at + 1 : at + 2;
        int size = tokens.size() - equals;
        if (size < 2
                || size > 3
                || !tokens.get(equals).is('=')
                || tokens.get(equals).index() - tokens.get(at + 1).index() != equals - at - 1
                || !"=~|^$*".contains(tokens.get(at + 1).text())) {
            return false;
        }
        known &= size == 2; // not all browsers know what may stand behind the value
        char operator = tokens.get(at + 1).text().charAt(0);
        String wanted = tokens.get(equals + 1).text();
        conditions.add((element, budget) -> {
            String has = element.attr(name);
            // some values are compared without regard to case, and a selector may ask for it
            return !element.hasAttr(name)
                    ? CssMatch.NO
                    : holds(operator, has, wanted)
                            ? CssMatch.YES
                            : holds(operator, has.toLowerCase(Locale.ROOT), wanted.toLowerCase(Locale.ROOT))
                                    ? CssMatch.MAYBE
                                    : CssMatch.NO;
        });
        CssToken value = tokens.get(equals + 1);
        return value.is(CssToken.Kind.IDENT) || value.is(CssToken.Kind.STRING);
    }

    private static boolean holds(char operator, String has, String wanted) {
        return switch (operator) {
            case '=' -> has.equals(wanted);
            case '|' -> has.equals(wanted) || has.startsWith(wanted + "-");
            case '^' -> !wanted.isEmpty() && has.startsWith(wanted);
            case '$' -> !wanted.isEmpty() && has.endsWith(wanted);
            case '*' -> !wanted.isEmpty() && has.contains(wanted);
            default ->
                !wanted.isEmpty() && List.of(has.split("[ \\t\\n\\r\\f]+", -1)).contains(wanted);
        };
    }

    private int pseudo(CssTokens in, int at) {
        boolean element = in.is(at, ':');
        int name = element ? at + 1 : at;
        if (!in.is(name, CssToken.Kind.IDENT) && !in.is(name, CssToken.Kind.FUNCTION)) {
            return -1;
        }
        CssToken token = in.get(name);
        String word = token.name();
        if (element || word.equals("before") || word.equals("after") || word.startsWith("first-l")) {
            specificity += TAG;
            known &= target == Target.ELEMENT
                    && !word.startsWith("-moz-"); // which other browsers skip with all beside it
            target = token.is(CssToken.Kind.FUNCTION) ? Target.PART : target(word);
            known &= target != Target.PART;
        } else if (token.is(CssToken.Kind.FUNCTION)) {
            conditions.add(function(word, in.inside(token)));
        } else {
            specificity += CLASS;
            conditions.add(plain(word));
        }
        return in.behind(name);
    }

    private static Target target(String pseudoElement) {
        return switch (pseudoElement) {
            case "before" -> Target.BEFORE;
            case "after" -> Target.AFTER;
            case "marker" -> Target.MARKER;
            case "selection", "placeholder" -> Target.NOTHING;
            default ->
                pseudoElement.startsWith("-webkit-") || pseudoElement.startsWith("-moz-")
                        ? Target.NOTHING
                        : Target.PART;
        };
    }

    private Condition plain(String pseudoClass) {
        return switch (pseudoClass) {
            case "root", "scope" -> (element, budget) -> CssMatch.of(element.parent() instanceof Document);
            case "link", "any-link", "-webkit-any-link" ->
                (element, budget) -> CssMatch.of(element.hasAttr("href") && LINKS.contains(element.normalName()));
            case "checked" -> (element, budget) -> checked(element);
            case "empty" ->
                (element, budget) -> CssMatch.of(element.childNodes().stream()
                        .noneMatch(node -> node instanceof Element || node instanceof TextNode));
            case "first-child" -> place(0, 1, false, false);
            case "last-child" -> place(0, 1, true, false);
            case "first-of-type" -> place(0, 1, false, true);
            case "last-of-type" -> place(0, 1, true, true);
            case "only-child" -> {
                conditions.add(place(0, 1, true, false));
                yield place(0, 1, false, false);
            }
            case "focus", "focus-visible" -> (element, budget) -> isFocused(element);
            case "focus-within" -> CssSelectorParser::hasFocus;
            case "visited", "hover", "active", "target" -> (element, budget) -> CssMatch.NO;
            default -> unknown();
        };
    }

    /** Browsers may type into an element that asks for it as the page is opened. */
    private static CssMatch isFocused(Element element) {
        return element.hasAttr("autofocus") ? CssMatch.MAYBE : CssMatch.NO;
    }

    private static CssMatch hasFocus(Element element, CssBudget budget) {
        Node node = element;
        while (node != null && budget.step()) {
            if (node instanceof Element within && isFocused(within) == CssMatch.MAYBE) {
                return CssMatch.MAYBE;
            }
            Node next = node.childNodeSize() > 0 ? node.childNode(0) : null;
            while (next == null && node != null && !node.equals(element)) {
                next = node.nextSibling();
                node = next == null ? node.parent() : node;
            }
            node = next;
        }
        return CssMatch.NO;
    }

    /** Browsers choose one of the buttons that exclude each other, and of the choices of a list. */
    private static CssMatch checked(Element element) {
        boolean box =
                element.normalName().equals("input") && element.attr("type").equalsIgnoreCase("checkbox");
        boolean radio = element.normalName().equals("input") && element.hasAttr("checked"); // another may be chosen
        return box
                ? CssMatch.of(element.hasAttr("checked"))
                : radio || element.normalName().equals("option") ? CssMatch.MAYBE : CssMatch.NO;
    }

    private Condition function(String name, CssTokens inside) {
        if (name.equals("is") || name.equals("where") || name.equals("not")) {
            Selectors inner = parse(inside, quirks, depth + 1);
            int strongest = inner.selectors.stream()
                    .mapToInt(CssSelector::specificity)
                    .max()
                    .orElse(0);
            specificity += name.equals("where") ? 0 : strongest;
            return inner.known && !inner.selectors.isEmpty() ? any(inner.selectors, name.equals("not")) : unknown();
        }
        specificity += CLASS;
        boolean place = name.matches("nth-(last-)?(child|of-type)");
        return place ? nth(inside.text(), name.contains("last"), name.endsWith("type")) : unknown();
    }

    private static Condition any(List<CssSelector> selectors, boolean negated) {
        return (element, budget) -> {
            CssMatch any = CssMatch.NO;
            for (CssSelector selector : selectors) {
                any = any.or(selector.matches(element, budget));
            }
            return negated ? any.not() : any;
        };
    }

    private Condition nth(String text, boolean fromEnd, boolean ofType) {
        String formula = text.strip().toLowerCase(Locale.ROOT);
        Matcher matcher = NTH.matcher(formula.equals("odd") ? "2n+1" : formula.equals("even") ? "2n" : formula);
        if (!matcher.matches()) {
            return unknown();
        }
        if (matcher.group("place") != null) {
            return place(0, Integer.parseInt(matcher.group("place")), fromEnd, ofType);
        }
        String step = matcher.group("step");
        String offset = matcher.group("offset");
        return place(
                Integer.parseInt(step.matches(".*\\d") ? step : step + "1"),
                offset == null ? 0 : Integer.parseInt(matcher.group("sign") + offset),
                fromEnd,
                ofType);
    }

    /** The place among siblings, counted from 1, is {@code step * n + offset}. */
    private static Condition place(int step, int offset, boolean fromEnd, boolean ofType) {
        return (element, budget) -> {
            int place = 1;
            Element sibling = next(element, fromEnd);
            while (sibling != null && budget.step()) {
                place += !ofType || sibling.normalName().equals(element.normalName()) ? 1 : 0;
                sibling = next(sibling, fromEnd);
            }
            int rest = place - offset;
            return CssMatch.of(step == 0 ? rest == 0 : rest % step == 0 && rest / step >= 0);
        };
    }

    private static @Nullable Element next(Element element, boolean fromEnd) {
        return fromEnd ? element.nextElementSibling() : element.previousElementSibling();
    }
}

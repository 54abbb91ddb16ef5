// SPDX-License-Identifier: MIT
package dev.mailboxmcp.html;

import dev.mailboxmcp.html.CssProperties.Declaration;
import dev.mailboxmcp.html.CssSelectorParser.Selectors;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rules of style sheets and the declarations in them (CSS Syntax 3, 5). What is malformed is skipped as browsers
 * do. What stands in a rule that is not known, or applies under a condition that is not, may apply. For one document, on one
 * thread.
 */
final class CssParser {
    private static final int MAX_NESTING = 12;
    private static final int MAX_DECLARATIONS = 400;

    /** The at-rules that style no element. */
    private static final Set<String> WITHOUT_STYLES = CssProperties.words("""
            charset color-profile font-feature-values font-palette-values keyframes -webkit-keyframes
            -moz-keyframes -o-keyframes list page position-try property view-transition viewport -ms-viewport -moz-document
            """);

    /** What a font may say of itself without any of its letters being lost. */
    private static final Set<String> OF_FONTS = CssProperties.words(
            "font-family font-style font-weight font-display font-stretch unicode-range src panose-1");

    private final CssRules rules;
    private final boolean quirks;

    CssParser(CssRules rules, boolean quirks) {
        this.rules = rules;
        this.quirks = quirks;
    }

    /** Adds the rules of a style sheet to those of the document. */
    void sheet(CssTokens css, boolean maybe) {
        contents(css, Selectors.NONE, maybe, 0, null);
    }

    /** The declarations of a {@code style} attribute. */
    List<Declaration> declarations(CssTokens css) {
        List<Declaration> declarations = new ArrayList<>();
        contents(css, Selectors.NONE, true, 0, declarations);
        return declarations;
    }

    /**
     * What a style sheet or a block holds. Rules within others are added with those, for what they may apply to.
     *
     * @param declarations null where there can be none
     */
    private void contents(
            CssTokens css, Selectors parents, boolean maybe, int depth, @Nullable List<Declaration> declarations) {
        boolean unsure = maybe;
        int at = css.from();
        while (at < css.to() && rules.takesMore(depth > MAX_NESTING)) {
            CssToken token = css.get(at);
            int end = declarations == null ? at : css.find(at, ';', ';');
            if (token.is(CssToken.Kind.WHITESPACE)
                    || token.is(CssToken.Kind.COMMENT_MARK) && depth == 0 && declarations == null
                    || token.is(';') && (declarations != null || depth > 0)) {
                unsure |= token.is(';') && declarations == null; // some take it for a part of the rule behind it
                at++;
            } else if (token.is(CssToken.Kind.AT_KEYWORD)) {
                // another namespace is meant by what follows
                unsure |= token.name().equals("namespace");
                at = atRule(css, at, parents, unsure, depth);
            } else if (declarations != null && declaration(css.slice(at, end), declarations)) {
                at = end;
            } else {
                int open = css.find(at, declarations == null ? '{' : ';', '{');
                if (css.is(open, '{') && depth == 0 && declarations != null) {
                    rules.exhaust(); // in an attribute there are no rules: some skip all up to the next semicolon
                    open = css.find(open, ';', ';');
                } else if (css.is(open, '{')) {
                    Selectors selectors = CssSelectorParser.parse(css.slice(at, open), quirks);
                    boolean within = declarations != null || !selectors.known();
                    if (!selectors.selectors().isEmpty()) {
                        grouped(css.inside(css.get(open)), selectors, unsure || within, depth + 1);
                    }
                    open = css.behind(open);
                }
                at = open;
            }
        }
    }

    /** A block of which all is said of what the selectors mean. */
    private void grouped(CssTokens block, Selectors selectors, boolean maybe, int depth) {
        List<Declaration> declarations = new ArrayList<>();
        contents(block, selectors, maybe, depth, declarations);
        rules.add(selectors.selectors(), declarations, maybe);
    }

    /** Whether it is one. */
    private boolean declaration(CssTokens css, List<Declaration> declarations) {
        int colon = css.skipWhiteSpace(css.from() + 1);
        if (!css.is(css.from(), CssToken.Kind.IDENT) || !css.is(colon, ':')) {
            return false;
        }
        CssTokens value = css.slice(colon + 1, css.to());
        List<CssToken> values = value.values();
        int count = values.size();
        if (values.stream().anyMatch(each -> each.is(CssToken.Kind.BAD) || each.is(CssToken.Kind.CLOSE))
                || count > 1 && values.stream().anyMatch(each -> each.is('{'))) {
            return false; // none, or a rule within
        }
        boolean important = count > 1
                && values.get(count - 2).is('!')
                && values.get(count - 1).is("important");
        CssTokens bare =
                important ? value.slice(value.from(), values.get(count - 2).index()) : value;
        if (declarations.size() < MAX_DECLARATIONS) {
            declarations.addAll(CssProperties.read(css.get(css.from()).name(), bare, important, quirks));
        } else {
            rules.exhaust();
        }
        return true;
    }

    /** @return where it ends */
    private int atRule(CssTokens css, int at, Selectors parents, boolean maybe, int depth) {
        String name = css.get(at).name();
        int open = css.find(at + 1, ';', '{');
        CssTokens prelude = css.slice(at + 1, open);
        if (!css.is(open, '{')) {
            if (name.equals("import")) {
                imported(prelude);
            }
            return Math.min(open + 1, css.to());
        }
        CssTokens block = css.inside(css.get(open));
        if (name.equals("font-face")) {
            font(block);
        } else if (name.equals("counter-style")) {
            rules.exhaust(); // it may put any words before the items of a list
        } else if (!WITHOUT_STYLES.contains(name)) {
            CssMatch match = name.equals("media") ? CssMedia.matches(prelude) : CssMatch.MAYBE;
            boolean unsure = maybe || match == CssMatch.MAYBE;
            if (match != CssMatch.NO && parents.selectors().isEmpty()) {
                contents(block, parents, unsure, depth + 1, null);
            } else if (match != CssMatch.NO) {
                grouped(block, parents, true, depth + 1);
            }
        }
        return css.behind(open);
    }

    /** A style sheet that is not fetched does nothing; one that comes with the mail we have not read. */
    private void imported(CssTokens prelude) {
        for (CssToken value : prelude.values()) {
            String url = value.is(CssToken.Kind.STRING) ? value.text() : prelude.url(value);
            if (url != null && !CssProperties.isElsewhere(url)) {
                rules.exhaust();
            }
        }
    }

    /** A font that comes with the mail may draw other letters than those written, or none. */
    private void font(CssTokens block) {
        int at = block.from();
        while (at < block.to()) {
            int end = block.find(at, ';', ';');
            CssTokens declaration = block.slice(at, end);
            List<CssToken> values = declaration.values();
            String name = values.isEmpty() ? "src" : values.get(0).name();
            boolean known = OF_FONTS.contains(name) || name.startsWith("mso-");
            if (!known
                    || values.stream()
                            .map(declaration::url)
                            .anyMatch(url -> url != null && !CssProperties.isElsewhere(url))) {
                rules.exhaust();
            }
            at = end + 1;
        }
    }
}

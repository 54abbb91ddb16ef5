// SPDX-License-Identifier: MIT
package dev.mailboxmcp.html;

import dev.mailboxmcp.html.CssValue.Length;
import java.util.List;

/** Whether media queries (Media Queries 4) hold on a desktop's screen in light colours, whatever its size. Pure. */
final class CssMedia {
    /** A mail's window on a desktop is at least so wide, in pixels. */
    private static final double LEAST_WIDTH = 800;

    private static final double LEAST_SCREEN = 1280;
    private static final double WIDE = 2560;

    private CssMedia() {}

    /** @param queries a list; an empty one holds */
    static CssMatch matches(CssTokens queries) {
        CssMatch any = CssMatch.NO;
        for (CssTokens query : queries.split()) {
            any = any.or(query(query, query.values()));
        }
        return any;
    }

    /** A type, or features, or both, joined by {@code and}; what is longer few mails have. */
    private static CssMatch query(CssTokens in, List<CssToken> values) {
        boolean negated = !values.isEmpty() && values.get(0).is("not");
        int at = negated || !values.isEmpty() && values.get(0).is("only") ? 1 : 0;
        CssMatch match = CssMatch.YES;
        for (boolean joined = true; at < values.size(); joined = !joined, at++) {
            CssToken value = values.get(at);
            if (!joined) {
                match = value.is("and") ? match : CssMatch.MAYBE;
            } else if (value.is(CssToken.Kind.IDENT)) {
                match = match.and(CssMatch.of(value.is("all") || value.is("screen")));
            } else {
                List<CssToken> inside = value.is('(') ? in.inside(value).values() : List.of();
                boolean plain = inside.size() == 3 && inside.get(1).is(':');
                match = match.and(plain ? feature(inside.get(0).name(), inside.get(2)) : CssMatch.MAYBE);
            }
        }
        return negated ? match.not() : match;
    }

    private static CssMatch feature(String name, CssToken value) {
        double length = Length.read(value, false) instanceof Length known ? known.in(16, Double.NaN) : Double.NaN;
        return switch (name) {
            case "max-width" -> most(length, LEAST_WIDTH);
            case "max-device-width" -> most(length, LEAST_SCREEN);
            case "min-width" -> least(length, LEAST_WIDTH);
            case "min-device-width" -> least(length, LEAST_SCREEN);
            case "prefers-color-scheme" ->
                value.is("light") ? CssMatch.YES : value.is("dark") ? CssMatch.NO : CssMatch.MAYBE;
            default -> CssMatch.MAYBE;
        };
    }

    private static CssMatch most(double limit, double narrow) {
        return limit < narrow ? CssMatch.NO : limit >= WIDE ? CssMatch.YES : CssMatch.MAYBE;
    }

    private static CssMatch least(double limit, double narrow) {
        return limit <= narrow ? CssMatch.YES : limit > WIDE ? CssMatch.NO : CssMatch.MAYBE;
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.html;

import dev.mailboxmcp.html.CssValue.Length;
import java.util.List;
import java.util.Set;

/** Whether media queries (Media Queries 4) hold on a desktop's screen in light colours, whatever its size. Pure. */
final class CssMedia {
    /** A mail's window on a desktop is at least so wide, in pixels. */
    private static final double LEAST_WIDTH = 800;

    private static final double LEAST_SCREEN = 1280;
    private static final double WIDE = 2560;
    private static final Set<String> NO_TYPES = Set.of("and", "layer", "not", "only", "or");

    private CssMedia() {}

    /** @param queries a list; an empty one holds */
    static CssMatch matches(CssTokens queries) {
        CssMatch any = CssMatch.of(queries.values().isEmpty());
        for (CssTokens query : queries.split()) {
            any = any.or(query.values().isEmpty() ? CssMatch.NO : query(query, query.values()));
        }
        return any;
    }

    /**
     * A type, or features, or both, joined by {@code and}; what is longer few mails have. One that is malformed holds nowhere:
     * the type comes first, {@code only} stands before one, and nothing ends in {@code and}.
     */
    private static CssMatch query(CssTokens in, List<CssToken> values) {
        boolean negated = !values.isEmpty() && values.get(0).is("not");
        boolean only = !values.isEmpty() && values.get(0).is("only");
        int start = negated || only ? 1 : 0;
        boolean open = values.size() % 2 == start; // it ends in a word that joins, or has nothing behind its first
        CssToken type = start < values.size() && values.get(start).is(CssToken.Kind.IDENT) ? values.get(start) : null;
        boolean none = type != null && NO_TYPES.contains(type.name());
        if (open || only && type == null || none) {
            return CssMatch.MAYBE;
        }
        CssMatch match = CssMatch.YES;
        int at = start;
        for (boolean joined = true; at < values.size(); joined = !joined, at++) {
            CssToken value = values.get(at);
            if (!joined) {
                match = value.is("and") ? match : CssMatch.MAYBE;
            } else if (value.is(CssToken.Kind.IDENT)) {
                boolean holds = value.is("all") || value.is("screen");
                match = at == start ? CssMatch.of(holds) : CssMatch.MAYBE;
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

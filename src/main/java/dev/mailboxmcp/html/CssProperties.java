// SPDX-License-Identifier: MIT
package dev.mailboxmcp.html;

import dev.mailboxmcp.html.CssValue.Amount;
import dev.mailboxmcp.html.CssValue.Content;
import dev.mailboxmcp.html.CssValue.Gradient;
import dev.mailboxmcp.html.CssValue.Keyword;
import dev.mailboxmcp.html.CssValue.Length;
import dev.mailboxmcp.html.CssValue.Paint;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a declaration as values of those properties that decide whether text is seen. A value that no program takes is
 * skipped. So are properties that cannot hide anything; all that are not listed here are taken for ones that can, unless
 * their value says that nothing is done. For one declaration, on one thread.
 */
final class CssProperties {
    private static final int MAX_VALUES = 300;
    private static final double LEAST_MODEST = -10;
    /** Outlines at several distances cover together what they stand around, and what stands beside it. */
    private static final double MOST_OFFSET = 0.1;
    /** Half of a stroke lies within the letter: of a pixel it covers the stems of small and of thin ones. */
    private static final double MOST_STROKE = 0.1;

    /** Whatever their value is, text stays where it is and can be read. */
    private static final Set<String> HARMLESS = words("""
            accent-color align-content align-items align-self background-attachment background-origin behavior
            border-block-color border-bottom-color
            border-bottom-style border-collapse border-color border-inline-color border-left-color border-left-style
            border-right-color border-right-style border-style border-top-color
            border-top-style box-align box-orient box-pack break-after break-before break-inside
            caption-side caret-color clear cursor direction empty-cells font-display
            font-family font-feature-settings font-kerning font-optical-sizing font-smoothing font-stretch font-style
            font-synthesis font-variant font-variant-caps font-variant-east-asian font-variant-ligatures
            font-variant-numeric font-weight hyphens image-rendering interpolation-mode justify-content
            justify-items justify-self layout-grid-mode line-break list-style-image list-style-position object-fit
            object-position orphans osx-font-smoothing outline-color outline-style page
            page-break-after page-break-before page-break-inside place-content place-items place-self pointer-events
            print-color-adjust punctuation-wrap resize scroll-behavior size speak supported-color-schemes
            tab-interval tab-stops table-layout tap-highlight-color text-align text-align-last text-autospace
            text-decoration-color text-decoration-line text-decoration-style text-justify text-rendering
            text-size-adjust text-transform text-underline-position touch-action touch-callout transition
            transition-delay transition-duration transition-property transition-timing-function user-select widows
            """);

    /** Harmless as long as their lengths are neither negative nor huge. */
    private static final Set<String> HARMLESS_IF_MODEST = words("""
            border-inline border-left border-left-width border-right border-right-width border-spacing column-gap flex
            flex-basis flex-grow flex-shrink gap grid-gap margin-inline margin-inline-end margin-inline-start padding-inline
            padding-inline-end padding-inline-start row-gap tab-size text-underline-offset vertical-align word-spacing
            """);

    /** Harmless as long as what they paint reaches nothing that stands beside. */
    private static final Set<String> HARMLESS_IF_NARROW = words("""
            border border-block border-bottom border-bottom-width border-top border-top-width border-width
            """);

    /** Corners rounded by so little cut off no letter, in pixels. */
    private static final double MOST_ROUNDED = 40;

    /** Tabs and the spaces between letters come once for each of them. */
    private static final double MOST_TAB = 16;

    private static final double MOST_BETWEEN_WORDS = 200;

    /** So far the shadow of a text may reach, in pixels, and so blurred it may be. */
    private static final double MOST_TEXT_SHADOW = 3;

    /** The size that letters may have where it is not known, in pixels. */
    private static final double LARGE = 32;

    private static final double MOST_TEXT_BLUR = 12;
    private static final double SOME_PERCENT = 10;
    private static final double MOST_INNER_BLUR = 12;
    private static final int MOST_SHADOWS = 4;

    /** They are told to the reader of the text as they are written, whether harmless or not. */
    private static final Set<String> OF_LOOKS = words("""
            border border-left border-right direction margin-inline margin-inline-end margin-inline-start padding-inline
            padding-inline-end padding-inline-start text-decoration text-decoration-line unicode-bidi vertical-align
            """);

    static final String WRITTEN = " as written";

    /** The widest of the borders that a property gives, whether it is harmless or not. */
    static final String WIDTH = " width";

    private static final Set<String> LENGTHS = words("""
            bottom font-size height left letter-spacing line-height margin-bottom margin-left margin-right margin-top
            max-height max-width min-height min-width padding-bottom padding-left padding-right padding-top right text-indent
            top width
            """);

    private static final Set<String> KEYWORDS = words(
            "box-sizing display float list-style-type overflow-x overflow-y overflow-wrap position visibility white-space word-break");

    private static final Set<String> WORD_BREAKS = words("normal break-all break-word keep-all auto-phrase");
    private static final Set<String> WRAPS = words("normal break-word anywhere");

    private static final Set<String> PLACES = words("top right bottom left");

    /** The properties that {@code none} is a value of, and those that {@code visible} is. */
    private static final Set<String> OF_NONE = words("display float list-style-type");

    private static final Set<String> OF_VISIBLE = words("overflow-x overflow-y visibility");

    private static final Set<String> COLORS = words("background-color color text-fill-color");
    private static final Set<String> NUMBERS = words("opacity z-index");
    private static final Set<String> INHERITABLE = words("inherit initial unset revert revert-layer");
    private static final Set<String> SIZES =
            words("xx-small x-small small medium large x-large xx-large xxx-large smaller larger");
    /** Words in the place of a length, each of some properties alone. */
    private static final Set<String> OF_LENGTHS = words("auto none normal min-content max-content fit-content");

    /** The width of lines that are drawn, in pixels. */
    private static final Map<String, Double> WIDTHS = Map.of("thin", 1.0, "medium", 3.0, "thick", 5.0);

    private static final Set<String> DOING_NOTHING = words("auto baseline initial none normal static unset visible");
    private static final Set<String> IN_BACKGROUNDS = words("""
            repeat repeat-x repeat-y no-repeat space round scroll fixed local left right top bottom center border-box
            padding-box content-box cover contain auto
            """);
    /** Their values are known only where they are used. */
    private static final Set<String> SUBSTITUTED = words("var env attr if inherit random");

    /**
     * What a style says of one property.
     *
     * @param property a longhand, without the prefix of a vendor
     * @param maybe whether some programs do not know it
     */
    record Declaration(String property, CssValue value, boolean important, boolean maybe) {}

    private final CssTokens tokens;
    private final List<CssToken> values;
    private final boolean important;
    private final boolean quirks;
    private boolean maybe;
    private final List<Declaration> declarations = new ArrayList<>();

    private CssProperties(CssTokens tokens, boolean important, boolean quirks) {
        this.tokens = tokens;
        this.values = tokens.values();
        this.important = important;
        this.quirks = quirks;
    }

    /**
     * What one declaration says; empty if nothing that matters here.
     *
     * @param quirks whether the document is laid out as before there were standards
     */
    static List<Declaration> read(String name, CssTokens value, boolean important, boolean quirks) {
        boolean prefixed = name.startsWith("-webkit-") || name.startsWith("-moz-");
        String property = prefixed ? name.substring(name.indexOf('-', 1) + 1) : name;
        // custom properties, and what no browser knows
        boolean foreign = name.startsWith("-") && !prefixed || name.startsWith("mso-");
        CssProperties reading = new CssProperties(value, important, quirks);
        if (OF_LOOKS.contains(property)) {
            reading.put(property + WRITTEN, new Keyword(value.text().strip().toLowerCase(Locale.ROOT)));
        }
        if (!foreign && !HARMLESS.contains(property) && !reading.values.isEmpty()) {
            reading.maybe = prefixed && !property.equals("text-fill-color"); // has no other name
            reading.read(property);
        }
        return reading.declarations;
    }

    static Set<String> words(String text) {
        return Set.of(text.strip().split("\\s+"));
    }

    private void put(String property, @Nullable CssValue value) {
        if (value != null) {
            declarations.add(new Declaration(property, value, important, maybe));
        }
    }

    private void read(String property) {
        CssToken first = values.get(0);
        CssValue whole = null;
        if (values.size() == 1 && first.is(CssToken.Kind.IDENT) && INHERITABLE.contains(first.name())) {
            whole = new Keyword(first.name());
        } else if (values.size() > MAX_VALUES || isSubstituted() && !property.equals("content")) {
            whole = unread(property);
        }
        switch (property) {
            case "margin", "padding" -> sides(property + "-", whole);
            case "inset" -> sides("", whole);
            case "margin-block", "padding-block" -> {
                maybe = true;
                String side = property.substring(0, property.indexOf('-') + 1);
                put(side + "top", whole != null ? whole : length(side, first));
                put(side + "bottom", whole != null ? whole : length(side, values.get(values.size() - 1)));
            }
            case "margin-block-start", "margin-block-end", "padding-block-start", "padding-block-end" -> {
                maybe = true;
                String side = property.substring(0, property.indexOf('-') + 1);
                put(
                        side + (property.endsWith("start") ? "top" : "bottom"),
                        whole != null ? whole : length(side, first));
            }
            case "overflow" -> {
                put("overflow-x", whole != null ? whole : keyword("overflow-x", first));
                put("overflow-y", whole != null ? whole : keyword("overflow-y", values.get(values.size() - 1)));
            }
            case "font" -> font(whole);
            case "background" -> background(whole);
            case "list-style" ->
                put("list-style-type", whole != null ? whole : hasWord("none") ? CssValue.HARMLESS : markerText());
            case "word-wrap" -> put("overflow-wrap", whole != null ? whole : longhand("overflow-wrap"));
            case "all" -> put("all", whole == null ? null : CssValue.UNKNOWN);
            default -> put(property, whole != null ? whole : longhand(property));
        }
    }

    /** A value that is not read: the worst that it may be where it takes more than the value to hide text. */
    private static CssValue unread(String property) {
        return switch (property) {
            case "border-radius",
                    "border-top-left-radius",
                    "border-top-right-radius",
                    "border-bottom-left-radius",
                    "border-bottom-right-radius" -> new Keyword("round");
            case "isolation", "will-change" -> new Keyword("raised");
            case "flex-direction", "flex-flow", "flex-wrap", "quotes", "text-shadow" -> CssValue.HARMLESS;
            default -> CssValue.UNKNOWN;
        };
    }

    private boolean isSubstituted() {
        for (int at = tokens.from(); at < tokens.to(); at++) {
            CssToken token = tokens.get(at);
            if (token.is(CssToken.Kind.FUNCTION)
                    && (SUBSTITUTED.contains(token.name()) || token.text().startsWith("--"))) {
                return true;
            }
        }
        return false;
    }

    private @Nullable CssValue longhand(String property) {
        CssToken first = values.get(0);
        if (property.equals("list-style-type") && first.is(CssToken.Kind.STRING)) {
            return markerText();
        }
        boolean length = LENGTHS.contains(property);
        boolean number = NUMBERS.contains(property);
        boolean color = COLORS.contains(property);
        if (length || number || color || KEYWORDS.contains(property)) {
            return values.size() > 1
                    ? CssValue.UNKNOWN
                    : length
                            ? length(property, first)
                            : number
                                    ? number(property, first)
                                    : color ? CssColor.read(tokens, first, quirks) : keyword(property, first);
        }
        return switch (property) {
            case "background-image" -> CssLayers.areImages(tokens) ? image() : null;
            case "background-position", "background-repeat", "background-size" -> new Keyword("placed");
            case "content" -> content();
            default -> harmless(property);
        };
    }

    /** One that is told by its words, which may be none of this property, so that a browser goes by the value before. */
    private @Nullable CssValue harmless(String property) {
        double most = mostModest(property);
        if (HARMLESS_IF_NARROW.contains(property)) {
            put(property + WIDTH, widest());
        }
        CssValue value = switch (property) {
            case "background-clip" -> harmlessIf(!hasWord("text"));
            case "color-scheme" -> harmlessIf(hasWord("light") || hasWord("normal"));
            case "box-shadow" -> boxShadow();
            case "text-shadow" -> {
                List<CssTokens> shadows = tokens.split();
                yield harmlessIf(
                        shadows.size() <= MOST_SHADOWS && shadows.stream().allMatch(CssProperties::isOfLetters));
            }
            case "flex-direction", "flex-flow", "flex-wrap" ->
                harmlessIf(values.stream()
                        .allMatch(each ->
                                each.is(CssToken.Kind.IDENT) && !each.name().endsWith("reverse")));
            case "order" ->
                harmlessIf(values.get(0).number() == 0 && values.get(0).is(CssToken.Kind.NUMBER));
            case "quotes" -> harmlessIf(values.stream().allMatch(CssProperties::isQuote));
            case "isolation", "will-change" -> hasWord("auto") ? CssValue.HARMLESS : new Keyword("raised");
            case "border-radius",
                    "border-top-left-radius",
                    "border-top-right-radius",
                    "border-bottom-left-radius",
                    "border-bottom-right-radius" ->
                isModest(0, MOST_ROUNDED) && values.stream().noneMatch(CssProperties::isLargePart)
                        ? CssValue.HARMLESS
                        : new Keyword("round");
            default -> most > 0 ? harmlessIf(isModest(leastModest(property), most)) : other(property);
        };
        maybe |= CssValue.HARMLESS.equals(value);
        return value;
    }

    private static CssValue harmlessIf(boolean harmless) {
        return harmless ? CssValue.HARMLESS : CssValue.UNKNOWN;
    }

    private @Nullable CssValue length(String property, CssToken token) {
        boolean side = property.endsWith("width") || property.endsWith("height") && !property.startsWith("line");
        if (side && token.isFunction("calc")) {
            return new Keyword("calc"); // whatever it is, only what is cut off at it can be hidden by it
        }
        boolean room = property.startsWith("margin") || property.startsWith("padding");
        if (token.is(CssToken.Kind.IDENT)) {
            boolean none = room || OF_LENGTHS.contains(token.name());
            return takes(property, token.name()) ? new Keyword(token.name()) : none ? null : CssValue.UNKNOWN;
        }
        if (property.equals("line-height") && token.is(CssToken.Kind.NUMBER)) {
            if (token.text().isEmpty()) {
                return new Length(0, token.number(), 0);
            }
            if (token.name().equals("em") && token.number() >= 0) {
                return new Length(0, 0, token.number() * 100); // inherited in pixels, other than a bare number
            }
        }
        boolean size = side || property.equals("font-size") || property.equals("line-height");
        boolean negative = token.number() < 0 && (size || property.startsWith("padding"));
        return negative ? null : Length.read(token, quirks);
    }

    /** Whether the word is a value of a property that is a length. */
    private static boolean takes(String property, String word) {
        boolean line = property.equals("line-height");
        boolean size = (property.endsWith("width") || property.endsWith("height")) && !line;
        return switch (word) {
            case "auto" ->
                size && !property.startsWith("max-")
                        || property.startsWith("margin")
                        || property.isEmpty()
                        || PLACES.contains(property);
            case "none" -> property.startsWith("max-");
            case "normal" -> line || property.equals("letter-spacing");
            case "min-content", "max-content", "fit-content" -> size;
            default -> property.equals("font-size") && SIZES.contains(word);
        };
    }

    private static @Nullable CssValue keyword(String property, CssToken token) {
        return switch (token.kind()) {
            case IDENT -> isOf(property, token.name()) ? new Keyword(token.name()) : null;
            case FUNCTION -> CssValue.UNKNOWN;
            default -> null;
        };
    }

    /** Whether a word may be a value of a property: those that leave all in its place are each of some alone. */
    private static boolean isOf(String property, String word) {
        return switch (word) {
            case "none" -> OF_NONE.contains(property);
            case "visible" -> OF_VISIBLE.contains(property);
            case "static", "relative" -> property.equals("position");
            default ->
                switch (property) {
                    case "word-break" -> WORD_BREAKS.contains(word);
                    case "overflow-wrap" -> WRAPS.contains(word);
                    default -> true;
                };
        };
    }

    private static @Nullable CssValue number(String property, CssToken token) {
        boolean layer = property.equals("z-index");
        return switch (token.kind()) {
            case NUMBER -> {
                boolean share = token.text().equals("%") && !layer;
                boolean valid = share || token.text().isEmpty() && !(layer && token.number() % 1 != 0);
                yield valid ? new Amount(share ? token.number() / 100 : token.number()) : null;
            }
            case IDENT ->
                layer && token.is("auto")
                        ? CssValue.HARMLESS
                        : DOING_NOTHING.contains(token.name()) ? null : CssValue.UNKNOWN;
            case FUNCTION -> CssValue.UNKNOWN;
            default -> null;
        };
    }

    private void sides(String prefix, @Nullable CssValue whole) {
        List<CssValue> sides = new ArrayList<>();
        for (CssToken value : values) {
            CssValue side = whole != null ? whole : length(prefix, value);
            if (side == null || sides.size() == 4) {
                return;
            }
            sides.add(side);
        }
        int count = sides.size();
        put(prefix + "top", sides.get(0));
        put(prefix + "right", sides.get(count > 1 ? 1 : 0));
        put(prefix + "bottom", sides.get(count > 2 ? 2 : 0));
        put(prefix + "left", sides.get(count > 3 ? 3 : count > 1 ? 1 : 0));
    }

    /** Some words, a size, perhaps a slash and a height of lines, and a family (CSS Fonts 4, 2.7). */
    private void font(@Nullable CssValue whole) {
        int at = 0;
        while (at < values.size() && !isSize(values.get(at))) {
            at++;
        }
        CssValue size = whole != null || at == values.size() ? whole : length("font-size", values.get(at));
        CssValue lines = whole != null ? whole : new Keyword("normal");
        int family = at + 1;
        if (family + 1 < values.size() && values.get(family).is('/')) {
            lines = length("line-height", values.get(family + 1));
            family += 2;
        }
        if (at < values.size() && (size == null || lines == null)) {
            return; // browsers skip all of it
        }
        boolean named = family < values.size()
                && values.subList(family, values.size()).stream()
                        .allMatch(value ->
                                value.is(CssToken.Kind.IDENT) || value.is(CssToken.Kind.STRING) || value.is(','));
        put("font-size", named || whole != null ? size : CssValue.UNKNOWN);
        put("line-height", named || whole != null ? lines : CssValue.UNKNOWN);
    }

    private static boolean isSize(CssToken token) {
        boolean weight = token.text().isEmpty() && token.number() >= 1;
        return token.is(CssToken.Kind.NUMBER) && !weight
                || token.is(CssToken.Kind.IDENT) && SIZES.contains(token.name())
                || token.is(CssToken.Kind.FUNCTION);
    }

    /** The colour of the last layer, and the images of all (CSS Backgrounds 3, 2.10). */
    private void background(@Nullable CssValue whole) {
        if (whole == null && !CssLayers.areSound(tokens)) {
            put("background-color", CssValue.UNKNOWN);
            put("background-image", CssValue.UNKNOWN);
            return;
        }
        CssValue color = whole != null ? whole : new Paint(CssColor.TRANSPARENT);
        boolean placed = false;
        for (CssToken value : whole != null ? List.<CssToken>of() : values) {
            boolean ident = value.is(CssToken.Kind.IDENT);
            if (ident && IN_BACKGROUNDS.contains(value.name()) || value.is(CssToken.Kind.NUMBER) || value.is('/')) {
                placed = true;
            } else if (!value.is("none") && !value.is(',') && !isImage(value)) {
                CssValue read = CssColor.read(tokens, value, false);
                if (read == null) {
                    return;
                }
                color = read;
            }
        }
        CssValue image = whole != null ? whole : image();
        put("background-color", color);
        put("background-image", image instanceof Gradient && placed ? CssValue.UNKNOWN : image);
    }

    private boolean isImage(CssToken token) {
        return CssLayers.isImage(tokens, token);
    }

    /** A picture from elsewhere, which is not fetched; the colours of one gradient; or what we cannot see through. */
    private CssValue image() {
        List<CssToken> images = values.stream().filter(this::isImage).toList();
        boolean elsewhere = images.stream().allMatch(image -> isElsewhere(tokens.url(image)));
        if (images.isEmpty()) {
            return harmlessIf(values.stream()
                    .noneMatch(value -> value.is(CssToken.Kind.FUNCTION)
                            && CssValue.UNKNOWN.equals(CssColor.read(tokens, value, false))));
        }
        boolean one = images.size() == 1
                && !images.get(0).name().startsWith("repeating")
                && !images.get(0).name().startsWith("conic");
        return elsewhere ? new Keyword("picture") : one ? CssLayers.gradient(tokens, images.get(0)) : CssValue.UNKNOWN;
    }

    /** Whether a reader that fetches nothing shows nothing of it; not for null, which is no address. */
    static boolean isElsewhere(@Nullable String url) {
        String scheme = url == null ? "data:" : url.strip().toLowerCase(Locale.ROOT);
        return !scheme.startsWith("data:") && !scheme.startsWith("cid:");
    }

    private CssValue content() {
        List<String> pieces = new ArrayList<>();
        for (CssToken value : values) {
            List<CssToken> inside =
                    value.isFunction("attr") ? tokens.inside(value).values() : List.of();
            if (value.is(CssToken.Kind.STRING)) {
                pieces.add(value.text());
            } else if (inside.size() == 1) {
                pieces.add("\0" + inside.get(0).text());
            } else if (values.size() > 1 || !value.is("none") && !value.is("normal")) {
                return CssValue.UNKNOWN;
            }
        }
        return pieces.isEmpty() ? CssValue.HARMLESS : new Content(pieces);
    }

    /** What stands before an item of a list where it is written there. */
    private @Nullable CssValue markerText() {
        return values.stream()
                .filter(value -> value.is(CssToken.Kind.STRING))
                .findFirst()
                .map(value -> new Content(List.of(value.text())))
                .orElse(null);
    }

    private boolean hasWord(String word) {
        return values.stream().anyMatch(value -> value.is(word));
    }

    /** How long, in pixels, the lengths of a property may be before it hides something; 0 where it can at any length. */
    private double mostModest(String property) {
        return switch (property) {
            case "text-stroke", "text-stroke-width" -> MOST_STROKE;
            case "text-decoration", "text-decoration-thickness" -> 3;
            case "outline", "outline-width" -> 3;
            case "outline-offset" -> MOST_OFFSET;
            case "tab-size" -> MOST_TAB;
            case "word-spacing" -> MOST_BETWEEN_WORDS;
            default ->
                HARMLESS_IF_NARROW.contains(property)
                        ? 24
                        : HARMLESS_IF_MODEST.contains(property) ? CssHiding.WINDOW : 0;
        };
    }

    /** How far below nothing the lengths of a property may be, in pixels, before text is moved or covered. */
    private static double leastModest(String property) {
        boolean inwards = property.startsWith("outline") || property.startsWith("margin-inline");
        return inwards ? 0 : LEAST_MODEST;
    }

    /** The shadows of a box: how far they reach beyond it counts as what it paints. */
    private CssValue boxShadow() {
        List<CssTokens> shadows = tokens.split();
        double reach = 0;
        boolean soft = shadows.size() <= MOST_SHADOWS;
        for (CssTokens shadow : shadows) {
            soft &= isSoft(shadow);
            reach = Math.max(reach, reach(shadow));
        }
        put("box-shadow" + WIDTH, new Length(reach, 0, 0));
        return harmlessIf(soft && reach <= CssHiding.LITTLE);
    }

    /** A shadow, of which the third length blurs it and the fourth makes it larger (CSS Backgrounds 3, 6.1). */
    private static boolean isSoft(CssTokens shadow) {
        List<CssToken> parts = shadow.values();
        boolean inset = parts.stream().anyMatch(part -> part.is("inset"));
        List<Double> sizes = sizes(shadow);
        boolean soft = parts.size() - sizes.size() <= 2;
        for (int i = 0; i < sizes.size(); i++) {
            double most = i == 2 ? inset ? MOST_INNER_BLUR : 100 : inset || i == 3 ? 4 : 30;
            soft &= sizes.get(i) >= -4 && sizes.get(i) <= most; // above and to the left stands what was painted before
        }
        return soft;
    }

    /** How far a shadow reaches beyond its box to the right or below before it fades, in pixels. */
    private static double reach(CssTokens shadow) {
        List<Double> sizes = sizes(shadow);
        double blur = sizes.size() > 2 ? sizes.get(2) : 0;
        double spread = sizes.size() > 3 ? sizes.get(3) : 0;
        return sizes.size() < 2 || shadow.values().stream().anyMatch(part -> part.is("inset"))
                ? 0
                : Math.max(sizes.get(0), sizes.get(1)) + spread - blur / 2;
    }

    /** Whether the shadow of a text stays at its letters. */
    private static boolean isOfLetters(CssTokens shadow) {
        List<Double> sizes = sizes(shadow);
        boolean small = shadow.values().size() - sizes.size() <= 1;
        for (int i = 0; i < sizes.size(); i++) {
            small &= Math.abs(sizes.get(i)) <= (i == 2 ? MOST_TEXT_BLUR : MOST_TEXT_SHADOW);
        }
        return small;
    }

    /** The lengths of a shadow in pixels; NaN for one that is not known. */
    private static List<Double> sizes(CssTokens shadow) {
        return shadow.values().stream()
                .filter(part -> part.is(CssToken.Kind.NUMBER))
                .map(part -> Length.read(part, true) instanceof Length size
                        ? Double.valueOf(size.in(LARGE, 100))
                        : Double.NaN)
                .toList();
    }

    /** Whether it is a word, or a mark that says nothing. */
    private static boolean isQuote(CssToken value) {
        return value.is(CssToken.Kind.STRING)
                ? value.text().length() <= 2 && value.text().chars().noneMatch(Character::isLetterOrDigit)
                : value.is("none") || value.is("auto");
    }

    /** Whether it is a share of a box that may be as large as it likes. */
    private static boolean isLargePart(CssToken value) {
        return value.is(CssToken.Kind.NUMBER) && value.text().equals("%") && value.number() > SOME_PERCENT;
    }

    private CssValue widest() {
        Length widest = new Length(0, 0, 0);
        for (CssToken value : values) {
            double pixels = WIDTHS.getOrDefault(value.name(), 0.0);
            Length length = Length.read(value, true) instanceof Length read ? read : new Length(pixels, 0, 0);
            widest = length.in(16, 100) > widest.in(16, 100) ? length : widest;
        }
        return widest;
    }

    private boolean isModest(double least, double most) {
        return values.stream().allMatch(value -> switch (value.kind()) {
            case FUNCTION -> !CssValue.UNKNOWN.equals(CssColor.read(tokens, value, false));
            case NUMBER -> {
                CssValue length = Length.read(value, true);
                double pixels = length instanceof Length known ? known.in(16, 100) : Double.NaN;
                yield pixels >= least && pixels <= most;
            }
            case IDENT -> WIDTHS.getOrDefault(value.name(), 0.0) <= most;
            default -> true;
        });
    }

    /** The value of a property that is not known here, judged by whether it does nothing. */
    private @Nullable CssValue other(String property) {
        if (values.stream().anyMatch(value -> value.is(':')) || tokens.text().contains("=")) {
            return null; // a filter of Internet Explorer
        }
        CssToken first = values.get(0);
        boolean whole =
                property.equals("zoom") && first.number() == (first.text().equals("%") ? 100 : 1);
        return harmlessIf(
                values.size() == 1 && (whole || first.is(CssToken.Kind.IDENT) && DOING_NOTHING.contains(first.name())));
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.office;

import java.math.BigDecimal;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a text shows a number: rounded, as a percentage, with units and separators of any country, as a fraction or with an
 * exponent. Which separators a text has is not known, so that each way to read it counts.
 */
final class ShownNumber {
    private static final int MAX_CHARS = 200;
    private static final Pattern VALUE = Pattern.compile("[+-]?[0-9]{1,25}(?:\\.[0-9]{0,30})?(?:[eE][+-]?[0-9]{1,3})?");
    private static final Pattern ERROR = Pattern.compile("#.*|Err:[0-9]{3}");
    private static final Pattern NEGATIVE = Pattern.compile("[\\p{Sc} ]*(?:-.*|\\([^\\p{L}]*\\)[\\p{Sc} ]*)");
    /** A minus at the beginning, before or behind the number, or brackets around it. A currency may stand between. */
    private static final Pattern SIGNED = Pattern.compile(
            "(?:[\\p{Sc} ]*|[A-Z]{3} ?)-.*"
                    + "|[^0-9]*-\\p{Sc}?[.,]?[0-9].*"
                    + "|.*[0-9](?: ?[A-Z]{3})?[%\\p{Sc} ]*-[%\\p{Sc} ]*(?:[A-Z]{3})?"
                    + "|[^0-9(]*\\((?:\\p{L}{1,4}\\.?)?[\\p{Sc} ]*[.,]?[0-9][0-9.,' /eE+-]*+[%\\p{Sc} ]*+(?:\\p{L}{1,4}\\.?)? *\\)[^0-9]*");
    /** Such as that of square metres, behind a number. */
    private static final Pattern POWER_OF_UNIT = Pattern.compile("(?<=[0-9][^0-9]{1,12}[mOs])[23](?![.,' ]?[0-9])");

    private static final Pattern WORDS_WITHIN = Pattern.compile("[0-9][^0-9]*\\p{L}[^0-9]*[0-9]");
    private static final Pattern FRACTION = Pattern.compile("(?:([0-9]{1,9}) )?([0-9]{1,9}) ?/ ?([0-9]{1,9})");
    private static final Pattern GROUPED = Pattern.compile("[0-9]*|[0-9]{1,3}(?:[.,' ][0-9]{2,3})*[.,' ][0-9]{3}");
    private static final Pattern POINT_WITHIN = Pattern.compile("[0-9][.,'][0-9]");
    private static final String EXPONENT = "(?: ?[eE]([+-]?[0-9]{1,3}))?";
    private static final Pattern WITH_BLANKS = Pattern.compile("([0-9]+(?:[.,' ][0-9]+)*)" + EXPONENT);
    private static final Pattern WITHOUT_BLANKS = Pattern.compile("([.,]?[0-9]+(?:[.,'][0-9]+)*)" + EXPONENT);
    private static final BigDecimal TWO = BigDecimal.valueOf(2);
    /** Half of the last digit and a little, since binary numbers lie beside the decimal ones. */
    private static final BigDecimal TOLERANCE = new BigDecimal("1.000001");

    private ShownNumber() {}

    /**
     * Compares what a cell shows with what it holds.
     *
     * @param percentage whether a percent sign belongs to the number, and is no word beside it
     */
    static boolean is(String text, String value, boolean percentage) {
        if (!VALUE.matcher(value).matches() || text.length() > MAX_CHARS) {
            return false;
        }
        BigDecimal number = new BigDecimal(value);
        String shown = plain(text);
        if (!hasDigits(shown) || ERROR.matcher(shown).matches()) {
            boolean words = shown.chars().anyMatch(Character::isLetter) && shown.indexOf('-') < 0;
            return number.signum() == 0 && (!words || ERROR.matcher(shown).matches());
        }
        boolean signed = number.signum() < 0
                ? SIGNED.matcher(shown).matches()
                : number.signum() == 0 || !NEGATIVE.matcher(shown).matches();
        BigDecimal size = number.abs();
        boolean percent = shown.indexOf('%') >= 0;
        return signed
                && (percent && isSize(shown, size.movePointRight(2))
                        || !(percent && percentage) && isSize(shown, size));
    }

    /** One sign for each that means the same. */
    private static String plain(String text) {
        StringBuilder plain = new StringBuilder();
        text.strip()
                .codePoints()
                .filter(c -> Character.getType(c) != Character.FORMAT)
                .forEach(c -> {
                    int digit = Character.isDigit(c) ? Character.digit(c, 10) : -1;
                    if (digit >= 0) {
                        plain.append(digit);
                    } else if (Character.isSpaceChar(c)) {
                        plain.append(' ');
                    } else {
                        switch (c) {
                            case '\u2212', '\u2010', '\u2011', '\u2012', '\u2013', '\u2014' -> plain.append('-');
                            case '\u2019' -> plain.append('\'');
                            case '\u066B' -> plain.append('.');
                            case '\u066C' -> plain.append(',');
                            case '\u066A', '\uFF05' -> plain.append('%');
                            default -> plain.appendCodePoint(c);
                        }
                    }
                });
        return plain.toString();
    }

    private static boolean hasDigits(String text) {
        return text.chars().anyMatch(ShownNumber::isDigit);
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isSize(String text, BigDecimal size) {
        String shown = POWER_OF_UNIT.matcher(text).replaceAll("");
        return isFraction(shown, size)
                || isInParts(shown, size)
                || isOnly(WITH_BLANKS, shown, size)
                || isOnly(WITHOUT_BLANKS, shown, size);
    }

    private static boolean isFraction(String shown, BigDecimal size) {
        Matcher fraction = FRACTION.matcher(shown);
        if (!fraction.find() || hasDigits(shown.substring(0, fraction.start()) + shown.substring(fraction.end()))) {
            return false;
        }
        BigDecimal whole = fraction.group(1) == null ? BigDecimal.ZERO : new BigDecimal(fraction.group(1));
        BigDecimal below = new BigDecimal(fraction.group(3));
        // multiplied by the lower part, the upper one is off by a half at most
        BigDecimal off = size.subtract(whole).multiply(below).subtract(new BigDecimal(fraction.group(2)));
        return below.signum() > 0 && off.abs().multiply(TWO).compareTo(TOLERANCE) <= 0;
    }

    /** Numbers of telephones and the like are shown in parts, with zeros before them. */
    private static boolean isInParts(String shown, BigDecimal size) {
        return !POINT_WITHIN.matcher(shown).find()
                && !WORDS_WITHIN.matcher(shown).find()
                && isNear(new BigDecimal(shown.replaceAll("[^0-9]", "")), BigDecimal.ONE, size);
    }

    /** Whether it is the number in a text; of several, nobody knows which one is meant. */
    private static boolean isOnly(Pattern pattern, String shown, BigDecimal size) {
        List<MatchResult> numbers = pattern.matcher(shown).results().toList();
        if (numbers.size() != 1) {
            return false;
        }
        String digits = numbers.getFirst().group(1);
        String power = numbers.getFirst().group(2);
        int exponent = power == null ? 0 : Integer.parseInt(power);
        if (isGrouped(digits) && isRead(digits, "", exponent, size)) {
            return true;
        }
        int last = Math.max(
                Math.max(digits.lastIndexOf('.'), digits.lastIndexOf(',')),
                Math.max(digits.lastIndexOf('\''), digits.lastIndexOf(' ')));
        boolean point = last >= 0 && ".,".indexOf(digits.charAt(last)) >= 0;
        return point
                && digits.indexOf(digits.charAt(last)) == last
                && isGrouped(digits.substring(0, last))
                && isRead(digits.substring(0, last), digits.substring(last + 1), exponent, size);
    }

    /** Whether separators stand where those of thousands do, in India before each two digits but the last three, or there are none. */
    private static boolean isGrouped(String digits) {
        return GROUPED.matcher(digits).matches()
                && digits.chars().filter(c -> !isDigit(c)).distinct().count() <= 1;
    }

    private static boolean isRead(String whole, String decimals, int exponent, BigDecimal size) {
        BigDecimal read =
                new BigDecimal("0" + whole.replaceAll("[^0-9]", "") + (decimals.isEmpty() ? "" : "." + decimals));
        return isNear(
                read.scaleByPowerOfTen(exponent), BigDecimal.ONE.scaleByPowerOfTen(exponent - decimals.length()), size);
    }

    private static boolean isNear(BigDecimal read, BigDecimal lastDigit, BigDecimal size) {
        return read.subtract(size).abs().multiply(TWO).compareTo(lastDigit.multiply(TOLERANCE)) <= 0;
    }
}

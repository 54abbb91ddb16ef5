// SPDX-License-Identifier: MIT
package dev.mailboxmcp.office;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A number format (ECMA-376-1, 18.8.31), as far as it changes what a number means to who reads it: kinds of numbers, currencies
 * and units, leading zeros, thousands, words in the place of the number, and which numbers have which of its sections.
 */
record NumberCode(List<Section> sections) {
    /** What numbers are without anything said. */
    static final NumberCode GENERAL = of("General");

    private static final int MAX_SECTIONS = 4;
    private static final int MAX_CHARS = 255; // as Excel has it
    private static final int DIGITS = 15;
    private static final int MAX_PADDING = 20;
    private static final int THOUSAND = 3;
    private static final int NUMBER_SECTIONS = 3; // the fourth is that of words
    private static final Pattern CONDITION =
            Pattern.compile("(<=|>=|<>|<|>|=)\\s*(-?[0-9]{1,20}(?:\\.[0-9]{0,20})?(?:[eE][+-]?[0-9]{1,2})?)");

    /** What a number is. */
    enum Kind {
        NUMBER,
        PERCENT,
        DATE,
        DATE_TIME,
        TIME,
        DURATION,
        /** The section is that of words, and numbers in it are shown as they are. */
        TEXT,
        /** Nothing of the number is shown. */
        WORDS
    }

    /** Which numbers a section is for, such as {@code [>=100]}. */
    record Condition(String comparison, BigDecimal limit) {
        boolean holds(BigDecimal number) {
            int order = number.compareTo(limit);
            return switch (comparison) {
                case "<" -> order < 0;
                case "<=" -> order <= 0;
                case ">" -> order > 0;
                case ">=" -> order >= 0;
                case "=" -> order == 0;
                default -> order != 0;
            };
        }
    }

    /**
     * The format of numbers of one sign, or of those for which a condition holds.
     *
     * @param condition null where the section has none
     * @param before words before the number, or in its place
     * @param after words behind it
     * @param digits before the point, at least
     * @param thousands by how many powers of thousand it is made smaller
     */
    record Section(
            Kind kind,
            String before,
            String after,
            int digits,
            int thousands,
            @Nullable Condition condition) {}

    /** A format that is of this kind and no more. */
    static NumberCode of(Kind kind) {
        return new NumberCode(List.of(new Section(kind, "", "", 1, 0, null)));
    }

    static NumberCode of(String code) {
        List<Section> sections = new ArrayList<>();
        boolean understood = true;
        Scan scan = new Scan();
        String bounded = code.substring(0, Math.min(code.length(), MAX_CHARS));
        int i = 0;
        while (i < bounded.length()) {
            char c = bounded.charAt(i);
            if (c == ';') {
                sections.add(scan.section());
                understood &= scan.understood;
                scan = new Scan();
                i++;
            } else if (c == '"') {
                int end = bounded.indexOf('"', i + 1);
                scan.literal(bounded.substring(i + 1, end < 0 ? bounded.length() : end));
                i = end < 0 ? bounded.length() : end + 1;
            } else if (c == '[') {
                int end = bounded.indexOf(']', i + 1);
                String inside = bounded.substring(i, end < 0 ? bounded.length() : end);
                scan.bracket(inside.substring(1));
                i = end < 0 ? bounded.length() : end + 1;
            } else if (c == '\\' && i + 1 < bounded.length()) {
                scan.escaped(bounded.charAt(i + 1));
                i += 2;
            } else if (c == '_' || c == '*') {
                i += 2; // a gap as wide as the next sign, or filled with it
            } else {
                scan.letter(c);
                i++;
            }
        }
        sections.add(scan.section());
        understood &= scan.understood;
        // a number is told as it is where nobody knows which section it has
        return understood ? new NumberCode(sections.subList(0, Math.min(sections.size(), MAX_SECTIONS))) : GENERAL;
    }

    /** The section that a number has by the conditions, or else by its sign: below zero the second, zero the third. */
    Section section(BigDecimal number) {
        if (sections.stream().anyMatch(section -> section.condition != null)) {
            return byCondition(number);
        }
        int sign = number.signum();
        int index = sign < 0 ? 1 : sign == 0 ? 2 : 0;
        return sections.get(index < numberSections() ? index : 0);
    }

    /** How many sections are for numbers: one of words that ends the format is not, wherever it stands. */
    private int numberSections() {
        int size = sections.size();
        boolean endsWithWords = size > 1 && sections.get(size - 1).kind == Kind.TEXT;
        return Math.min(endsWithWords ? size - 1 : size, NUMBER_SECTIONS);
    }

    /**
     * The last section takes what the others do not, and a section before it that has no condition is for a sign. A number that
     * no section takes is told as it is.
     */
    private Section byCondition(BigDecimal number) {
        int last = numberSections() - 1;
        for (int i = 0; i <= last; i++) {
            Section section = sections.get(i);
            Condition condition = section.condition;
            boolean takes = condition != null ? i < 2 && condition.holds(number) : i == last || takes(i, last, number);
            if (takes) {
                return section;
            }
        }
        return GENERAL.sections.getFirst();
    }

    private static boolean takes(int index, int last, BigDecimal number) {
        int sign = number.signum();
        return index == 1 ? sign < 0 : last == 1 ? sign >= 0 : sign > 0;
    }

    /** Whether words are not shown either. */
    boolean hidesWords() {
        if (sections.size() < MAX_SECTIONS) {
            return false;
        }
        Section words = sections.get(MAX_SECTIONS - 1);
        return words.kind == Kind.WORDS && words.before.isBlank();
    }

    /** The number with its unit and its zeros. */
    static String shown(BigDecimal number, Section section) {
        if (section.kind == Kind.WORDS) {
            return section.before;
        }
        BigDecimal scaled =
                number.movePointLeft(section.thousands * THOUSAND).movePointRight(section.kind == Kind.PERCENT ? 2 : 0);
        String digits = plain(scaled.abs());
        int point = digits.indexOf('.');
        String zeros = "0".repeat(Math.clamp(section.digits - (point < 0 ? digits.length() : point), 0, MAX_PADDING));
        String sign = scaled.signum() < 0 && !digits.equals("0") ? "-" : "";
        String percent = section.kind == Kind.PERCENT ? "%" : "";
        return sign + section.before + zeros + digits + percent + section.after;
    }

    private static String plain(BigDecimal number) {
        BigDecimal rounded = number.round(new MathContext(DIGITS));
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }

    /** One section while it is read. */
    private static final class Scan {
        private static final String PLACEHOLDERS = "0#?";
        private static final String SIGNS = "+-()";

        private final StringBuilder before = new StringBuilder();
        private final StringBuilder after = new StringBuilder();
        private final StringBuilder letters = new StringBuilder();
        private @Nullable Condition condition;
        private boolean understood = true;
        private boolean duration;
        private boolean point;
        private boolean any;
        private int digits;
        private int thousands;

        void literal(String words) {
            (any ? after : before).append(words);
        }

        /** Signs and brackets say that the number is negative, which is said anyway. */
        void escaped(char c) {
            literal(SIGNS.indexOf(c) < 0 ? String.valueOf(c) : "");
        }

        void bracket(String inside) {
            if (inside.matches("(?i)h+|m+|s+")) {
                duration = true;
            } else if (inside.startsWith("$")) {
                int end = inside.indexOf('-');
                literal(inside.substring(1, end < 0 ? inside.length() : end));
            } else if (inside.matches("\\s*[<>=].*")) {
                Matcher read = CONDITION.matcher(inside.strip());
                understood &= condition == null && read.matches();
                condition = understood ? new Condition(read.group(1), new BigDecimal(read.group(2))) : null;
            }
        }

        void letter(char c) {
            if (PLACEHOLDERS.indexOf(c) >= 0) {
                any = true;
                thousands = 0;
                after.setLength(0); // what stands within the number
                digits += c == '0' && !point ? 1 : 0;
            } else if (c == ',') {
                thousands += any ? 1 : 0;
            } else if (c == '.') {
                point |= any;
            } else if (c == 'E' || c == 'e') {
                point = true; // and no unit is made of zeros of the exponent
                letters.append(c);
            } else if (c == ' ' || Character.getType(c) == Character.CURRENCY_SYMBOL) {
                literal(String.valueOf(c));
            } else {
                letters.append(c);
                any |= letters.toString().equalsIgnoreCase("general");
            }
        }

        Section section() {
            Kind kind = kind();
            return switch (kind) {
                case WORDS -> new Section(kind, before.toString().strip(), "", 0, 0, condition);
                case NUMBER, PERCENT, TEXT ->
                    new Section(
                            kind,
                            before.toString().stripLeading(),
                            after.toString().stripTrailing(),
                            digits,
                            thousands,
                            condition);
                case DATE, DATE_TIME, TIME, DURATION -> new Section(kind, "", "", 1, 0, condition);
            };
        }

        private Kind kind() {
            String all = letters.toString().toLowerCase(Locale.ROOT);
            if (duration) {
                return Kind.DURATION;
            }
            if (all.contains("@")) {
                return Kind.TEXT;
            }
            if (all.contains("general") || all.contains("standard")) {
                return Kind.NUMBER;
            }
            boolean date = all.matches("(?s).*[yd].*") || all.matches("(?s)[^hs]*m[^hs]*");
            boolean time = all.matches("(?s).*[hs].*");
            if (date || time) {
                return date ? time ? Kind.DATE_TIME : Kind.DATE : Kind.TIME;
            }
            return all.contains("%") ? Kind.PERCENT : any ? Kind.NUMBER : Kind.WORDS;
        }
    }
}

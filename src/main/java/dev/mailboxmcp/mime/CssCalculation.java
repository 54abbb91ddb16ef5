// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import org.jspecify.annotations.Nullable;

/**
 * Lengths that are worked out: {@code calc}, {@code min}, {@code max} and {@code clamp}, inside each other (CSS Values 4,
 * 10). Units are taken as pixels at once, so what adds numbers to lengths passes. For one value, on one thread.
 */
final class CssCalculation {
    private static final int MAX_CHARS = 300;
    private static final int MAX_DEPTH = 12;

    private final String in;
    private final double em;
    private final double whole;
    private int at;

    private CssCalculation(String in, double em, double whole) {
        this.in = in;
        this.em = em;
        this.whole = whole;
    }

    static boolean isOne(String value) {
        return value.endsWith(")")
                && (value.startsWith("calc(")
                        || value.startsWith("-webkit-calc(")
                        || value.startsWith("min(")
                        || value.startsWith("max(")
                        || value.startsWith("clamp("));
    }

    /** @return null for what cannot be worked out */
    static @Nullable Double pixels(String value, double em, double whole) {
        if (value.length() > MAX_CHARS) {
            return null;
        }
        CssCalculation calculation = new CssCalculation(value, em, whole);
        double pixels = calculation.value(0);
        calculation.blanks();
        return calculation.at < value.length() || Double.isNaN(pixels) ? null : pixels;
    }

    private double sum(int depth) {
        double sum = product(depth);
        for (blanks(); at < in.length() && (in.charAt(at) == '+' || in.charAt(at) == '-'); blanks()) {
            boolean minus = in.charAt(at++) == '-';
            double next = product(depth);
            sum += minus ? -next : next;
        }
        return sum;
    }

    private double product(int depth) {
        double product = value(depth);
        for (blanks(); at < in.length() && (in.charAt(at) == '*' || in.charAt(at) == '/'); blanks()) {
            boolean divide = in.charAt(at++) == '/';
            double next = value(depth);
            product = divide ? product / next : product * next;
        }
        return product;
    }

    private double value(int depth) {
        blanks();
        if (depth > MAX_DEPTH) {
            return Double.NaN;
        }
        int open = in.indexOf('(', at);
        String name = open < 0 ? "-" : in.substring(at, open);
        return switch (name) {
            case "", "calc", "-webkit-calc", "min", "max", "clamp" -> {
                at = open + 1;
                yield function(name, depth + 1);
            }
            default -> number();
        };
    }

    private double function(String name, int depth) {
        double result = sum(depth);
        double lowest = result;
        int count = 1;
        for (blanks(); at < in.length() && in.charAt(at) == ','; blanks()) {
            at++;
            double next = sum(depth);
            count++;
            result = switch (name) {
                case "min" -> Math.min(result, next);
                case "max" -> Math.max(result, next);
                case "clamp" -> count == 2 ? next : Math.max(lowest, Math.min(result, next));
                default -> Double.NaN;
            };
        }
        if (at == in.length() || in.charAt(at) != ')') {
            return Double.NaN;
        }
        at++;
        return result;
    }

    private double number() {
        int start = at;
        while (at < in.length()) {
            char c = in.charAt(at);
            boolean sign = (c == '+' || c == '-') && at == start;
            if (!sign && c != '.' && c != '%' && !Character.isLetterOrDigit(c)) {
                break;
            }
            at++;
        }
        Double pixels = CssLength.plain(in.substring(start, at), em, whole);
        return pixels == null ? Double.NaN : pixels;
    }

    private void blanks() {
        while (at < in.length() && in.charAt(at) == ' ') {
            at++;
        }
    }
}

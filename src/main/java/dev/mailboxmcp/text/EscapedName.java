// SPDX-License-Identifier: MIT
package dev.mailboxmcp.text;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A name that has to be given back exactly, written so that all of it can be seen and none of it acts: a character that
 * cannot be seen, or would make Markdown or HTML of the name, is written as <code>&#92;u{202e}</code>, its code point in
 * hexadecimal digits; so is a backslash where such a form would begin. Every name has one written form, and every written
 * form is of one name. Pure, thread-safe, linear in time.
 */
public final class EscapedName {
    private static final String BEGIN = "\\u{";
    private static final Pattern ESCAPE = Pattern.compile("\\\\u\\{([0-9a-fA-F]{1,6})}");

    private EscapedName() {}

    /** The written form. */
    public static String of(String name) {
        return isPlain(name) ? name : inert(name);
    }

    /** Whether it is letters, digits and slashes of ASCII alone, as most names are: nothing in it hides or acts. */
    private static boolean isPlain(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '/')) {
                return false;
            }
        }
        return true;
    }

    /** The same as {@link #of}, of any name. */
    static String inert(String name) {
        return InertMarkdown.escaped(TextCleaner.escaped(name.replace(BEGIN, escape('\\') + "u{")));
    }

    /** The name of a written form; what is not escaped stands for itself, whether it had to be escaped or not. */
    public static String read(String written) {
        return written.contains(BEGIN)
                ? ESCAPE.matcher(written).replaceAll(match -> {
                    int codePoint = Integer.parseInt(match.group(1), 16);
                    return Matcher.quoteReplacement(
                            Character.isValidCodePoint(codePoint) ? Character.toString(codePoint) : match.group());
                })
                : written;
    }

    /** One character of a written form. */
    public static String escape(int codePoint) {
        return BEGIN + Integer.toHexString(codePoint) + "}";
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.text;

import java.util.regex.Pattern;

/**
 * Keeps text from mail from acting as Markdown in whatever shows an agent's answer: an image there would be fetched, and
 * carry data out in its address. The rule, which keeps every character readable: one space goes into {@code ![}, into
 * {@code ](}, before the colon of a reference definition ({@code [x]: …} at the start of a line), and after the
 * {@code <} of an HTML element that loads something. Pure, thread-safe, linear in time.
 */
public final class InertMarkdown {
    private static final Pattern LOADING_ELEMENT = Pattern.compile(
            "<(?=/?(?:img|image|picture|source|video|audio|track|iframe|frame|object|embed|svg|script|style|link|base|meta"
                    + "|form|input|body|table|td|th)(?![a-z0-9@.-]))",
            Pattern.CASE_INSENSITIVE);

    private static final int MAX_MARKERS = 100;

    private InertMarkdown() {}

    public static String of(String text) {
        String quiet = text.indexOf('[') < 0 ? text : withoutLinks(text);
        return quiet.indexOf('<') < 0 ? quiet : LOADING_ELEMENT.matcher(quiet).replaceAll("< ");
    }

    private static String withoutLinks(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        boolean opened = false; // whether a bracket that begins its line has not been closed yet
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            char before = i == 0 ? '\n' : text.charAt(i - 1);
            boolean closed = before == ']' && (i < 2 || text.charAt(i - 2) != '\\');
            if ((c == '[' && before == '!') || (c == '(' && before == ']') || (c == ':' && closed && opened)) {
                out.append(' ');
            }
            if (closed) {
                opened = false;
            }
            if (c == '[' && before != '\\') {
                opened = beginsLine(text, i);
            }
            out.append(c);
        }
        return out.toString();
    }

    /** Whether only what may stand before a block stands before the position: blanks, quote and list markers. */
    private static boolean beginsLine(String text, int at) {
        for (int i = at - 1; i >= 0 && i >= at - MAX_MARKERS; i--) {
            char c = text.charAt(i);
            if (c == '\n') {
                return true;
            }
            if (" \t>-*+.)0123456789".indexOf(c) < 0) {
                return false;
            }
        }
        return at <= MAX_MARKERS;
    }
}

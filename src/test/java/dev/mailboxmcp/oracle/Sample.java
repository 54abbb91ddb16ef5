// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oracle;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An HTML mail whose words are all different.
 *
 * @param html in which the author means words that begin with {@code seen} to be seen, and {@code hide} not to; what
 *     counts is the browser
 */
record Sample(String name, String html) {
    private static final Pattern PLACE = Pattern.compile("\\{([sh])(\\d{0,3})}");
    private static final Pattern WORD = Pattern.compile("(?:seen|hide)[a-z]{2,3}");

    /** @param template with {@code {s}} for a word that is meant to be seen, {@code {h}} for one that is not; {@code {s5}} are five */
    static Sample of(String name, String template) {
        StringBuilder html = new StringBuilder();
        Matcher place = PLACE.matcher(template);
        int count = 0;
        while (place.find()) {
            StringBuilder words = new StringBuilder();
            int wanted = place.group(2).isEmpty() ? 1 : Integer.parseInt(place.group(2));
            for (int i = 0; i < wanted; i++) {
                words.append(i == 0 ? "" : " ")
                        .append(place.group(1).equals("s") ? "seen" : "hide")
                        .append(letters(count++));
            }
            place.appendReplacement(html, words.toString());
        }
        return new Sample(name, place.appendTail(html).toString());
    }

    /** All words in the document, seen or not. */
    Set<String> words() {
        return wordsIn(html);
    }

    static Set<String> wordsIn(String text) {
        Set<String> words = new LinkedHashSet<>();
        Matcher word = WORD.matcher(text);
        while (word.find()) {
            words.add(word.group());
        }
        return words;
    }

    /** Changes with the document. */
    String fingerprint() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(html.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String letters(int number) {
        return number < 26 * 26
                ? "" + (char) ('a' + number / 26) + (char) ('a' + number % 26)
                : "z" + letters(number - 26 * 26);
    }
}

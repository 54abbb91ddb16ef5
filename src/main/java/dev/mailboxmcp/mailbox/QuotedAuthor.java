// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailbox;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who wrote an earlier mail of a conversation, as the lines above a quotation of it tell. What only may be such a line is
 * none: it may be what the author of the later mail says.
 *
 * @param name as it is shown, in small letters; empty for none
 * @param address in small letters
 */
record QuotedAuthor(String name, String address) {
    private static final int MAX_CHARS = 400;
    /** Words of an attribution besides the name, the address and figures. */
    private static final int MAX_OTHER_WORDS = 10;
    /** So many last words tell the person or the time, as in "on that day Anna has written". */
    private static final int LAST_WORDS = 3;

    private static final Pattern AUTHOR = Pattern.compile("([^<>]{0,200}?)\\h*<([^<>\\s]{3,320})>(?:,\\h*|$)");
    private static final Pattern ADDRESS_ALONE =
            Pattern.compile("(?:^|,\\h*)([^<>,\\s]{1,64}@[^<>,\\s]{1,255})(?=,|$)");
    private static final Pattern YEAR = Pattern.compile("(?U)(?<!\\d)\\d{4}(?!\\d)");
    private static final Pattern TIME = Pattern.compile("(?U)(?<!\\d)\\d{1,2}[:.h\u6642]\\d{2}(?!\\d)");
    private static final Pattern DATE =
            Pattern.compile("(?U)(?<!\\d)\\d{1,4}(?:\\.\\h?|[/-])\\d{1,2}(?:\\.\\h?|[/-])\\d{2,4}(?!\\d)");
    private static final Pattern FIGURES = Pattern.compile("(?U)\\d+");

    /** What mail programs write of whom they quote, in the languages that most of them have. */
    private static final Set<String> WROTE = Set.of("""
            wrote writes written schrieb schreibt geschrieben escribi\u00F3 escribe \u00E9crit scritto scrive escreveu escreve \
            schreef geschreven napisa\u0142 napisa\u0142a napisa\u0142(a) skrev skrevet kirjoitti \u00EDrta napsal napsala \
            nap\u00EDsal nap\u00EDsala scris napisao napisala napisal \u043D\u0430\u043F\u0438\u0441\u0430\u043B \
            \u043D\u0430\u043F\u0438\u0441\u0430\u043B\u0430 \u043F\u0438\u0448\u0435\u0442 \u043F\u0438\u0448\u0435 \
            \u043D\u0430\u043F\u0438\u0441\u0430\u0432 \u03AD\u03B3\u03C1\u03B1\u03C8\u03B5 yazd\u0131 \
            \u05DB\u05EA\u05D1 \u05DB\u05EA\u05D1\u05D4 \u0643\u062A\u0628 \u0643\u062A\u0628\u062A \
            \u5199\u9053 \u5BEB\u9053 \u66F8\u304D\u307E\u3057\u305F vi\u1EBFt menulis""".split("\\s+"));

    /** @param from each {@code Name <local@domain>}, with commas between */
    static Set<QuotedAuthor> of(String from) {
        String small = from.toLowerCase(Locale.ROOT);
        Set<QuotedAuthor> authors = new HashSet<>();
        AUTHOR.matcher(small)
                .results()
                .forEach(found -> authors.add(
                        new QuotedAuthor(found.group(1).replace("\"", "").strip(), found.group(2))));
        ADDRESS_ALONE.matcher(small).results().forEach(found -> authors.add(new QuotedAuthor("", found.group(1))));
        return authors;
    }

    /** Whether a line holds a date with its year. */
    static boolean saysWhen(String line) {
        return DATE.matcher(line).find()
                || YEAR.matcher(line).find() && FIGURES.matcher(line).results().count() > 1;
    }

    /** Whether a line holds a date with its year, and a time of the day. */
    static boolean saysWhenExactly(String line) {
        return saysWhen(line) && TIME.matcher(line).find();
    }

    /** Whether the text is the address, with or without the name, and nothing else. */
    boolean isAloneIn(String text) {
        String small = text.toLowerCase(Locale.ROOT);
        boolean fullName = ThreadQuotes.words(name).size() > 1 && hasName(small);
        return small.length() <= MAX_CHARS
                && (small.contains(address) || fullName)
                && otherWords(small.replace("mailto:", "")).isEmpty();
    }

    /** Whether the text says that this author wrote what follows: by a date too, or in hardly a word. */
    boolean isAttributed(String text) {
        if (text.length() > MAX_CHARS) {
            return false;
        }
        String small = text.toLowerCase(Locale.ROOT);
        boolean ends = small.endsWith(":") || small.endsWith("\uFF1A");
        boolean named = small.contains(address) || !name.isEmpty() && hasName(small);
        if (!ends || !named || isSpokenTo(small)) {
            return false;
        }
        List<String> others = otherWords(small);
        boolean wrote = others.stream().anyMatch(WROTE::contains);
        boolean told = wrote || small.contains("<" + address + ">");
        return beginsWithThem(small) && (others.isEmpty() || others.size() == 1 && wrote)
                || told
                        && others.size() <= MAX_OTHER_WORDS
                        && saysWhen(small)
                        && (endsWithThem(ThreadQuotes.words(small)) || small.startsWith(name + " <" + address + ">"));
    }

    /** Whether it speaks to them: "Bob, I reject all of this:". */
    private boolean isSpokenTo(String text) {
        int end = text.startsWith(name) && !name.isEmpty() ? name.length() : text.length();
        String rest = text.substring(end).stripLeading();
        return rest.startsWith(",") && !rest.matches(",\\h*[\\d<(].*");
    }

    private boolean hasName(String text) {
        return Collections.indexOfSubList(ThreadQuotes.words(text), ThreadQuotes.words(name)) >= 0;
    }

    private boolean beginsWithThem(String text) {
        int start = 0;
        while (start < text.length() && !Character.isLetterOrDigit(text.charAt(start))) {
            start++;
        }
        String bare = text.substring(start);
        return !name.isEmpty() && bare.startsWith(name) || bare.startsWith(address);
    }

    private boolean endsWithThem(List<String> words) {
        Set<String> own = new HashSet<>(ThreadQuotes.words(address));
        own.addAll(ThreadQuotes.words(name));
        return words.subList(Math.max(0, words.size() - LAST_WORDS), words.size()).stream()
                .anyMatch(word -> own.contains(word) || FIGURES.matcher(word).matches());
    }

    /** The words that are neither the name, nor the address, nor figures. */
    private List<String> otherWords(String text) {
        List<String> words = new ArrayList<>(ThreadQuotes.words(text.replace(address, " ")));
        List<String> own = ThreadQuotes.words(name);
        int at = own.isEmpty() ? -1 : Collections.indexOfSubList(words, own);
        if (at >= 0) {
            words.subList(at, at + own.size()).clear();
        }
        words.removeIf(word -> FIGURES.matcher(word).matches());
        return words;
    }
}

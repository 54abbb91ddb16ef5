// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import dev.mailboxmcp.mime.FormWords.Link;
import dev.mailboxmcp.mime.FormWords.Picture;
import dev.mailboxmcp.mime.FormWords.Word;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** How the plain form of a text stands to its HTML form, which is what people see. */
public enum PlainForm {
    /** It says the same, word for word, in the same order. */
    FAIR,
    /** It says nearly the same, or less, or only that there is an HTML form; nothing that the HTML form contradicts. */
    POOR,
    /** It says something else. */
    DIFFERENT,
    /** It cannot be compared, since the HTML form has neither words nor signs that say something. */
    ALONE;

    private static final Pattern BLANKS = Pattern.compile("[\\s\\p{Z}]+");

    /**
     * Compares what the two forms say, in time that grows with their length. Neither layout nor case, how links are
     * written, quote marks, or what only programs add make a difference; figures, addresses and where links lead do.
     *
     * @param plain as {@link BodyText} reads it
     * @param html as {@link BodyText} reads it, with links in angle brackets
     */
    public static PlainForm of(String plain, String html) {
        FormWords theirs = FormWords.ofHtml(html);
        if (theirs.words.isEmpty()) { // signs may be all of it: "?", ":-)"
            String shown = withoutBlanks(html);
            return !shown.isEmpty() && shown.equals(withoutBlanks(plain)) ? FAIR : ALONE;
        }
        FormWords ours = FormWords.ofPlain(plain, theirs);
        return ours.complete && theirs.complete ? new Comparison(ours, theirs).result() : POOR;
    }

    private static String withoutBlanks(String text) {
        return BLANKS.matcher(text).replaceAll("");
    }

    private record Comparison(FormWords plain, FormWords html) {
        /** The same where the two forms are one text, though not word for word. */
        private static final int STRAY_WORDS = 6;

        private static final int STRAY_SHARE = 12;
        private static final int MISSING_WORDS = 12;
        private static final int MISSING_SHARE = 6;

        /** Words of a passage, how many of them stand elsewhere or nowhere in the HTML form, and how many nowhere. */
        private static final int PASSAGE = 20;

        private static final int STRAY_IN_PASSAGE = 16;
        private static final int FOREIGN_IN_PASSAGE = 9;

        private static final int LONG_FIGURE = 6;
        private static final int MAX_GROUPS = 10;
        private static final int MAX_SOUGHT = 200;

        /**
         * Words of what programs add to the plain form alone, in the languages that mail is mostly written in: that
         * there is an HTML form, or how to be sent no more.
         */
        private static final Pattern NOTICE = Pattern.compile("html|browser|navigat|navegador|браузер|浏览器|瀏覽器|ブラウザ"
                + "|브라우저|przeglądar|prohlížeč|prehliadač|böngésző|webbläsar|nettleser|selain|tarayıcı|متصفح|דפדפן"
                + "|online|webversion|unsubscri|notification|preferenc|settings|abmeld|abbestell|einstellung"
                + "|benachrichtigung|désabonn|désinscri|préférenc|suscripci|preferenz|disiscri|cancelar|uitschrijv"
                + "|afmeld|avregistrer|avsluta|wypis|odhlás|leiratkoz|отпис|退订|配信停止");

        PlainForm result() {
            int stray = stray(plain, html);
            int missing = stray(html, plain);
            int ours = plain.words.size();
            int theirs = html.words.size();
            boolean sameWords =
                    stray <= STRAY_WORDS + ours / STRAY_SHARE && missing <= MISSING_WORDS + theirs / MISSING_SHARE;
            boolean manyWords = stray * 2 <= ours || missing * 2 <= theirs;
            List<Word> strayFigures = figures(plain, html);
            List<Word> missingFigures = figures(html, plain);
            if (manyWords && replaced(strayFigures, missingFigures) || sameWords && leadsElsewhere()) {
                return DIFFERENT;
            }
            boolean fair = stray == 0 // one word is enough to say the contrary
                    && missing == 0
                    && inARow(plain).equals(inARow(html))
                    && strayFigures.isEmpty()
                    && missingFigures.isEmpty()
                    && !plain.raw
                    && plain.marks.equals(html.marks)
                    && arePicturesInPlace()
                    && areLinksInPlace();
            return fair ? FAIR : saysMore() ? DIFFERENT : POOR;
        }

        /** How many words do not stand in the other form, or stand beside other words there, without figures and signs. */
        private static int stray(FormWords in, FormWords other) {
            int stray = 0;
            for (int i = 0; i < in.words.size(); i++) {
                Word word = in.words.get(i);
                stray += word.figure() || word.isSign() || isPlaced(in, other, i) ? 0 : 1;
            }
            return stray;
        }

        /** The words in their order; figures are grouped in different ways. */
        private static String inARow(FormWords in) {
            StringBuilder row = new StringBuilder();
            in.words.forEach(word -> row.append(word.text()));
            return row.toString();
        }

        /**
         * Whether the plain form has words for pictures only where the HTML form has the picture, and for each that may be
         * a word of a sentence. Others, such as a logo, it may lack.
         */
        private boolean arePicturesInPlace() {
            int found = 0;
            for (Picture picture : html.pictures) {
                found += found < plain.pictures.size()
                                && plain.pictures.get(found).equals(picture)
                        ? 1
                        : 0;
            }
            return found == plain.pictures.size() && new HashSet<>(plain.pictures).containsAll(html.picturesInLines);
        }

        /** Whether the HTML form leads to each page and address that the plain form leads to, and in the same order. */
        private boolean areLinksInPlace() {
            int found = 0;
            for (Link link : html.links) {
                found += found < plain.links.size()
                                && plain.links.get(found).exact().equals(link.exact())
                        ? 1
                        : 0;
            }
            return found == plain.links.size();
        }

        private static boolean isPlaced(FormWords in, FormWords other, int index) {
            String word = in.words.get(index).text();
            return other.hasPair(index == 0 ? "" : in.words.get(index - 1).text(), word)
                    || other.hasPair(
                            word,
                            index + 1 < in.words.size()
                                    ? in.words.get(index + 1).text()
                                    : "");
        }

        /** Words of pictures are in the HTML form, which is shown with them. */
        private boolean isForeign(Word word) {
            return !html.has(word.text()) && !html.ofPictures.contains(word.text()) && !word.isSign();
        }

        /**
         * Whether it has a passage that the HTML form does not have, or hardly a word in common with it. What only
         * programs add does not count, nor what a program should have read.
         */
        private boolean saysMore() {
            Set<String> known = new HashSet<>();
            Set<String> foreign = new HashSet<>();
            int strayInWindow = 0;
            int foreignInWindow = 0;
            for (int i = 0; i < plain.words.size() && !plain.raw; i++) {
                Word word = plain.words.get(i);
                if (!word.figure()) {
                    (isForeign(word) ? foreign : known).add(word.text());
                }
                strayInWindow += isPlaced(plain, html, i) ? 0 : 1;
                foreignInWindow += isForeign(word) ? 1 : 0;
                int left = i - PASSAGE;
                if (left >= 0) {
                    strayInWindow -= isPlaced(plain, html, left) ? 0 : 1;
                    foreignInWindow -= isForeign(plain.words.get(left)) ? 1 : 0;
                    if (strayInWindow >= STRAY_IN_PASSAGE
                            && foreignInWindow >= FOREIGN_IN_PASSAGE
                            && !isNotice(left + 1, i + 1)) {
                        return true;
                    }
                }
            }
            return foreign.size() * 2 > known.size() * 3 && !isNotice(0, plain.words.size());
        }

        private boolean isNotice(int from, int to) {
            StringBuilder text = new StringBuilder();
            plain.words.subList(from, to).forEach(word -> text.append(word.text()));
            return NOTICE.matcher(text).find();
        }

        /** Figures of one form that the other does not have, however they are grouped there. */
        private static List<Word> figures(FormWords in, FormWords other) {
            List<Word> stray = new ArrayList<>();
            int sought = 0;
            for (int i = 0; i < in.words.size() && sought < MAX_SOUGHT; i++) {
                Word word = in.words.get(i);
                if (!word.figure() || other.has(word.text())) {
                    continue;
                }
                sought++;
                if (!other.hasGroup(group(in.words, i))) {
                    stray.add(word);
                }
            }
            return stray;
        }

        /**
         * The word with the figures that belong to it, as those of an account number in groups of four; empty for a
         * short one.
         */
        private static String group(List<Word> words, int index) {
            int from = index;
            while (from > 0
                    && index - from < MAX_GROUPS
                    && words.get(from).joins()
                    && words.get(from - 1).figure()) {
                from--;
            }
            int to = index + 1;
            while (to < words.size()
                    && to - index < MAX_GROUPS
                    && words.get(to).joins()
                    && words.get(to).figure()) {
                to++;
            }
            StringBuilder group = new StringBuilder();
            words.subList(from, to).forEach(word -> group.append(word.text()));
            return group.length() < LONG_FIGURE ? "" : group.toString();
        }

        /** Whether where one form has a figure, the other has another. */
        private boolean replaced(List<Word> stray, List<Word> missing) {
            Set<String> places = places(plain, stray);
            places.retainAll(places(html, missing));
            List<Word> unseen = stray.stream()
                    .filter(word -> !html.ofPictures.contains(word.text()))
                    .toList();
            return !places.isEmpty() || hasLong(unseen) && hasLong(missing);
        }

        private static boolean hasLong(List<Word> figures) {
            return figures.stream().anyMatch(figure -> figure.text().length() >= LONG_FIGURE);
        }

        private static Set<String> places(FormWords form, List<Word> figures) {
            Set<String> sought = new HashSet<>();
            figures.forEach(figure -> sought.add(figure.text()));
            Set<String> places = new HashSet<>();
            for (int i = 0; i < form.words.size() && !sought.isEmpty(); i++) {
                if (sought.contains(form.words.get(i).text())) {
                    places.add(i == 0 ? "" : form.words.get(i - 1).text() + " _");
                    places.add(
                            i + 1 == form.words.size()
                                    ? ""
                                    : "_ " + form.words.get(i + 1).text());
                }
            }
            places.remove("");
            return places;
        }

        /** Whether a link or an address is another one in the HTML form. */
        private boolean leadsElsewhere() {
            return leadsElsewhere(Link.Kind.WEB) || leadsElsewhere(Link.Kind.ADDRESS);
        }

        private boolean leadsElsewhere(Link.Kind kind) {
            List<Link> stray = only(plain, html, kind);
            List<Link> missing = only(html, plain, kind);
            return stray.size() == 1 && missing.size() == 1
                    || stray.stream()
                            .anyMatch(ours -> missing.stream()
                                    .anyMatch(theirs -> ours.before().equals(theirs.before())));
        }

        private static List<Link> only(FormWords in, FormWords other, Link.Kind kind) {
            Set<String> known = new HashSet<>();
            other.links.forEach(link -> known.add(link.place()));
            List<Link> only = new ArrayList<>();
            for (Link link : in.links) {
                if (link.kind() == kind && !link.counts() && only.size() < MAX_SOUGHT && known.add(link.place())) {
                    only.add(link);
                }
            }
            return only;
        }
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailbox;

import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.Query;
import dev.mailboxmcp.mail.SearchScope;
import dev.mailboxmcp.mime.EmailAddress;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the search language, which is that of Gmail as far as mail servers can do it ({@code docs/finding.md}): terms that
 * must all hold, {@code OR} between two, which binds more tightly, {@code -} before one, parentheses. What it does not know
 * is refused, never looked for as text. Recursive, and no deeper than {@link #MAX_DEPTH}. For one query; not thread-safe.
 */
public final class QueryParser {
    static final int MAX_CHARS = 500;
    static final int MAX_TERMS = 30;
    static final int MAX_DEPTH = 5;

    private static final Pattern OPERATOR = Pattern.compile("([A-Za-z][A-Za-z_-]*):");
    private static final Pattern STRAY_MINUS = Pattern.compile("-\\s+(\\(|[A-Za-z][A-Za-z_-]*:)");
    private static final Pattern BLANK = Pattern.compile("[\\u00A0\\u2007\\u202F]");
    private static final String DELIMITERS = "()\"";
    /** What word processors make of quotation marks. */
    private static final String QUOTES = "\u201C\u201D\u201E";

    private final String text;
    private final QueryTerms terms;
    private final List<String> in = new ArrayList<>();
    private final List<String> notIn = new ArrayList<>();

    private int at;
    private int depth;
    private int count;

    private QueryParser(String text, QueryTerms terms) {
        this.text = text;
        this.terms = terms;
    }

    /**
     * Reads a query.
     *
     * @param me the user's own addresses, for which {@code me} stands
     * @param now from whose day of UTC {@code newer_than:} and {@code older_than:} count
     * @throws MailException {@link MailFailure.InvalidArgument} that says what is wrong with it
     */
    public static ParsedQuery parse(String text, List<EmailAddress> me, Instant now) {
        if (text.codePointCount(0, text.length()) > MAX_CHARS) {
            throw refused("must be at most " + MAX_CHARS + " characters");
        }
        if (text.chars().anyMatch(c -> Character.isISOControl(c) && !Character.isWhitespace(c))) {
            throw refused("must hold no control characters");
        }
        QueryParser parser = new QueryParser(
                BLANK.matcher(text).replaceAll(" "), // such as word processors put between words
                new QueryTerms(
                        me.stream().map(EmailAddress::toString).toList(), LocalDate.ofInstant(now, ZoneOffset.UTC)));
        Query query = parser.all(null);
        if (parser.at < text.length()) {
            throw parser.unbalanced();
        }
        return new ParsedQuery(query, new SearchScope(parser.in, parser.notIn));
    }

    /**
     * Terms up to the end, or up to a parenthesis that closes.
     *
     * @param operator of which all words are the values; null for none
     */
    private Query all(@Nullable String operator) {
        List<Query> all = new ArrayList<>();
        boolean and = false;
        while (!atEnd()) {
            if (takeWord("AND")) {
                if (and || all.isEmpty()) {
                    throw refused("has AND where a term is missing");
                }
                and = true;
                continue;
            }
            all.add(any(operator));
            and = false;
        }
        if (all.isEmpty() || and) {
            throw refused("has no term to look for, or none behind AND");
        }
        return Query.all(all);
    }

    private Query any(@Nullable String operator) {
        int folders = in.size() + notIn.size();
        List<Query> any = new ArrayList<>();
        do {
            if (atEnd() || peekWord("OR")) {
                throw refused("has OR where a term is missing; it stands between two");
            }
            any.add(term(operator));
        } while (takeWord("OR"));
        if (in.size() + notIn.size() > folders && (any.size() > 1 || depth > 0)) {
            throw refused("must name folders beside its other terms: in: is not for OR or parentheses");
        }
        return Query.any(any);
    }

    private Query term(@Nullable String operator) {
        boolean negated = false;
        while (takeWord("NOT") || takeMinus()) {
            negated = !negated;
        }
        if (atEnd() || peekWord("OR") || peekWord("AND")) {
            throw refused("has nothing behind a -");
        }
        Matcher named = OPERATOR.matcher(text).region(at, text.length());
        if (named.lookingAt()) {
            at = named.end();
            String name = named.group(1).toLowerCase(Locale.ROOT);
            if (name.equals("in")) {
                (negated ? notIn : in).add(value(name));
                counted();
                return Query.EVERYTHING;
            }
            if (operator != null) {
                throw refused("has an operator within the parentheses of another; write (from:a OR from:b)");
            }
            return negated(negated, valued(name));
        }
        return negated(negated, primary(operator));
    }

    private static Query negated(boolean negated, Query query) {
        return negated ? Query.not(query) : query;
    }

    /** What an operator is about: {@code from:bob}, {@code from:"Bob Smith"} or {@code from:(bob OR ann)}. */
    private Query valued(String name) {
        terms.requireKnown(name);
        if (at < text.length() && text.charAt(at) == '(') {
            return primary(name);
        }
        boolean quoted = at < text.length() && (text.charAt(at) == '"' || closingMark() > 0);
        return counted(terms.of(name, value(name), quoted));
    }

    private Query primary(@Nullable String operator) {
        if (text.charAt(at) != '(') {
            String value = wordOrPhrase();
            return counted(
                    operator == null ? new Query.Words(Query.Place.ANYWHERE, value) : terms.of(operator, value, false));
        }
        if (++depth > MAX_DEPTH) {
            throw refused("must have at most " + MAX_DEPTH + " parentheses within each other");
        }
        at++;
        Query inner = all(operator);
        if (at >= text.length()) {
            throw unbalanced();
        }
        at++;
        depth--;
        return inner;
    }

    private Query counted(Query query) {
        counted();
        return query;
    }

    private void counted() {
        if (++count > MAX_TERMS) {
            throw refused("must have at most " + MAX_TERMS + " terms");
        }
    }

    private String value(String operator) {
        if (at >= text.length() || Character.isWhitespace(text.charAt(at)) || text.charAt(at) == ')') {
            throw refused("needs a value right behind " + operator + ":, such as from:bob or from:\"Bob Smith\"");
        }
        return wordOrPhrase();
    }

    private String wordOrPhrase() {
        if (text.charAt(at) == '"') {
            int end = closingQuote(at + 1);
            if (end < 0) {
                throw refused("has a \" that is not closed");
            }
            String phrase = text.substring(at + 1, end).replace("\\\"", "\"");
            at = end + 1;
            if (phrase.isBlank()) {
                throw refused("has nothing between two \"");
            }
            return phrase;
        }
        int mark = closingMark();
        if (mark > 0) {
            String phrase = text.substring(at + 1, mark);
            at = mark + 1;
            return phrase;
        }
        int start = at;
        while (at < text.length()
                && !Character.isWhitespace(text.charAt(at))
                && DELIMITERS.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        if (at == start) { // in front of a parenthesis that nothing opened, or that a value may not begin with
            throw unbalanced();
        }
        return text.substring(start, at);
    }

    /** Where a phrase between other quotation marks ends that begins here; 0 where there is none, or nothing in it. */
    private int closingMark() {
        if (at >= text.length() || QUOTES.indexOf(text.charAt(at)) < 0) {
            return 0;
        }
        int end = at + 1;
        while (end < text.length() && QUOTES.indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return end < text.length() && !text.substring(at + 1, end).isBlank() ? end : 0;
    }

    /** The next quote without a backslash before it, since a name that a row shows may stand in quotes itself. */
    private int closingQuote(int from) {
        int quote = text.indexOf('"', from);
        while (quote > from && text.charAt(quote - 1) == '\\' && text.indexOf('"', quote + 1) >= 0) {
            quote = text.indexOf('"', quote + 1);
        }
        return quote;
    }

    private boolean atEnd() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at == text.length() || text.charAt(at) == ')' && depth > 0;
    }

    /** A hyphen before a term; one that stands alone is a word, but not where it surely should be the former. */
    private boolean takeMinus() {
        if (STRAY_MINUS.matcher(text).region(at, text.length()).lookingAt()) {
            throw refused("has a - that stands alone: put it right before the term");
        }
        if (at + 1 < text.length() && text.charAt(at) == '-' && !Character.isWhitespace(text.charAt(at + 1))) {
            at++;
            return true;
        }
        return false;
    }

    private boolean peekWord(String word) {
        int end = at + word.length();
        return text.startsWith(word, at)
                && (end == text.length()
                        || Character.isWhitespace(text.charAt(end))
                        || DELIMITERS.indexOf(text.charAt(end)) >= 0);
    }

    private boolean takeWord(String word) {
        boolean there = !atEnd() && peekWord(word);
        if (there) {
            at += word.length();
            boolean unused = atEnd();
        }
        return there;
    }

    private MailException unbalanced() {
        return refused("has a parenthesis without its other half; put text that holds one between \"");
    }

    static MailException refused(String why) {
        return new MailException(new MailFailure.InvalidArgument("query", why));
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.MailAddress;
import dev.mailboxmcp.mail.Query;
import dev.mailboxmcp.mail.Query.Place;
import dev.mailboxmcp.mime.AddressList;
import dev.mailboxmcp.mime.DomainSpellings;
import dev.mailboxmcp.text.InertMarkdown;
import dev.mailboxmcp.text.JsonText;
import dev.mailboxmcp.text.NormalForms;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A criterion of senders or recipients as what to look for in a field. One that names addresses is met by the mails that
 * name them all, whatever names stand beside them, so that what a row of a list shows finds its mail. Any other is looked
 * for as it is.
 *
 * @param terms all of which must hold, each by one of its spellings
 * @param addresses whether they are addresses
 */
record AddressKeys(List<List<String>> terms, boolean addresses) {
    private static final Pattern CUT = Pattern.compile("@?" + JsonText.MARK);
    private static final Pattern WORD = Pattern.compile("[^.@\"\\s\\\\\\[\\]]+");

    AddressKeys {
        terms = List.copyOf(terms);
    }

    static AddressKeys of(String criterion) {
        List<MailAddress> named = AddressList.read(criterion).addresses();
        List<List<String>> addresses = named.stream()
                .filter(MailAddress::isComplete)
                .flatMap(AddressKeys::termsOf)
                .toList();
        if (!addresses.isEmpty()) {
            return new AddressKeys(addresses, true);
        }
        boolean asShown = named.size() == 1
                && (criterion.indexOf('<') >= 0 || criterion.strip().startsWith("\""));
        List<List<String>> pieces = InertMarkdown.pieces(asShown ? anyOf(named.get(0)) : criterion).stream()
                .map(List::of)
                .toList();
        return new AddressKeys(pieces, false);
    }

    /** The address in its spellings; what there is of one that a row shows cut. */
    private static Stream<List<String>> termsOf(MailAddress address) {
        String shown = address.localPart() + "@" + address.domain();
        if (shown.indexOf(JsonText.MARK) >= 0) {
            return CUT.splitAsStream(shown).filter(part -> part.length() > 1).map(List::of);
        }
        return Stream.of(DomainSpellings.of(address.domain()).stream()
                .map(domain -> address.localPart() + "@" + domain)
                .toList());
    }

    /** What there is of an address that is not complete. */
    private static String anyOf(MailAddress address) {
        return Stream.of(address.localPart(), address.domain(), address.name())
                .filter(part -> !part.isEmpty())
                .findFirst()
                .orElse("");
    }

    /** Whether all of it is ASCII. */
    boolean isAscii() {
        return terms.stream().flatMap(List::stream).allMatch(AsciiParts::areAllOf);
    }

    /**
     * What needs no charset and finds at least what {@link #in} would: of each term its ASCII parts, of an address only what
     * stands before its {@code @}, since the rest has two spellings.
     */
    Query asciiPartsIn(Set<Place> fields) {
        List<Query> all = new ArrayList<>();
        for (List<String> spellings : terms) {
            String term = spellings.get(0);
            AsciiParts.of(addresses ? beforeSign(term) : term)
                    .forEach(part -> all.add(Query.any(fields.stream()
                            .<Query>map(field -> new Query.Words(field, part))
                            .toList())));
        }
        return Query.all(all);
    }

    /**
     * What finds at least the mails that name these addresses, however they are written: blanks, folds and comments may stand on
     * both sides of a dot and of the {@code @} (RFC 5322 4.4). Of a domain that has two spellings nothing is looked for.
     */
    Query partsIn(Set<Place> fields) {
        List<Query> all = new ArrayList<>();
        for (List<String> spellings : terms) {
            String term = spellings.get(0);
            String part = spellings.size() > 1 ? beforeSign(term) : term;
            all.add(Query.any(fields.stream()
                    .<Query>map(field -> Query.all(WORD.matcher(part)
                            .results()
                            .<Query>map(word -> new Query.Header(field.name(), word.group()))
                            .toList()))
                    .toList()));
        }
        return Query.all(all);
    }

    private static String beforeSign(String term) {
        int sign = term.lastIndexOf('@');
        return sign < 0 ? term : term.substring(0, sign);
    }

    /** Whether one of the texts that a row shows meets all of it. */
    boolean isIn(List<String> texts) {
        return texts.stream()
                .map(AddressKeys::comparable)
                .anyMatch(text -> terms.stream()
                        .allMatch(spellings -> spellings.stream().anyMatch(term -> text.contains(comparable(term)))));
    }

    private static String comparable(String text) {
        return NormalForms.of(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    }

    /** That one of these fields meets each of the terms. */
    Query in(Set<Place> fields) {
        List<Query> all = new ArrayList<>();
        for (List<String> spellings : terms) {
            List<Query> any = new ArrayList<>();
            for (Place field : fields) {
                for (String spelling : spellings) {
                    // QUIRK: Dovecot looks for FROM in what it made of a field, for HEADER in the field itself, and of
                    // two
                    // keys for one field it goes by the first
                    if (addresses) {
                        any.add(new Query.Header(field.name(), spelling));
                    }
                    any.add(new Query.Words(field, spelling));
                }
            }
            all.add(Query.any(any));
        }
        return Query.all(all);
    }
}

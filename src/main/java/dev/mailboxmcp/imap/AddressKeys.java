// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.MailAddress;
import dev.mailboxmcp.mime.AddressList;
import dev.mailboxmcp.mime.DomainSpellings;
import dev.mailboxmcp.text.InertMarkdown;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A criterion of senders or recipients as search keys (RFC 9051 6.4.4). One that names addresses is met by the mails that
 * name them all, whatever names stand beside them, so that what a row of a list shows finds its mail. Any other is looked
 * for as it is.
 *
 * @param terms all of which must hold, each by one of its spellings
 * @param addresses whether they are addresses
 */
record AddressKeys(List<List<String>> terms, boolean addresses) {
    private static final Pattern NOT_ASCII = Pattern.compile("[^ -~]+");
    private static final AddressKeys NONE = new AddressKeys(List.of(), false);

    AddressKeys {
        terms = List.copyOf(terms);
    }

    static AddressKeys of(@Nullable String criterion) {
        if (criterion == null) {
            return NONE;
        }
        List<MailAddress> named = AddressList.read(criterion).addresses();
        List<List<String>> addresses = named.stream()
                .filter(MailAddress::isComplete)
                .map(address -> DomainSpellings.of(address.domain()).stream()
                        .map(domain -> address.localPart() + "@" + domain)
                        .toList())
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

    /** What there is of an address that is not complete. */
    private static String anyOf(MailAddress address) {
        return Stream.of(address.localPart(), address.domain(), address.name())
                .filter(part -> !part.isEmpty())
                .findFirst()
                .orElse("");
    }

    /** Whether all of it is ASCII. */
    boolean isAscii() {
        return terms.stream()
                .flatMap(List::stream)
                .allMatch(term -> term.chars().allMatch(c -> c < 0x80));
    }

    /**
     * Keys that need no charset and find at least what {@link #addTo} would: of each term its ASCII parts, of an address only
     * what stands before its {@code @}, since the rest has two spellings.
     */
    void addAsciiPartsTo(ImapCommand command, String field) {
        for (List<String> spellings : terms) {
            String term = spellings.get(0);
            NOT_ASCII
                    .splitAsStream(addresses ? term.substring(0, term.lastIndexOf('@')) : term)
                    .map(String::strip)
                    .filter(part -> !part.isEmpty())
                    .forEach(part -> command.raw(field).string(part));
        }
    }

    /** Whether one of the texts that a row shows meets all of it. */
    boolean isIn(List<String> texts) {
        return texts.stream()
                .map(AddressKeys::comparable)
                .anyMatch(text -> terms.stream()
                        .allMatch(spellings -> spellings.stream().anyMatch(term -> text.contains(comparable(term)))));
    }

    private static String comparable(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    }

    /** @param field {@code FROM} or {@code TO} */
    void addTo(ImapCommand command, String field) {
        for (List<String> spellings : terms) {
            for (int i = 0; i < spellings.size(); i++) {
                if (i < spellings.size() - 1) {
                    command.raw("OR");
                }
                String spelling = spellings.get(i);
                // QUIRK: Dovecot looks for FROM in what it made of a field, for HEADER in the field itself, and of two
                // keys for
                // one field it goes by the first
                if (addresses) {
                    command.raw("OR HEADER " + field).string(spelling);
                }
                command.raw(field).string(spelling);
            }
        }
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.Contact;
import dev.mailboxmcp.mail.Contacts;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.FolderRole;
import dev.mailboxmcp.mail.MailAddress;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.NotSearched;
import dev.mailboxmcp.mime.AddressList;
import dev.mailboxmcp.mime.EmailAddress;
import dev.mailboxmcp.mime.MailHeader;
import dev.mailboxmcp.mime.SenderCheck;
import dev.mailboxmcp.text.NormalForms;
import java.io.IOException;
import java.text.Normalizer;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds people in the mail that the user sent and got, in three round trips: the roles of the folders, a search in Sent and
 * INBOX for what every server can look for of the name, and the headers that it found, in which the rest is compared here.
 */
public final class ImapContacts {
    private static final String WORDS = "looking for people";
    private static final int MAX_SENT = 200;
    private static final int MAX_HEARD = 100;
    private static final int MIN_PIECE = 2;
    private static final int MAX_PIECE = 60;
    /** The time in which a mail comes to count half. */
    private static final double HALF_LIFE_DAYS = 90;

    private static final double HEARD = 0.2;
    /** Whoever was never written to comes after all others: a stranger may have any name, and write often. */
    private static final Comparator<Person> BEST_FIRST = Comparator.comparing(
                    (Person person) -> person.timesWritten > 0)
            .thenComparingDouble(person -> person.weight)
            .reversed();

    private static final Pattern NOT_ASCII = Pattern.compile("[^!-~]+");

    private ImapContacts() {}

    /**
     * Those whose name or address holds all words of a text.
     *
     * @param name 2 characters or more
     * @param limit 1..20
     * @param senderCheck knows whose mailbox it is
     * @throws MailException if the mail server does not let one of the folders be looked at
     */
    public static Contacts find(ImapConnection connection, String name, int limit, SenderCheck senderCheck, Instant now)
            throws IOException {
        Map<FolderRole, FolderPath> roles = ImapFolders.roles(connection);
        FolderPath sent = roles.get(FolderRole.SENT);
        String piece = piece(name);
        List<HeaderSurvey.Wanted> wanted = new ArrayList<>();
        if (sent != null) {
            wanted.add(new HeaderSurvey.Wanted(sent, search(piece, List.of("TO", "CC", "BCC")), MAX_SENT));
        }
        wanted.add(new HeaderSurvey.Wanted(FolderPath.INBOX, search(piece, List.of("FROM")), MAX_HEARD));
        HeaderSurvey survey = HeaderSurvey.of(connection, WORDS, wanted);
        for (StatusText refusal : survey.refusals()) {
            if (!refusal.isAboutTheMail()) {
                throw refusal.toFailure(WORDS); // nobody may be taken for a stranger since a folder was not looked at
            }
        }
        People people = new People(name, senderCheck, now);
        survey.rows().forEach(row -> people.add(row, row.folder().equals(sent)));
        List<NotSearched> notSearched = new ArrayList<>(survey.notSearched());
        if (sent == null) {
            notSearched.add(new NotSearched("Sent", "the mailbox has no folder for sent mail"));
        }
        List<Contact> best = people.best(limit);
        return new Contacts(
                best, people.byAddress.size() - best.size(), survey.rows().size(), notSearched);
    }

    /** What every server can look for; empty where there is nothing. */
    private static String piece(String name) {
        return NOT_ASCII
                .splitAsStream(name)
                .filter(piece -> piece.length() >= MIN_PIECE)
                .max(Comparator.comparingInt(String::length))
                .map(piece -> piece.substring(0, Math.min(piece.length(), MAX_PIECE)))
                .orElse("");
    }

    private static ImapCommand search(String piece, List<String> fields) {
        ImapCommand command = new ImapCommand("UID SEARCH");
        if (piece.isEmpty()) {
            return command.raw("ALL");
        }
        List<String> keys = new ArrayList<>();
        for (String field : fields) {
            keys.add(field);
            keys.add("HEADER " + field); // QUIRK: to GreenMail FROM means the whole address
        }
        for (int i = 0; i < keys.size(); i++) {
            command.raw((i < keys.size() - 1 ? "OR " : "") + keys.get(i)).string(piece);
        }
        return command;
    }

    /** Those who were found, by address. */
    private static final class People {
        private final List<String> words;
        private final SenderCheck senderCheck;
        private final Instant now;
        private final Map<String, Person> byAddress = new HashMap<>();

        People(String name, SenderCheck senderCheck, Instant now) {
            this.words = Arrays.stream(comparable(name).split("\\s+", -1))
                    .filter(word -> !word.isEmpty())
                    .toList();
            this.senderCheck = senderCheck;
            this.now = now;
        }

        void add(ThreadRow row, boolean written) {
            MailHeader header = row.header();
            if (!written && Machines.wrote(header)) {
                return;
            }
            for (AddressList list :
                    written ? List.of(header.to(), header.cc(), header.bcc()) : List.of(header.authors())) {
                for (MailAddress stranger : list.addresses()) {
                    EmailAddress address = EmailAddress.of(stranger);
                    if (address != null && !senderCheck.isOwn(address) && matches(address)) {
                        byAddress
                                .computeIfAbsent(address.wire().toLowerCase(Locale.ROOT), key -> new Person())
                                .add(address, row.time().date(), written, now);
                    }
                }
            }
        }

        private boolean matches(EmailAddress address) {
            String text = comparable(address.displayName() + " " + address.wire());
            return words.stream().allMatch(text::contains);
        }

        List<Contact> best(int limit) {
            return byAddress.values().stream()
                    .sorted(BEST_FIRST)
                    .limit(limit)
                    .map(Person::contact)
                    .toList();
        }

        private static String comparable(String text) {
            return NormalForms.of(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        }
    }

    /** Somebody of whom there is mail. */
    private static final class Person {
        private String address = "";
        private String name = "";
        private int timesWritten;
        private double weight;
        private @Nullable OffsetDateTime lastWritten;
        private @Nullable OffsetDateTime lastHeard;
        private @Nullable OffsetDateTime named;

        void add(EmailAddress found, OffsetDateTime date, boolean written, Instant now) {
            if (address.isEmpty()) {
                address = found.wire();
            }
            if (!found.displayName().isEmpty() && (named == null || date.isAfter(named))) {
                name = found.displayName();
                named = date;
            }
            double days = Math.max(0, Duration.between(date.toInstant(), now).toDays());
            weight += (written ? 1 : HEARD) * Math.pow(0.5, days / HALF_LIFE_DAYS);
            if (written) {
                timesWritten++;
                lastWritten = later(lastWritten, date);
            } else {
                lastHeard = later(lastHeard, date);
            }
        }

        private static OffsetDateTime later(@Nullable OffsetDateTime one, OffsetDateTime other) {
            return one == null || other.isAfter(one) ? other : one;
        }

        Contact contact() {
            return new Contact(address, name, timesWritten, lastWritten, lastHeard);
        }
    }
}

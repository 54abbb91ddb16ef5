// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mailboxmcp.mail.MailAddress;
import dev.mailboxmcp.text.TextCleaner;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The header of a mail as this server reads it: one reading for rows of lists, for the mail itself and for answers to it,
 * so that nobody is written to whom a reader was not shown. What a mail server makes of the same fields decides nothing.
 * Immutable, thread-safe; no method throws whatever stands in the mail.
 */
public final class MailHeader {
    /** Authors that are shown of one mail, and answered. */
    public static final int MAX_AUTHORS = 5;

    /** Addresses of one other field that are shown, and answered. */
    public static final int MAX_ADDRESSES = 200;

    /** How much of a subject is read. */
    public static final int MAX_SUBJECT_CHARS = 500;

    private static final int MAX_ID_CHARS = 998;

    private static final Pattern BRACKETED_ID = Pattern.compile("<[^<>\\s]{1,996}>");
    /** Looked for at the beginnings of words alone, so that long ones take no time at each of their characters. */
    private static final Pattern BARE_ID =
            Pattern.compile("(?<![^<>\\s,;()\"])<?([^<>\\s,;()\"]{1,498}@[^<>\\s,;()\"]{1,498})>?");

    /** The header of a mail whose header the server did not give. */
    public static final MailHeader UNTOLD = new MailHeader(new HeaderFields(new byte[0]), Extent.UNTOLD, null);

    /** How much of the header is known. */
    public enum Extent {
        /** All that was asked for. */
        WHOLE,
        /** Its beginning: it is longer than what is read. */
        CUT,
        /** Nothing: the mail server did not give it. */
        UNTOLD
    }

    private final HeaderFields fields;
    private final Extent extent;
    private final @Nullable String charset;
    private final AddressList from;
    private final AddressList replyTo;
    private final AddressList to;
    private final AddressList cc;

    private MailHeader(HeaderFields fields, Extent extent, @Nullable String charset) {
        this.fields = fields;
        this.extent = extent;
        this.charset = charset;
        this.from = addresses("from");
        this.replyTo = addresses("reply-to");
        this.to = addresses("to");
        this.cc = addresses("cc");
    }

    /**
     * A header of fields as they stand in a mail.
     *
     * @param maxBytes how much was asked for: a header of that size or more may have been longer and counts as cut
     * @param charset of bytes without encoding that are not UTF-8, as a rule that of the text; null for unknown
     */
    public static MailHeader of(byte[] raw, int maxBytes, @Nullable String charset) {
        return raw.length < maxBytes
                ? new MailHeader(new HeaderFields(raw), Extent.WHOLE, charset)
                : new MailHeader(new HeaderFields(wholeLines(raw, maxBytes)), Extent.CUT, charset);
    }

    /** Half an address may look like another one. */
    private static byte[] wholeLines(byte[] raw, int maxBytes) {
        int end = maxBytes;
        while (end > 0 && raw[end - 1] != '\n') {
            end--;
        }
        return Arrays.copyOf(raw, end);
    }

    /** Unless this is {@link Extent#WHOLE}, nobody can tell from whom the mail is and who is to get an answer. */
    public Extent extent() {
        return extent;
    }

    /** All fields as they stand in the mail, in their order. */
    public List<HeaderField> fields() {
        return fields.all();
    }

    /** Whether there is such a field that is not blank; {@code name} in lower case. */
    public boolean has(String name) {
        return fields.values(name).stream().anyMatch(value -> !value.isBlank());
    }

    /** The first field of that name, one char a byte; empty where there is none. */
    public String value(String name) {
        return fields.value(name);
    }

    /** Whoever is named in From, those without an address too. */
    AddressList from() {
        return from;
    }

    /**
     * Those who wrote the mail, at most {@value #MAX_AUTHORS}; names without an address only where there is nothing else. A
     * mail that names none is by whoever sent it, as mail programs show it.
     */
    public AddressList authors() {
        AddressList named = isBySender() ? addresses("sender") : from;
        List<MailAddress> complete =
                named.addresses().stream().filter(MailAddress::isComplete).toList();
        return (complete.isEmpty() ? named : new AddressList(complete, named.more())).first(MAX_AUTHORS);
    }

    /** Whether the mail names nobody who wrote it, but who sent it. */
    boolean isBySender() {
        return from.addresses().isEmpty() && !addresses("sender").addresses().isEmpty();
    }

    /** Who wants the answers, at most {@value #MAX_ADDRESSES}. */
    public AddressList replyTo() {
        return replyTo;
    }

    /** Whom the mail is to, at most {@value #MAX_ADDRESSES}. */
    public AddressList to() {
        return to;
    }

    /** Who got a copy, at most {@value #MAX_ADDRESSES}. */
    public AddressList cc() {
        return cc;
    }

    /** Who got a copy that the others do not know of, at most {@value #MAX_ADDRESSES}. */
    public AddressList bcc() {
        return addresses("bcc");
    }

    /** Where answers to all of a list are to go, at most {@value #MAX_ADDRESSES}. */
    public AddressList mailFollowupTo() {
        return addresses("mail-followup-to");
    }

    private AddressList addresses(String name) {
        List<MailAddress> addresses = new ArrayList<>();
        int more = 0;
        for (String value : fields.values(name)) {
            AddressList read = AddressReader.read(value, charset, MAX_ADDRESSES - addresses.size());
            addresses.addAll(read.addresses());
            more += read.more();
        }
        return new AddressList(addresses, extent == Extent.CUT ? Math.max(more, 1) : more);
    }

    /** The first Subject, decoded and cleaned; empty for none. */
    public String subject() {
        return HeaderText.decode(value("subject").getBytes(ISO_8859_1), MAX_SUBJECT_CHARS, charset);
    }

    /** The first Date; null where it is missing or cannot be read. */
    public @Nullable OffsetDateTime date() {
        return MessageDate.parse(value("date"));
    }

    /**
     * The Message-ID, with angle brackets where it is one id, without the comments and words that may stand beside it (RFC 5322,
     * sections 3.6.4 and 4.5.4); otherwise as it stands in the mail, on one line. Empty for none.
     */
    public String messageId() {
        return id(value("message-id"));
    }

    /** The same as {@link #messageId}, of the mail that this one answers. */
    public String inReplyTo() {
        return id(value("in-reply-to"));
    }

    private static String id(String value) {
        String id = TextCleaner.line(new String(value.getBytes(ISO_8859_1), UTF_8), MAX_ID_CHARS);
        Matcher bare = BARE_ID.matcher(id);
        if (bare.matches()) {
            return "<" + bare.group(1) + ">";
        }
        List<String> bracketed =
                BRACKETED_ID.matcher(id).results().map(MatchResult::group).toList();
        return bracketed.size() == 1 && bracketed.get(0).indexOf('@') > 0 ? bracketed.get(0) : id;
    }

    /** The ids in References, oldest first; of more than {@code limit} the first and the last ones. */
    public List<String> references(int limit) {
        String value = new String(value("references").getBytes(ISO_8859_1), UTF_8);
        List<String> ids = new ArrayList<>();
        boolean bare = value.indexOf('<') < 0;
        Matcher matcher = (bare ? BARE_ID : BRACKETED_ID).matcher(value);
        while (matcher.find()) {
            ids.add(bare ? "<" + matcher.group(1) + ">" : matcher.group());
        }
        if (ids.size() > limit) {
            ids.subList(1, ids.size() - limit + 1).clear();
        }
        return ids;
    }

    /** What had to be chosen among, and what is not known, in words. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        for (String name : List.of("Subject", "Date", "Message-ID")) {
            int count = fields.values(name.toLowerCase(Locale.ROOT)).size();
            if (count > 1) {
                warnings.add(name + " stands in this mail " + count + " times; the first is shown");
            }
        }
        if (MessageDate.isOfUnknownZone(value("date"))) {
            warnings.add("Date names no time zone that is known; its time is taken for UTC");
        }
        switch (extent) {
            case WHOLE -> {
                warnOfMore("Cc", cc(), warnings);
                warnOfMore("Reply-To", replyTo(), warnings);
            }
            case CUT ->
                warnings.add(
                        "the header of this mail is longer than what is read of it: from whom the mail is, who got it"
                                + " and where answers go is not certain");
            case UNTOLD -> warnings.add("the mail server gave no header of this mail");
        }
        return warnings;
    }

    private static void warnOfMore(String name, AddressList addresses, List<String> warnings) {
        if (addresses.more() > 0) {
            warnings.add(name + " names " + addresses.more() + " more than are shown");
        }
    }
}

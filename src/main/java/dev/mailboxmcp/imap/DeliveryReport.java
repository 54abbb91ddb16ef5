// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.mailboxmcp.mail.MailAddress;
import dev.mailboxmcp.mime.AddressList;
import dev.mailboxmcp.mime.MailHeader;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a mail server says of a mail that it could not deliver: by the standard (RFC 3464), or in the words that Exim, qmail
 * and others use. Anybody can write such a mail, so no text of it is taken over, and nobody is named whom the mail itself
 * does not name. Pure, thread-safe.
 *
 * @param ids of mails that it may be about, the likeliest first
 * @param recipients whom it names as not reached, in lower case; empty where it names nobody
 * @param status such as {@code 5.1.1} (RFC 3463); empty where it tells none
 */
record DeliveryReport(List<String> ids, Set<String> recipients, String status) {
    /** How much of a mail is read: the explanations, and the header of the mail that they are about. */
    static final int MAX_BYTES = 48 << 10;

    private static final int MAX_IDS = 20;
    private static final int MAX_RECIPIENTS = 100;

    private static final Pattern REPORTER = Pattern.compile("(?i)mailer-?daemon|postmaster|mail-?daemon|mmdf");
    private static final Pattern FAILURE = Pattern.compile(
            "(?i)undeliver|not delivered|delivery|failure notice"
                    + "|returned (mail|to sender)|could not be (sent|delivered)|unzustellbar|non remis|no se ha podido entregar");
    private static final Pattern NOT_FINAL =
            Pattern.compile("(?i)\\b(delay(ed)?|warning|deferred|success(ful)?|relayed)\\b");
    private static final Pattern ID =
            Pattern.compile("(?im)^[>\\t ]{0,8}(?:X-|Original-){0,2}Message-ID:\\s{0,8}(<[^<>\\s]{1,996}>)");
    private static final Pattern ACTION = Pattern.compile("(?im)^Action:[\\t ]*([a-z]+)");
    private static final Pattern STATUS = Pattern.compile("(?im)^Status:[\\t ]*([45]\\.\\d{1,3}\\.\\d{1,3})");
    private static final Pattern ANY_STATUS = Pattern.compile("(?<![\\d.])5\\.\\d{1,3}\\.\\d{1,3}(?![\\d.])");
    private static final Pattern RECIPIENT = Pattern.compile(
            "(?im)^(?:Final|Original)-Recipient:[\\t ]*[a-z0-9-]{1,20}[\\t ]*;[\\t ]*<?([^\\s<>;]{1,320})>?");
    private static final Pattern FAILED_HEADER = Pattern.compile("(?im)^X-Failed-Recipients:(.{1,2000})");

    /**
     * Reads a mail.
     *
     * @param raw its beginning, header included
     * @return null where it does not say that a mail was not delivered for good
     */
    static @Nullable DeliveryReport read(MailHeader header, byte[] raw) {
        String text = new String(raw, ISO_8859_1).replace("\r\n", "\n");
        int end = text.indexOf("\n\n");
        String head = end < 0 ? text : text.substring(0, end + 1);
        if (end < 0 || !isReport(header, head)) {
            return null;
        }
        String body = text.substring(end).replace("=\n", "").replace("=3D", "="); // quoted-printable, if it is
        Set<String> recipients = new LinkedHashSet<>();
        String status = "";
        boolean tells = false;
        boolean failed = false;
        for (String block : body.split("\n[\\t ]*\n", -1)) { // one a recipient (RFC 3464 2.1)
            Matcher action = ACTION.matcher(block);
            boolean ofRecipient = action.find()
                    && (action.group(1).equalsIgnoreCase("failed")
                            || RECIPIENT.matcher(block).find()); // else a line of the mail that came back
            if (ofRecipient) {
                tells = true;
                if (action.group(1).equalsIgnoreCase("failed")) {
                    failed = true;
                    groups(RECIPIENT, block).forEach(recipients::add);
                    status =
                            status.isEmpty() ? groups(STATUS, block).findFirst().orElse("") : status;
                }
            }
        }
        if (tells ? !failed : NOT_FINAL.matcher(header.subject()).find()) {
            return null;
        }
        if (!tells) {
            groups(FAILED_HEADER, head)
                    .flatMap(value -> Stream.of(value.split("[,\\s]+", -1)))
                    .filter(address -> address.indexOf('@') > 0)
                    .forEach(recipients::add);
            Matcher any = ANY_STATUS.matcher(body);
            status = any.find() ? any.group() : "";
        }
        List<String> ids =
                new ArrayList<>(groups(ID, body).distinct().limit(MAX_IDS).toList());
        ids.addAll(List.copyOf(ThreadLinks.answered(header)).reversed());
        return new DeliveryReport(
                ids.stream().distinct().limit(MAX_IDS).toList(),
                Set.copyOf(recipients.stream()
                        .map(address -> address.toLowerCase(Locale.ROOT))
                        .limit(MAX_RECIPIENTS)
                        .toList()),
                status);
    }

    private static boolean isReport(MailHeader header, String head) {
        String type = header.value("content-type").toLowerCase(Locale.ROOT);
        if (type.strip().startsWith("multipart/report")) {
            return !type.contains("disposition-notification") && !type.contains("feedback-report");
        }
        boolean reporter = header.authors().addresses().stream()
                .map(MailAddress::localPart)
                .anyMatch(local -> REPORTER.matcher(local).matches());
        boolean automatic = Machines.wrote(header) || head.matches("(?is)(.*\n)?Return-Path:\\s*<>.*");
        return FAILED_HEADER.matcher(head).find()
                || (reporter || automatic) && FAILURE.matcher(header.subject()).find();
    }

    private static Stream<String> groups(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(found -> found.group(1).strip());
    }

    /** Those of the recipients of a mail that were not reached, as they are shown; its only one in any case. */
    List<String> unreached(List<AddressList> ofMail) {
        List<MailAddress> all =
                ofMail.stream().flatMap(list -> list.addresses().stream()).toList();
        List<MailAddress> named = all.size() == 1
                ? all
                : all.stream()
                        .filter(address -> recipients.contains(
                                (address.localPart() + "@" + address.domain()).toLowerCase(Locale.ROOT)))
                        .toList();
        return new AddressList(named, 0).texts();
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import dev.mailboxmcp.mail.MailAddress;
import dev.mailboxmcp.text.DomainLabels;
import dev.mailboxmcp.text.NormalForms;
import java.net.IDN;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds what makes a mail look as if it came from someone else. It never says that a sender is genuine: silence means that
 * nothing spoke against it. Its words hold nothing of the mail, since they stand outside the marks. Pure, thread-safe, never
 * throws.
 */
public final class SenderCheck {
    private static final int LEAST_LABEL = 5;
    private static final int MAX_TAGS = 30;
    private static final char IDEOGRAPHIC_STOP = '\u3002'; // a dot in a domain (UTS 46)

    /** Blanks around the sign are no matter where the domain has a dot; "Ann @ Work" is a name. */
    private static final Pattern ADDRESS = Pattern.compile("([^\\s@<>()\\[\\],;:\"]{1,64})\"?(?:\\s{0,3}@\\s{0,3}"
            + "((?:[\\p{L}\\p{N}_-]{1,63}\\.){1,8}[\\p{L}\\p{N}-]{2,63})|@([\\p{L}\\p{N}-]{2,63}))");

    /** Blanks around a dot, as old forms of addresses have them: "ceo @ bank . test" and "ceo @ bank. test". */
    private static final Pattern SPACED_DOT = Pattern.compile("\\s{1,9}\\.\\s{0,9}|\\.\\s{1,9}(?=\\p{Ll})");

    /** A check for nobody in particular, which believes no server. */
    public static final SenderCheck OF_NOBODY = new SenderCheck(null, List.of(), Set.of());

    private final String ownDomain;
    private final List<EmailAddress> own;
    private final Set<String> trustedServers;

    /**
     * @param user as the caller logs in; often an address, null for nobody
     * @param own the caller's addresses, as far as they are known
     * @param trustedServers the authserv-ids whose Authentication-Results count, in lower case; empty for none
     */
    public SenderCheck(@Nullable String user, List<EmailAddress> own, Set<String> trustedServers) {
        this.own = List.copyOf(own);
        this.ownDomain = user == null ? "" : domainOf(user);
        this.trustedServers = Set.copyOf(trustedServers);
    }

    /** Whether mail to that address is the caller's; a tag behind a plus makes no difference. */
    public boolean isOwn(EmailAddress address) {
        return own.stream().anyMatch(address::sameMailboxIgnoringTag);
    }

    /** Whether mail to one of those addresses is the caller's. */
    public boolean isOwn(AddressList addresses) {
        for (MailAddress stranger : addresses.addresses()) {
            EmailAddress address = EmailAddress.of(stranger);
            if (address != null && isOwn(address)) {
                return true;
            }
        }
        return false;
    }

    /** The header fields that it wants to see besides those of addresses, each behind a space. */
    public String headerFields() {
        return trustedServers.isEmpty() ? "" : " AUTHENTICATION-RESULTS RECEIVED DKIM-SIGNATURE";
    }

    /**
     * Whether a mail server that is trusted found a signature that covers these fields (RFC 6376).
     *
     * @param names in lower case
     */
    boolean isSigned(MailHeader header, String... names) {
        List<AuthenticationResults> results = AuthenticationResults.topmost(header.fields(), trustedServers);
        if (results.isEmpty()) {
            return false;
        }
        Set<String> passed = results.get(0).results().stream()
                .filter(result ->
                        result.method().equals("dkim") && result.outcome().equals("pass"))
                .map(result -> ascii(result.properties().getOrDefault("header.d", "")))
                .filter(domain -> !domain.isEmpty())
                .collect(Collectors.toSet());
        List<Map<String, String>> signatures = header.fields().stream()
                .filter(field -> field.name().equals("dkim-signature"))
                .map(field -> tags(field.value()))
                .filter(tags -> passed.contains(ascii(tags.getOrDefault("d", ""))))
                .toList();
        // which of several signatures of a domain passed is not told
        return !signatures.isEmpty()
                && signatures.stream()
                        .allMatch(tags -> List.of(tags.getOrDefault("h", "")
                                        .toLowerCase(Locale.ROOT)
                                        .split(":", -1))
                                .containsAll(List.of(names)));
    }

    /** Names and values, blanks left out (RFC 6376 3.2). */
    private static Map<String, String> tags(String value) {
        Map<String, String> tags = new HashMap<>();
        for (String tag : value.replaceAll("\\s", "").split(";", MAX_TAGS)) {
            int equals = tag.indexOf('=');
            if (equals > 0) {
                tags.put(tag.substring(0, equals), tag.substring(equals + 1));
            }
        }
        return tags;
    }

    /** What speaks against those whom From names, and against where answers would go. */
    public List<String> warnings(MailHeader header) {
        return warnings(header, false);
    }

    /**
     * The same for a mail that a service may have sent.
     *
     * @param byService whether a service sent the mail for whoever gets the answers
     */
    public List<String> warnings(MailHeader header, boolean byService) {
        List<String> warnings = new ArrayList<>();
        AddressList named = header.from();
        AddressList authors = header.authors();
        if (header.isBySender()) {
            warnings.add("From names nobody; who sent the mail is shown (Sender)");
        }
        checkCount(header, authors, warnings);
        checkNames("Reply-To", header.replyTo(), warnings);
        checkNames("To", header.to(), warnings);
        checkNames("Cc", header.cc(), warnings);
        named.addresses().stream()
                .filter(address -> !address.isComplete())
                .forEach(address -> checkName(address, warnings));
        List<String> domains = new ArrayList<>();
        for (MailAddress author : authors.addresses()) {
            if (author.isComplete()) {
                checkName(author, warnings);
                domains.add(ascii(author.domain()));
            }
        }
        if (domains.isEmpty()) {
            warnings.add("From holds no address");
            return warnings;
        }
        List<String> hosts =
                domains.stream().filter(domain -> !domain.isEmpty()).distinct().toList();
        hosts.forEach(host -> checkDomain(host, warnings));
        if (!byService) {
            checkAnswers(header.replyTo(), hosts, warnings);
        }
        List<AuthenticationResults> results = AuthenticationResults.topmost(header.fields(), trustedServers);
        hosts.forEach(host -> checkResults(host, results, warnings));
        return warnings;
    }

    private static void checkCount(MailHeader header, AddressList authors, List<String> warnings) {
        long fields = header.fields().stream()
                .filter(field -> field.name().equals("from"))
                .count();
        int shown = (int)
                authors.addresses().stream().filter(MailAddress::isComplete).count();
        if (header.extent() == MailHeader.Extent.WHOLE && authors.more() > 0) {
            warnings.add("From names " + (shown + authors.more()) + " senders; the first " + shown + " are shown");
        } else if (shown > 1) {
            warnings.add("From names " + shown + " senders; an answer goes to all of them");
        } else if (fields > 1) {
            warnings.add("From stands in this mail " + fields + " times");
        }
    }

    private static void checkAnswers(AddressList replyTo, List<String> domains, List<String> warnings) {
        for (MailAddress answer : replyTo.addresses()) {
            String other = ascii(answer.domain());
            if (!other.isEmpty() && domains.stream().noneMatch(domain -> isRelated(other, domain))) {
                warnings.add("answers would go to another domain than the sender's");
                return;
            }
        }
    }

    private static void checkName(MailAddress sender, List<String> warnings) {
        if (showsAnotherAddress(sender)) {
            warnings.add("the sender's name shows an address that is not the sender's");
        }
        String localPart = sender.localPart();
        if (localPart.indexOf('@') >= 0 && ADDRESS.matcher(localPart).find()) {
            warnings.add("the sender's address begins with another address, which is not the sender's");
        }
    }

    private static void checkNames(String field, AddressList named, List<String> warnings) {
        if (named.addresses().stream().anyMatch(SenderCheck::showsAnotherAddress)) {
            warnings.add("a name in " + field + " shows another address than the one behind it");
        }
    }

    /** Whether the name of an address is another address, or holds one. */
    public static boolean showsAnotherAddress(MailAddress named) {
        String name = isAscii(named.name())
                ? named.name()
                : NormalForms.of(named.name(), Normalizer.Form.NFKC).replace(IDEOGRAPHIC_STOP, '.');
        if (name.indexOf('@') < 0) { // the pattern takes long to find that out
            return false;
        }
        Matcher shown = ADDRESS.matcher(SPACED_DOT.matcher(name).replaceAll("."));
        while (shown.find()) {
            String domain = shown.group(2) == null ? shown.group(3) : shown.group(2);
            boolean same = shown.group(1).replaceAll("^'+", "").equalsIgnoreCase(named.localPart())
                    && ascii(domain).equals(ascii(named.domain()));
            if (!same) {
                return true;
            }
        }
        return false;
    }

    private void checkDomain(String domain, List<String> warnings) {
        String shown = DomainLabels.unicode(domain);
        String skeleton = Confusables.skeleton(shown);
        if (!ownDomain.isEmpty() && !isRelated(domain, ownDomain)) {
            if (skeleton.equals(Confusables.skeleton(DomainLabels.unicode(ownDomain)))
                    || isMisspelt(domain, ownDomain)) {
                warnings.add("the sender's domain looks like " + ownDomain + ", yours, but is another");
                return;
            }
            if (domain.startsWith(ownDomain + ".") || domain.contains("." + ownDomain + ".")) {
                warnings.add("the sender's domain holds the name of yours but lies elsewhere");
                return;
            }
        }
        for (String label : shown.split("\\.", -1)) {
            if (Confusables.mixesScripts(label)) {
                warnings.add("the sender's domain mixes alphabets, as look-alikes do");
                return;
            }
            if (!isAscii(label) && isAscii(Confusables.skeleton(label)) && isWhollyForeign(label)) {
                warnings.add("the sender's domain is written in letters that look like others");
                return;
            }
        }
    }

    /** Letters with accents are read as what they are; those of another script pass for Latin ones. */
    private static boolean isWhollyForeign(String label) {
        return label.codePoints()
                .filter(Character::isLetter)
                .noneMatch(c -> Character.UnicodeScript.of(c) == Character.UnicodeScript.LATIN);
    }

    private void checkResults(String domain, List<AuthenticationResults> run, List<String> warnings) {
        List<String> dmarc = run.stream()
                .flatMap(field -> field.results().stream())
                .filter(result -> result.method().equals("dmarc"))
                .map(AuthenticationResults.Result::outcome)
                .toList();
        // what speaks for the sender counts in the topmost field only: those below may be the sender's own
        boolean passed = !run.isEmpty()
                && run.get(0).results().stream()
                        .anyMatch(result -> result.method().equals("dmarc")
                                && result.outcome().equals("pass"));
        boolean failed = dmarc.contains("fail");
        boolean decided = failed || passed;
        if (!decided && !run.isEmpty()) {
            failed = isRefuted(domain, run);
        }
        if (failed) {
            warnings.add(
                    "the receiving mail server could not confirm that this mail comes from the domain of its sender");
        }
    }

    /** Where there is no word of DMARC: something failed, and nothing in the topmost field speaks for the sender's domain. */
    private static boolean isRefuted(String domain, List<AuthenticationResults> run) {
        boolean failed = run.stream()
                .flatMap(field -> field.results().stream())
                .anyMatch(result ->
                        (result.method().equals("spf") || result.method().equals("dkim"))
                                && (result.outcome().equals("fail")
                                        || result.outcome().equals("softfail")
                                        || result.outcome().equals("hardfail")));
        boolean confirmed = run.get(0).results().stream()
                .anyMatch(result -> result.outcome().equals("pass")
                        && switch (result.method()) {
                            case "dkim" ->
                                isRelated(
                                        result.properties()
                                                .getOrDefault(
                                                        "header.d",
                                                        domainOf(result.properties()
                                                                .getOrDefault("header.i", ""))),
                                        domain);
                            case "spf" -> isRelated(mailFrom(result), domain);
                            default -> false;
                        });
        return failed && !confirmed;
    }

    private static String mailFrom(AuthenticationResults.Result spf) {
        String value =
                spf.properties().getOrDefault("smtp.mailfrom", spf.properties().getOrDefault("smtp.mail", ""));
        return value.indexOf('@') < 0 ? ascii(value) : domainOf(value);
    }

    /** The domain in A-labels; empty where there is none that can be written so. */
    private static String domainOf(String address) {
        int at = address.lastIndexOf('@');
        return at < 0 ? "" : ascii(address.substring(at + 1));
    }

    private static String ascii(String domain) {
        try {
            String ascii =
                    DomainLabels.ascii(domain.strip(), IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
            return ascii.matches("[a-z0-9.-]{1,253}") ? ascii : "";
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /** The same domain, or one within the other. */
    private static boolean isRelated(String one, String other) {
        return one.equals(other) || one.endsWith("." + other) || other.endsWith("." + one);
    }

    /** Whether one letter was changed, added, left out or swapped in the label that stands before the same ending. */
    private static boolean isMisspelt(String domain, String own) {
        String[] mine = ending(own);
        String[] theirs = ending(domain);
        return mine[1].equals(theirs[1]) && mine[0].length() >= LEAST_LABEL && isOneOff(mine[0], theirs[0]);
    }

    /** The last label that is no ending such as {@code com} or {@code co.uk}, and the ending. */
    private static String[] ending(String domain) {
        int last = domain.lastIndexOf('.');
        int before = domain.lastIndexOf('.', last - 1);
        if (before > 0 && last - before <= 4 && domain.length() - last <= 3) {
            last = before;
            before = domain.lastIndexOf('.', last - 1);
        }
        return last < 0
                ? new String[] {domain, ""}
                : new String[] {domain.substring(before + 1, last), domain.substring(last)};
    }

    private static boolean isOneOff(String one, String other) {
        int start = 0;
        int shorter = Math.min(one.length(), other.length());
        while (start < shorter && one.charAt(start) == other.charAt(start)) {
            start++;
        }
        int end = 0;
        while (end < shorter - start && one.charAt(one.length() - 1 - end) == other.charAt(other.length() - 1 - end)) {
            end++;
        }
        String left = one.substring(start, one.length() - end);
        String right = other.substring(start, other.length() - end);
        boolean swapped = left.length() == 2
                && right.length() == 2
                && left.charAt(0) == right.charAt(1)
                && left.charAt(1) == right.charAt(0);
        return swapped || (left.length() <= 1 && right.length() <= 1 && left.length() + right.length() > 0);
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import dev.mailboxmcp.html.LinkTarget;
import dev.mailboxmcp.mail.Unsubscribe;
import dev.mailboxmcp.text.PercentText;
import dev.mailboxmcp.text.TextCleaner;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads how a mail says that its reader leaves the list: the first address and the first URL that can be used. Pure, never
 * throws.
 */
public final class UnsubscribeReader {
    private static final int MAX_CHARS = 8000;
    private static final int MAX_SUBJECT_CHARS = 200;
    private static final Pattern URI = Pattern.compile("<([^<>]{1,3000})>");
    private static final Pattern SUBJECT = Pattern.compile("(?i)[?&]subject=([^&#]*)");
    private static final Pattern ONE_CLICK = Pattern.compile("(?i)\\s*List-Unsubscribe\\s*=\\s*One-Click\\s*");

    private UnsubscribeReader() {}

    /** Null where the mail says nothing that can be used. */
    public static @Nullable Unsubscribe read(MailHeader header, SenderCheck senderCheck) {
        String value = header.value("list-unsubscribe");
        String text = new String(value.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        Matcher uris = URI.matcher(text.length() > MAX_CHARS ? text.substring(0, MAX_CHARS) : text);
        String mailto = null;
        String url = null;
        while (uris.find() && (mailto == null || url == null)) {
            String uri = uris.group(1).replaceAll("\\s", ""); // a folded URI (RFC 2369 2)
            mailto = mailto == null ? mailto(uri) : mailto;
            url = url == null ? LinkTarget.https(uri) : url;
        }
        if (mailto == null && url == null) {
            return null;
        }
        boolean oneClick = url != null
                && standsOnce(header, "list-unsubscribe")
                && standsOnce(header, "list-unsubscribe-post")
                && ONE_CLICK.matcher(header.value("list-unsubscribe-post")).matches()
                && senderCheck.isSigned(header, "list-unsubscribe", "list-unsubscribe-post");
        return new Unsubscribe(mailto, url, oneClick ? true : null);
    }

    /** Whether there is one such field: a signature covers the last of several (RFC 6376 5.4.2), and the first is read. */
    private static boolean standsOnce(MailHeader header, String name) {
        return header.fields().stream()
                        .filter(field -> field.name().equals(name))
                        .count()
                == 1;
    }

    /** One address alone, and of what it shall be told the subject alone: no other recipients, no text. */
    private static @Nullable String mailto(String uri) {
        if (!uri.toLowerCase(Locale.ROOT).startsWith("mailto:")) {
            return null;
        }
        int query = uri.indexOf('?');
        EmailAddress address = EmailAddress.parseStrangers(
                decoded(uri.substring("mailto:".length(), query < 0 ? uri.length() : query)));
        if (address == null) {
            return null;
        }
        Matcher named = SUBJECT.matcher(query < 0 ? "" : uri.substring(query));
        String subject = named.find() ? TextCleaner.line(decoded(named.group(1)), MAX_SUBJECT_CHARS) : "";
        return address.wire()
                + (subject.isEmpty()
                        ? ""
                        : "?subject="
                                + URLEncoder.encode(subject, StandardCharsets.UTF_8)
                                        .replace("+", "%20"));
    }

    private static String decoded(String text) {
        return new String(PercentText.decode(text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }
}

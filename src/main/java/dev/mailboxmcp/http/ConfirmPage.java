// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.account.ConfirmLinks;
import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.call.MailConfirmations.Asked;
import dev.mailboxmcp.call.MailConfirmations.FormOutcome;
import dev.mailboxmcp.mail.Attachment;
import dev.mailboxmcp.mail.ReviewedDraft;
import dev.mailboxmcp.mail.ReviewedDraft.Named;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The pages of {@code /confirm}. What a mail says is shown as text, and as nothing else. Stateless. */
final class ConfirmPage {
    static final String FORM = "form";
    static final String PASSWORD = "password";
    static final String REVIEWED = "reviewed";
    static final String SIGN_IN = "sign-in";

    private ConfirmPage() {}

    /**
     * The form in which a user says who it is. Password managers know it by the address of the server.
     *
     * @param provider where the user can sign in instead; null for nowhere
     * @param problem why the last try did not work, as HTML; null on the first
     */
    static String form(String link, Asked asked, @Nullable String provider, @Nullable String problem, PageTexts texts) {
        return HtmlPage.html(
                texts,
                texts.plain("confirm.title"),
                "<p>" + texts.html("confirm.asks") + "</p>\n"
                        + (problem == null ? "" : problem(problem))
                        + (provider == null ? "" : atProvider(link, asked, provider, texts))
                        + (asked.byPassword() ? byPassword(link, asked, texts) : ""));
    }

    private static String atProvider(String link, Asked asked, String provider, PageTexts texts) {
        return """
                <form method="post" action="%s">
                <p>%s %s</p>
                <button class="main" name="%s" value="1">%s</button>
                </form>
                """.formatted(
                        action(link),
                        texts.html("confirm.as", asked.loginName()),
                        texts.html("signin.provider", provider),
                        SIGN_IN,
                        HtmlPage.escaped(texts.plain("signin.continue", provider)));
    }

    /** The whole path, since the page may stand where an identity provider sends users back to. */
    private static String action(String link) {
        return ConfirmLinks.PATH + link;
    }

    private static String byPassword(String link, Asked asked, PageTexts texts) {
        return """
                <p>%s</p>
                <form method="post" action="%s">
                <input type="hidden" name="%s" value="%s">
                <label for="user">%s</label>
                <input id="user" type="text" value="%s" readonly autocomplete="username">
                <label for="password">%s</label>
                <input id="password" name="%s" type="password" required maxlength="%d" autocomplete="current-password" aria-describedby="password-note" autofocus>
                <small id="password-note">%s</small>
                <button class="main">%s</button>
                </form>
                """.formatted(
                        texts.html("confirm.by_password"),
                        action(link),
                        FORM,
                        HtmlPage.escaped(asked.form()),
                        texts.html("user"),
                        HtmlPage.escaped(asked.loginName()),
                        texts.html("password"),
                        PASSWORD,
                        Credentials.MAX_PASSWORD_LENGTH,
                        texts.html("password.note"),
                        texts.html("confirm.look"));
    }

    /** The mail, and the form that sends it. */
    static String review(String link, FormOutcome.Review review, PageTexts texts) {
        ReviewedDraft mail = review.mail();
        return HtmlPage.html(texts, texts.plain("confirm.review"), """
                %s<p class="note">%s</p>
                <dl>
                %s%s%s%s%s<dt>%s</dt><dd id="subject">%s</dd>
                </dl>
                <h2 id="text-title">%s</h2>
                %s<pre id="text" aria-labelledby="text-title">%s</pre>
                %s
                <form method="post" action="%s">
                <input type="hidden" name="%s" value="%s">
                <p>%s</p>
                <button class="main">%s</button>
                </form>
                """.formatted(
                        review.changed() ? problem(texts.html("confirm.changed")) : "",
                        texts.html("confirm.not_yet"),
                        named("from", List.of(mail.from()), texts),
                        named("to", mail.to(), texts),
                        named("cc", mail.cc(), texts),
                        named("bcc", mail.bcc(), texts),
                        named("reply_to", mail.replyTo(), texts),
                        texts.html("confirm.subject"),
                        mail.subject().isEmpty() ? texts.html("confirm.none") : HtmlPage.escaped(mail.subject()),
                        texts.html("confirm.text"),
                        doubts(mail, texts),
                        HtmlPage.escaped(mail.text()),
                        files(mail.files(), texts),
                        action(link),
                        REVIEWED,
                        HtmlPage.escaped(review.form()),
                        texts.html("confirm.or_not"),
                        texts.html("confirm.send")));
    }

    private static String named(String field, List<Named> all, PageTexts texts) {
        return all.isEmpty()
                ? ""
                : "<dt>" + texts.html("confirm." + field) + "</dt>\n"
                        + all.stream()
                                .map(one -> "<dd class=\"" + field + "\">" + named(one, texts) + "</dd>\n")
                                .collect(Collectors.joining());
    }

    /** The address first: a name can look like one. */
    private static String named(Named one, PageTexts texts) {
        return "<strong>" + HtmlPage.escaped(one.address()) + "</strong>"
                + (one.spelled() == null ? "" : " " + texts.html("confirm.spelled", one.spelled()))
                + (one.name().isEmpty() ? "" : " <span>(" + HtmlPage.escaped(one.name()) + ")</span>")
                + (one.isNew() ? " " + texts.html("confirm.new") : "");
    }

    private static String doubts(ReviewedDraft mail, PageTexts texts) {
        StringBuilder html = new StringBuilder();
        mail.doubts().forEach(doubt -> html.append(problem(english(doubt))));
        if (mail.hiddenChars() > 0) {
            html.append(problem(texts.html("confirm.hidden", Integer.toString(mail.hiddenChars()))));
        }
        if (!mail.complete()) {
            html.append(problem(texts.html("confirm.longer")));
        }
        return html.toString();
    }

    private static String files(List<Attachment> files, PageTexts texts) {
        return files.isEmpty()
                ? ""
                : "<h2>" + texts.html("confirm.files", Integer.toString(files.size())) + "</h2>\n<ul>\n"
                        + files.stream()
                                .map(file -> "<li class=\"file\"><strong>" + HtmlPage.escaped(file.name())
                                        + "</strong>, "
                                        + HtmlPage.escaped(file.type()) + ", "
                                        + texts.html(
                                                "confirm.bytes", String.format(texts.locale(), "%,d", file.sizeBytes()))
                                        + "</li>\n")
                                .collect(Collectors.joining())
                        + "</ul>";
    }

    /** It is on its way. */
    static String sent(FormOutcome.Sent sent, PageTexts texts) {
        return status(texts, sent.earlier() ? "confirm.sent_before" : "confirm.sent", sent.recipients());
    }

    /** Nobody knows. */
    static String unknown(FormOutcome.Unknown unknown, PageTexts texts) {
        return status(texts, "confirm.unknown", unknown.recipients());
    }

    private static String status(PageTexts texts, String key, List<String> recipients) {
        return HtmlPage.html(texts, texts.plain(key), """
                <p role="status">%s</p>
                <ul>
                %s</ul>
                """.formatted(
                        texts.html(key + ".text"),
                        recipients.stream()
                                .map(address -> "<li>" + HtmlPage.escaped(address) + "</li>\n")
                                .collect(Collectors.joining())));
    }

    /**
     * Nothing was sent, and there is nothing to try again here.
     *
     * @param problem HTML
     * @param detail in words for everybody, which are English; null for none
     */
    static String refused(PageTexts texts, String problem, @Nullable String detail) {
        return HtmlPage.html(
                texts,
                texts.plain("confirm.refused"),
                problem(problem + (detail == null ? "" : " " + english(detail))));
    }

    private static String english(String words) {
        return "<span lang=\"" + Locale.ENGLISH + "\">" + HtmlPage.escaped(words) + "</span>";
    }

    private static String problem(String html) {
        return "<p class=\"problem\" role=\"alert\">" + html + "</p>\n";
    }
}

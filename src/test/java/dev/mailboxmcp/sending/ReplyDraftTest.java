// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sending;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailboxmcp.mail.Draft;
import dev.mailboxmcp.mail.MailAddress;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.OriginalMessage;
import dev.mailboxmcp.mail.ReplyText;
import dev.mailboxmcp.mail.TextFormat;
import dev.mailboxmcp.mime.EmailAddress;
import dev.mailboxmcp.mime.MailHeader;
import dev.mailboxmcp.mime.MessageId;
import dev.mailboxmcp.mime.OutgoingMessage;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyDraftTest {
    private static final OffsetDateTime DATE = OffsetDateTime.parse("2026-11-20T14:03:59+01:00");
    private static final EmailAddress ME = EmailAddress.parse("from", "me@x.example");
    private static final List<EmailAddress> OWN = List.of(ME, EmailAddress.parse("from", "my.alias@y.example"));

    private final ReplyDraft replies = new ReplyDraft(OWN);

    @ParameterizedTest(name = "[{index}] {0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // what it shows | From | Reply-To | To | Cc | Mail-Followup-To | list | all | to | cc
                "from | a@a.a | | me@x.example | | | n | n | a@a.a |",
                "reply-to | a@a.a | r@r.r | me@x.example | | | n | n | r@r.r |",
                "several reply-to | a@a.a | r@r.r,s@s.s | me@x.example | | | n | n | r@r.r,s@s.s |",
                "reply-to twice | a@a.a | r@r.r,R@r.R | me@x.example | | | n | n | r@r.r |",
                "bad reply-to | a@a.a | nobody | me@x.example | | | n | n | a@a.a |",
                "empty reply-to | a@a.a | <> | me@x.example | | | n | n | a@a.a |",
                "several authors | a@a.a,b@b.b | | me@x.example | | | n | n | a@a.a,b@b.b |",
                "others are left out | a@a.a | | me@x.example,b@b.b | c@c.c | | n | n | a@a.a |",
                "list reply to the author | a@a.a | | l@l.l | | | y | n | a@a.a |",
                "list with reply-to | a@a.a | l@l.l | l@l.l | | | y | n | l@l.l |",
                "followup is for all | a@a.a | | l@l.l | | l@l.l | y | n | a@a.a |",
                "own mail | me@x.example | | b@b.b | | | n | n | b@b.b |",
                "own mail, two | me@x.example | | b@b.b,c@c.c | d@d.d | | n | n | b@b.b,c@c.c |",
                "own mail by alias | My.Alias@Y.example | | b@b.b | | | n | n | b@b.b |",
                "own mail by tag | me+work@x.example | | b@b.b | | | n | n | b@b.b |",
                "own mail, own reply-to | me@x.example | r@r.r | b@b.b | | | n | n | b@b.b |",
                "own mail, copy to self | me@x.example | | b@b.b,me@x.example | | | n | n | b@b.b |",
                "own mail, cc only | me@x.example | | | c@c.c | | n | n | c@c.c |",
                "own mail, bcc only | me@x.example | | | | | n | n | me@x.example |",
                "contact form | me@x.example | c@c.c | me@x.example | | | n | n | c@c.c |",
                "contact form, alias | me@x.example | c@c.c | my.alias@y.example | me+form@x.example | | n | n | c@c.c |",
                "contact form, bcc only | me@x.example | c@c.c | | | | n | n | c@c.c |",
                "contact form to a colleague too | me@x.example | c@c.c | me@x.example,b@b.b | | | n | n | b@b.b |",
                "all, contact form | me@x.example | c@c.c | me@x.example | | | n | y | c@c.c |",
                "own mail, reply-to is me | me@x.example | my.alias@y.example | me@x.example | | | n | n | me@x.example |",
                "note to self | me@x.example | | me@x.example | | | n | n | me@x.example |",
                "all | a@a.a | | me@x.example,b@b.b | c@c.c | | n | y | a@a.a | b@b.b,c@c.c",
                "all, I alone | a@a.a | | me@x.example | | | n | y | a@a.a |",
                "all, my case | a@a.a | | ME@X.EXAMPLE,b@b.b | | | n | y | a@a.a | b@b.b",
                "all, my tag | a@a.a | | me+lists@x.example | b@b.b | | n | y | a@a.a | b@b.b",
                "all, my alias | a@a.a | | my.alias@y.example | b@b.b | | n | y | a@a.a | b@b.b",
                "all, my alias' tag | a@a.a | | My.Alias+1@y.example | b@b.b | | n | y | a@a.a | b@b.b",
                "all, not quite me | a@a.a | | me2@x.example,me@x.example.org | | | n | y | a@a.a | me2@x.example,me@x.example.org",
                "all, in bcc | a@a.a | | b@b.b | | | n | y | a@a.a | b@b.b",
                "all, twice | a@a.a | | b@b.b,B@b.b | b@B.B,c@c.c | | n | y | a@a.a | b@b.b,c@c.c",
                "all, author in cc | a@a.a | | me@x.example | A@a.a,c@c.c | | n | y | a@a.a | c@c.c",
                "all, reply-to | a@a.a | r@r.r | b@b.b | | | n | y | r@r.r | b@b.b",
                "all, reply-to is the list | a@a.a | l@l.l | l@l.l | c@c.c | | y | y | l@l.l | c@c.c",
                "all, reply-to is me | a@a.a | me@x.example | b@b.b | | | n | y | b@b.b |",
                "all, only me | a@a.a | me@x.example | me@x.example | | | n | y | me@x.example |",
                "all, bad ones drop | a@a.a | | b@b..b,undisclosed-recipients:;,c@c.c | d@ | | n | y | a@a.a | c@c.c",
                "all, followup | a@a.a | | l@l.l | c@c.c,d@d.d | l@l.l,c@c.c | y | y | l@l.l,c@c.c |",
                "all, followup in capitals | a@a.a | | l@l.l | c@c.c | C@C.C | y | y | c@c.c |",
                "all, followup to the author | a@a.a | | l@l.l | c@c.c | a@a.a | y | y | a@a.a |",
                "all, followup to reply-to | a@a.a | r@r.r | l@l.l | c@c.c | r@r.r | y | y | r@r.r |",
                "all, followup to who is not seen | cfo@a.a | | me@x.example | | cfo@a-a.a | y | y | cfo@a.a |",
                "all, followup to one not seen | a@a.a | | l@l.l | c@c.c | l@l.l,f@f.f | y | y | a@a.a | l@l.l,c@c.c",
                "all, followup names another way | a@a.a | | Bob <b@b.b> | | Boss <b@b.b> | y | y | \"Bob\" <b@b.b> |",
                "all, followup with me | a@a.a | | l@l.l | c@c.c | l@l.l,me@x.example | y | y | l@l.l |",
                "all, followup only me | a@a.a | | l@l.l | | me@x.example | y | y | a@a.a | l@l.l",
                "all, followup without list | a@a.a | | b@b.b | | f@f.f | n | y | a@a.a | b@b.b",
                "all, bad followup | a@a.a | | l@l.l | | f@ | y | y | a@a.a | l@l.l",
                "all, own mail | me@x.example | | b@b.b | c@c.c,me@x.example | | n | y | b@b.b | c@c.c",
                "all, own mail, cc only | me@x.example | | me@x.example | c@c.c | | n | y | c@c.c |",
                "idn | a@\u0161cme.example | | | | | n | n | a@xn--cme-zza.example |",
                "idn is no ascii | a@a.c\u013egood.example | | | | | n | n | a@a.xn--cgood-v6a.example |",
                "utf-8 local part | \u0161lice@a.a | | | | | n | n | \u0161lice@a.a |",
                "list, reply-to is the list | a@a.a | l@l.l | l@l.l | | | l@l.l | n | a@a.a |",
                "list, reply-to in capitals | a@a.a | L@L.l | l@l.l | | | l@l.l | n | a@a.a |",
                "list, reply-to list and author | a@a.a | l@l.l,a@a.a | l@l.l | | | l@l.l | n | a@a.a |",
                "list, reply-to somebody | a@a.a | r@r.r | l@l.l | | | l@l.l | n | r@r.r |",
                "list, reply-to another list | a@a.a | m@m.m | l@l.l | | | l@l.l | n | m@m.m |",
                "list, no valid author | <> | l@l.l | l@l.l | | | y | n | l@l.l |",
                "list, own mail | me@x.example | | l@l.l | | | l@l.l | n | l@l.l |",
                "list, own mail, reply-to list | me@x.example | l@l.l | l@l.l | | | l@l.l | n | l@l.l |",
                "list, bad post address | a@a.a | l@l.l | l@l.l | | | l@ | n | l@l.l |",
                "all, list in to | a@a.a | | l@l.l | c@c.c | | l@l.l | y | a@a.a | l@l.l,c@c.c",
                "all, list in capitals | a@a.a | | L@L.L | | | l@l.l | y | a@a.a | L@l.l",
                "all, list not named | a@a.a | | me@x.example | | | l@l.l | y | a@a.a |",
                "all, list in cc | a@a.a | | me@x.example | l@l.l | | l@l.l | y | a@a.a | l@l.l",
                "all, list in from | l@l.l | a@a.a | me@x.example | | | l@l.l | y | a@a.a | l@l.l",
                "all, I am the list | a@a.a | | me@x.example | | | me@x.example | y | a@a.a |",
                "all, list that replies to itself | a@a.a | l@l.l | l@l.l | c@c.c | | l@l.l | y | l@l.l | c@c.c",
                "all, followup without the list | a@a.a | | l@l.l | c@c.c | c@c.c | l@l.l | y | c@c.c |",
                "all, own mail to a list | me@x.example | | l@l.l | c@c.c | | l@l.l | y | l@l.l | c@c.c",
                "all, my quoted spelling | a@a.a | | \"me\"@x.example,b@b.b | | | n | y | a@a.a | b@b.b",
                "all, others keep their tags | a@a.a | | b+x@b.b | b+y@b.b | | n | y | a@a.a | b+x@b.b,b+y@b.b",
                "all, my case and tag in cc | a@a.a | | b@b.b | Me+X@X.Example,c@c.c | | n | y | a@a.a | b@b.b,c@c.c",
                "all, alias in followup | a@a.a | | l@l.l | | l@l.l,MY.ALIAS+t@y.example | l@l.l | y | l@l.l |",
                "all, empty brackets | c@c.c | | Ann (a@a.a) <>, Bob <b@b.b> | | | n | y | c@c.c | \"Ann\" <a@a.a>,\"Bob\" <b@b.b>",
                "quotes in brackets | Ann <\"a@a.a\"> | | me@x.example | | | n | n | \"Ann\" <a@a.a> |",
                "quotes in reply-to | b@b.b | <\"a@a.a> | me@x.example | | | n | n | a@a.a |",
                "marks | \u2039\u201Ca@a.a\u201D> | | me@x.example | | | n | n | a@a.a |",
                "marks in the address | c@c.c | | A\u2039a@a.a\u203A,b@b.b | | | n | y | c@c.c | b@b.b",
                "names stay | Ann A. <a@a.a> | | Bob <b@b.b> | | | n | y | \"Ann A.\" <a@a.a> | \"Bob\" <b@b.b>",
            })
    void theRightPeopleGetTheReply(
            String shows,
            String from,
            @Nullable String replyTo,
            @Nullable String to,
            @Nullable String cc,
            @Nullable String followup,
            String list,
            String all,
            String expectedTo,
            @Nullable String expectedCc) {
        OriginalMessage original = new OriginalMessage(
                true,
                "<id@a.a>",
                List.of(),
                null,
                addresses(from),
                addresses(replyTo),
                addresses(to),
                addresses(cc),
                addresses(followup),
                !list.equals("n"),
                list.contains("@") ? list : null,
                "x",
                DATE,
                "t",
                false);

        Draft draft = replies.to(original, answer(all.equals("y"), true));

        assertThat(draft.to()).as(shows).isEqualTo(split(expectedTo));
        assertThat(draft.cc()).as(shows).isEqualTo(split(expectedCc));
        assertThat(draft.bcc()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "x|Re: x",
                "Re: x|Re: x",
                "RE: x|Re: x",
                "re:x|Re: x",
                "Re : x|Re: x",
                "Re\u00a0: x|Re: x",
                "Re: Re: RE: x|Re: x",
                "Re[2]: x|Re: x",
                "RE(3): x|Re: x",
                "Re^2: x|Re: x",
                "Aw: x|Re: x",
                "AW: Re: WG: x|Re: WG: x",
                "Antw: x|Re: x",
                "Antwort: x|Re: x",
                "Sv: x|Re: x",
                "SV: RE: x|Re: x",
                "VS: x|Re: x",
                "Odp: x|Re: x",
                "R: x|Re: x",
                "RIF: x|Re: x",
                "RES: x|Re: x",
                "Rép: x|Re: x",
                "Vá: x|Re: x",
                "Ynt: x|Re: x",
                "ΑΠ: x|Re: x",
                "ΣΧΕΤ: x|Re: x",
                "Ответ: x|Re: x",
                "НА: Отв: x|Re: НА: Отв: x",
                "回复：x|Re: x",
                "答复: 回复：x|Re: x",
                "回覆: x|Re: x",
                "返信: x|Re: x",
                "Re：x|Re: x",
                "답장: x|Re: x",
                "רד: x|Re: רד: x",
                "השב: x|Re: x",
                "Fwd: x|Re: Fwd: x",
                "Re: Fwd: Re: x|Re: Fwd: Re: x",
                "[list] Re: x|Re: [list] x",
                "Re: [list] AW: x|Re: [list] x",
                "[list] x|Re: [list] x",
                "  Re:   x  |Re: x",
                "Re: |Re:",
                "|Re:",
                "Regarding: x|Re: Regarding: x",
                "Ref: x|Re: Ref: x",
                "Re x|Re: Re x",
                "Re: a\u0007b|Re: a b",
            })
    void thereIsOneReWhateverTheLanguage(@Nullable String subject, String expected) {
        assertThat(replyTo(subject == null ? "" : subject).subject()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nBcc: eve@evil.example", "a\nb", "a\0b", "a\u2028b", "a\u0085b", "a\ud800b"})
    void aHostileSubjectCanStillBeAnswered(String subject) {
        Draft draft = replyTo(subject);

        OutgoingMessage message = OutgoingMessage.of(draft, ME, MessageId.random("x.example"), DATE);

        assertThat(message.subject()).startsWith("Re: a").doesNotContain("\r", "\n", "\0", "\u2028", "\u0085");
    }

    @Test
    void anEndlessSubjectIsCut() {
        Draft draft = replyTo("\ud83d\ude00".repeat(5000));

        assertThat(OutgoingMessage.of(draft, ME, MessageId.random("x.example"), DATE)
                        .subject())
                .hasSizeLessThanOrEqualTo(OutgoingMessage.MAX_SUBJECT_LENGTH);
    }

    @Test
    void theThreadGoesOn() {
        Draft draft = replies.to(thread("<c@x>", List.of("<a@x>", "<b@x>"), null), answer(false, false));

        assertThat(draft.inReplyTo()).isEqualTo("<c@x>");
        assertThat(draft.references()).containsExactly("<a@x>", "<b@x>");
    }

    @Test
    void withoutReferencesTheMailBeforeIsTheThread() {
        Draft draft = replies.to(thread("<c@x>", List.of(), "<b@x>"), answer(false, false));

        assertThat(draft.references()).containsExactly("<b@x>");
    }

    @Test
    void aLongThreadKeepsItsRoot() {
        List<String> references =
                IntStream.range(0, 100).mapToObj(i -> "<" + i + "@x>").toList();

        Draft draft = replies.to(thread("<c@x>", references, null), answer(false, false));

        assertThat(draft.references()).hasSize(19).startsWith("<0@x>", "<82@x>").endsWith("<99@x>");
    }

    @Test
    void idsThatAreNoneAreDropped() {
        Draft draft = replies.to(
                thread(
                        "<c@x>\r\nBcc: eve@evil.example",
                        List.of("<a@x>", "<b@x>\r\nTo: eve@evil.example", "b", "<a@x>", "<d@x> <e@x>"),
                        "<z@x>"),
                answer(false, false));

        assertThat(draft.inReplyTo()).isNull();
        assertThat(draft.references()).containsExactly("<a@x>");
    }

    @Test
    void theOriginalIsQuotedBelow() {
        OriginalMessage original =
                original("\"Doe, John\" <john@a.a>", "s", DATE, "Hello\n\n> earlier\n>> first\nBye\n\n");

        assertThat(replies.to(original, answer(false, true)).text()).isEqualTo("""
                Sure.

                On 2026-11-20 at 14:03 +01:00, Doe, John wrote:
                > Hello
                >
                >> earlier
                >>> first
                > Bye
                """);
        assertThat(replies.to(original, answer(false, false)).text()).isEqualTo("Sure.");
    }

    @Test
    void withoutADateOrANameTheAttributionStillReads() {
        assertThat(replies.to(original("john@a.a", "s", null, "t"), answer(false, true))
                        .text())
                .contains("\n\njohn@a.a wrote:\n> t\n");
    }

    @Test
    void theHtmlAlternativeQuotesTextOnly() {
        OriginalMessage original = original("<b>J</b> & Co \"x\" <john@a.a>", "s", DATE, "<script>x</script>\na & b");

        String html = replies.to(original, new ReplyText("Sure.", "<p>Sure.</p>", false, true, null, null))
                .html();

        assertThat(html)
                .startsWith("<p>Sure.</p>\n<p>On 2026-11-20")
                .endsWith("<blockquote type=\"cite\">&lt;script&gt;x&lt;/script&gt;<br>\na &amp; b</blockquote>\n")
                .doesNotContain("<script>", "<b>");
    }

    @Test
    void anAnswerInMarkdownQuotesBelowThePageThatItDescribes() {
        ReplyText answer =
                new ReplyText("**Sure.**", null, TextFormat.MARKDOWN, false, List.of(), List.of(), true, null, null);

        Draft draft = replies.to(original("john@a.a", "s", DATE, "*a*"), answer);

        assertThat(draft.text()).startsWith("**Sure.**\n\nOn 2026-11-20").endsWith("> *a*\n");
        assertThat(draft.html())
                .startsWith("<p><strong>Sure.</strong></p>\n\n<p>On 2026-11-20")
                .endsWith("<blockquote type=\"cite\">*a*</blockquote>\n");
        assertThat(draft.format()).isEqualTo(TextFormat.PLAIN);
    }

    @ParameterizedTest(name = "[{index}] cc {2}, bcc {3}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // all | Cc of the mail | cc | bcc | Cc of the answer | Bcc of the answer
                "n | | b@b.b | c@c.c | b@b.b | c@c.c",
                "n | b@b.b | b@b.b | | b@b.b |",
                "y | b@b.b | B@B.B,x@x.x | | b@b.b,x@x.x |",
                "y | b@b.b | a@a.a | A@A.A,b@b.b | b@b.b |",
                "n | | b@b.b,B@b.b | b@B.b,d@d.d,D@d.d | b@b.b | d@d.d",
                "n | | me@x.example | me@x.example | me@x.example |",
                "n | | \"Bob\" <b@b.b> | | \"Bob\" <b@b.b> |",
            })
    void whomTheUserAddsGetsItOnceAndNobodyIsHiddenWhoIsNamed(
            String all,
            @Nullable String originalCc,
            @Nullable String cc,
            @Nullable String bcc,
            @Nullable String expectedCc,
            @Nullable String expectedBcc) {
        OriginalMessage original = new OriginalMessage(
                true,
                "<id@a.a>",
                List.of(),
                null,
                addresses("a@a.a"),
                List.of(),
                List.of(),
                addresses(originalCc),
                List.of(),
                false,
                null,
                "x",
                DATE,
                "t",
                false);

        Draft draft = replies.to(
                original,
                new ReplyText(
                        "Sure.", null, TextFormat.PLAIN, all.equals("y"), split(cc), split(bcc), true, null, null));

        assertThat(draft.to()).containsExactly("a@a.a");
        assertThat(draft.cc()).isEqualTo(split(expectedCc));
        assertThat(draft.bcc()).isEqualTo(split(expectedBcc));
    }

    @ParameterizedTest(name = "[{index}] {3}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // From | To | Cc | all | left out
                "me@x.example | Bob <bob@>,c@c.c | Dora <d@> | n | Bob",
                "me@x.example | me@x.example | Dora <d@>,c@c.c | n | Dora",
                "me@x.example | c@c.c | Dora <d@> | y | Dora",
                "a@a.a | Bob <bob@>,me@x.example | | n |",
                "a@a.a | Bob <bob@>,me@x.example | | y | Bob",
            })
    void whoCannotBeReachedIsKnown(String from, String to, @Nullable String cc, String all, @Nullable String expected) {
        OriginalMessage original = new OriginalMessage(
                true,
                "<id@a.a>",
                List.of(),
                null,
                addresses(from),
                List.of(),
                addresses(to),
                addresses(cc),
                List.of(),
                false,
                null,
                "x",
                DATE,
                "t",
                false);

        assertThat(replies.unreachable(original, all.equals("y"), false))
                .extracting(MailAddress::name)
                .isEqualTo(split(expected));
    }

    @Test
    void whomTheUserAddsIsNamedByItsArgumentWhereItIsNoAddress() {
        ReplyText answer =
                new ReplyText("Sure.", null, TextFormat.PLAIN, false, List.of(), List.of("nobody"), true, null, null);

        assertThatThrownBy(() -> replies.to(original("john@a.a", "s", DATE, "t"), answer))
                .isInstanceOfSatisfying(
                        MailException.class,
                        e -> assertThat(((MailFailure.InvalidArgument) e.failure()).argument())
                                .isEqualTo("bcc"));
    }

    @Test
    void hostileNamesAndTextsAreCleaned() {
        OriginalMessage original = original(
                List.of(new MailAddress("\u202eBoss\r\nBcc: x\0\u200b", "john", "a.a")),
                "s",
                DATE,
                "a\0b\u001b[2J\ud800\rc");

        Draft draft = replies.to(original, answer(false, true));

        assertThat(draft.to()).containsExactly("\"Boss Bcc: x\" <john@a.a>");
        assertThat(draft.text()).endsWith(", Boss Bcc: x wrote:\n> ab[2J\n> c\n");
        assertThat(OutgoingMessage.of(draft, ME, MessageId.random("x.example"), DATE)
                        .to()
                        .getFirst()
                        .wire())
                .isEqualTo("john@a.a");
    }

    @Test
    void aLongTextIsCutAndSaysSo() {
        Draft draft = replies.to(original("john@a.a", "s", DATE, "x".repeat(100_000)), answer(false, true));

        assertThat(draft.text()).hasSizeLessThan(21_000).endsWith("x\n> […]\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nobody", "c@", "<>", "\"a@b\" <>", "a@b <>", "a..b@c.example", "MAILER-DAEMON"})
    void aMailThatNamesNobodyCannotBeAnswered(String from) {
        assertThatThrownBy(() -> replies.to(original(from, "s", DATE, "t"), answer(true, true)))
                .isInstanceOfSatisfying(
                        MailException.class,
                        e -> assertThat(e.failure()).isInstanceOf(MailFailure.InvalidArgument.class));
    }

    @Test
    void namesSurviveTheWayToTheWire() {
        OriginalMessage original = original("\"a@b.example, \\\"x\\\" \\\\o/\" <john@a.a>", "s", DATE, "t");

        OutgoingMessage message =
                OutgoingMessage.of(replies.to(original, answer(false, true)), ME, MessageId.random("x.example"), DATE);

        assertThat(message.to().getFirst().displayName()).isEqualTo("a@b.example, \"x\" \\o/");
    }

    private Draft replyTo(String subject) {
        return replies.to(original("john@a.a", subject, DATE, "t"), answer(false, false));
    }

    private static OriginalMessage original(String from, String subject, @Nullable OffsetDateTime date, String text) {
        return original(addresses(from), subject, date, text);
    }

    private static OriginalMessage original(
            List<MailAddress> from, String subject, @Nullable OffsetDateTime date, String text) {
        return new OriginalMessage(
                true,
                "<id@a.a>",
                List.of(),
                null,
                from,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                false,
                null,
                subject,
                date,
                text,
                false);
    }

    private static OriginalMessage thread(String id, List<String> references, @Nullable String inReplyTo) {
        return new OriginalMessage(
                true,
                id,
                references,
                inReplyTo,
                addresses("john@a.a"),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                false,
                null,
                "s",
                DATE,
                "t",
                false);
    }

    private static ReplyText answer(boolean all, boolean quote) {
        return new ReplyText("Sure.", null, all, quote, null, null);
    }

    private static List<MailAddress> addresses(@Nullable String field) {
        return field == null
                ? List.of()
                : MailHeader.of(("To: " + field).getBytes(UTF_8), Integer.MAX_VALUE, null)
                        .to()
                        .addresses();
    }

    private static List<String> split(@Nullable String addresses) {
        return addresses == null ? List.of() : Arrays.asList(addresses.split(","));
    }
}

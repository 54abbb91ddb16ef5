// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailThread;
import dev.mailboxmcp.mail.MessageRef;
import dev.mailboxmcp.mail.ThreadMail;
import dev.mailboxmcp.mail.ThreadMail.Author;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConversationTest {
    private static final OffsetDateTime DATE = OffsetDateTime.parse("2026-06-01T10:00:00Z");

    @Test
    void theNewestIsNeverMissingAndNoCharacterIsUnaccountedFor() {
        Random random = new Random(20);
        for (int round = 0; round < 10_000; round++) {
            List<ThreadMail> mails = new ArrayList<>();
            int size = 1 + random.nextInt(20);
            for (int i = 0; i < size; i++) {
                mails.add(mail(i, Author.OTHER, false, text(random)));
            }
            int room = 1 + random.nextInt(random.nextBoolean() ? 400 : 20_000);

            MailThread within = Conversation.within(thread(mails), room);

            ThreadMail newest = within.mails().getLast();
            ThreadMail original = mails.getLast();
            assertThat(newest.ref()).isEqualTo(original.ref());
            int own = original.text().length() - newest.cutChars();
            assertThat(newest.text().length()).isEqualTo(own);
            assertThat(newest.text().length() >= Math.min(original.text().length(), room / 2 - 1)
                            || newest.cutChars() > 0)
                    .isTrue();
            int chars = 0;
            for (ThreadMail shown : within.mails()) {
                ThreadMail whole = mails.get((int) shown.ref().uid() - 1);
                assertThat(shown.text().length() + shown.cutChars())
                        .isEqualTo(whole.text().length());
                assertThat(endsWithinACharacter(shown.text())).isFalse();
                chars += shown.text().length();
            }
            assertThat(chars).isLessThanOrEqualTo(Math.max(room, 2));
            assertThat(within.total()).isEqualTo(size);
        }
    }

    @Test
    void theRoomThatTheOthersLeaveGoesToTheNewest() {
        MailThread within = Conversation.within(
                thread(List.of(mail(0, Author.OTHER, false, "old"), mail(1, Author.OTHER, false, "n".repeat(900)))),
                1000);

        assertThat(within.mails().getLast().text()).hasSize(900);
    }

    @Test
    void whatStandsInNoEarlierMailIsNeverCut() {
        String quoting =
                "No.\n\nOn Monday Bob wrote:\n> a text that nobody here has ever\n> seen before in this place\n> at all";

        assertThat(cut("something else entirely, of other words", quoting)).isEqualTo(quoting);
    }

    @Test
    void aMailThatOnlyRepeatsIsKept() {
        String old = "one two three four five\nsix seven eight nine ten\neleven twelve thirteen fourteen";

        assertThat(cut(old, old)).isEqualTo(old);
    }

    @Test
    void theWordsOfTheWriterAboveAnAttributionStay() {
        String old = "Where shall we meet tomorrow?\nI am at home until nine.\nThen I have to go to work.";
        String quoted = "> " + old.replace("\n", "\n> ");

        assertThat(cut(old, "At 8 at the station.\nBob Stone wrote:\n" + quoted))
                .isEqualTo("At 8 at the station.");
        assertThat(cut(old, "My answers to this:\n" + quoted)).isEqualTo("My answers to this:");
        assertThat(cut(old, "Yes.\n\n2026-06-01 10:00 GMT+02:00, Bob Stone\n<bob@stone.example>:\n" + quoted))
                .isEqualTo("Yes.");
    }

    /** Whatever may be the author's own stays: a line too many does no harm. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            The Sales Team <sales@shop.example> | I do not accept the following terms:
            Bob Stone <bob@stone.example>       | Bob, I reject all of this:
            Bob <bob@stone.example>             | Bob, I reject all of this:
            Bob <bob@stone.example>             | Bob, no:
            Bob <bob@stone.example>             | Bob - no:
            Bob <bob@stone.example>             | Bob lies:
            Bob <bob@stone.example>             | On 1 June 2026 I cancel the contract, Bob:
            Bob Stone <bob@stone.example>       | Bob Stone, 1 June 2026: I cancel everything, Bob Stone:
            Bob Stone <bob@stone.example>       | Bob Stone, I do not pay the 100 EUR of 1 June 2026:
            Bob Stone <bob@stone.example>       | On 1 June 2026 at 10:00 Bob Stone asked what I refuse now:
            Bob Stone <bob@stone.example>       | Never write to bob@stone.example again about this:
            Sales <sales@shop.example>          | Our sales:
            "Stone, Bob" <bob@stone.example>    | Stone and Bob disagree:
            """)
    void aLineAboveAQuotationThatSomebodyMayHaveWrittenStays(String from, String line) {
        String old = "Please pay the invoice at once.\nWe take no goods back later.\nAll the costs are yours then.";
        String text = "Hello,\n\n" + line + "\n> " + old.replace("\n", "\n> ");

        assertThat(cut(from, old, text)).isEqualTo("Hello,\n\n" + line);
        assertThat(cut(from, old, text + "\n\nBest\nAnn")).startsWith("Hello,\n\n" + line + "\n[…]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Bob Stone <bob@stone.example>|Bob Stone wrote:",
                "Bob Stone <bob@stone.example>|Bob Stone <bob@stone.example> wrote:",
                "Bob Stone <bob@stone.example>|On Mon, 1 Jun 2026 at 10:00, Bob Stone <bob@stone.example> wrote:",
                "Bob Stone <bob@stone.example>|Am 01.06.26 um 10:00 schrieb Bob Stone:",
                "Bob Stone <bob@stone.example>|Bob Stone <bob@stone.example> schrieb am Mo., 1. Juni 2026, 10:00:",
                "Bob Stone <bob@stone.example>|Le lun. 1 juin 2026 à 10:00, Bob Stone <bob@stone.example> a écrit :",
                "\"Stone, Bob\" <bob@stone.example>|Stone, Bob wrote:",
                "bob@stone.example|bob@stone.example wrote:",
                "李 <li@stone.example>|2026年6月1日(月) 10:00 李 <li@stone.example>:",
            })
    void aLineThatSaysWhoWroteAQuotationGoesWithIt(String from, String line) {
        String old = "Please pay the invoice at once.\nWe take no goods back later.\nAll the costs are yours then.";

        assertThat(cut(from, old, "No.\n\n" + line + "\n> " + old.replace("\n", "\n> ")))
                .isEqualTo("No.");
    }

    @Test
    void fieldsAboveAQuotationGoWithItOnlyWhereTheySayWhoWroteItAndWhen() {
        String old = "Please pay the invoice at once.\nWe take no goods back later.\nAll the costs are yours then.";
        String payment = "Here is where to pay instead.\n\nPayee: Bob Stone\nAccount: AT48 3200\nAmount: 900 EUR";
        String header = "From: Bob Stone <bob@stone.example>\nSent: Monday, June 1, 2026 10:00 AM\nTo: Ann\n\n";

        assertThat(cut(old, payment + "\n\n> " + old.replace("\n", "\n> "))).isEqualTo(payment);
        assertThat(cut(old, payment + "\n\n" + header + old)).isEqualTo(payment);
    }

    /** A sign may be all that somebody answers. */
    @Test
    void signsAreWords() {
        String questions =
                "Shall we cancel the order of pears?\nShall we pay the deposit right now?\nShall we hire Carl?";
        String answers = "> Shall we cancel the order of pears?\n👎\n> Shall we pay the deposit right now?\n👍\n"
                + "> Shall we hire Carl?\n?";
        String boxes = "☐ Ship all the pears today\n☐ Pay the whole deposit now\n☐ Cancel what is left over";
        String choice = "My choice:\n\n" + boxes.replaceFirst("☐", "☑");
        String prices = "The pears cost €100 a box\nThe plums cost €200 a box\nThe figs cost €300 a box";
        String tasks =
                "- [ ] Ship all the pears today\n- [ ] Pay the whole deposit now\n- [ ] Cancel what is left over";

        assertThat(cut(questions, answers)).isEqualTo(answers);
        assertThat(cut(boxes, choice)).isEqualTo(choice);
        assertThat(cut(tasks, "Mine:\n" + tasks.replace("[ ]", "[x]")))
                .isEqualTo("Mine:\n" + tasks.replace("[ ]", "[x]"));
        assertThat(cut(prices, "Corrected:\n\n" + prices.replace('€', '$')))
                .isEqualTo("Corrected:\n\n" + prices.replace('€', '$'));
    }

    @Test
    void anAnswerInTheWordsOfAnEarlierOneStays() {
        String questions = "> Shall we cancel the order of pears?\n%s\n> Shall we pay the deposit right now?\n%s\n"
                + "> Shall we hire Carl for the garden?\n> And who waters the trees then?";
        String old = questions.formatted("Yes, as we said on Monday.", "No, never in this life.");
        String changed = questions.formatted("No, never in this life.", "Yes, as we said on Monday.");

        assertThat(cut(old, changed)).startsWith(changed.substring(0, changed.indexOf("\n> Shall we hire")));
        assertThat(cut(old, "Well.\n\n" + old)).isEqualTo("Well.");
    }

    @Test
    void aLineOfTheWriterDirectlyAboveAnAttributionOfTwoLinesStays() {
        String old = "Where shall we meet tomorrow?\nI am at home until nine.\nThen I have to go to work.";
        String quoted = "> " + old.replace("\n", "\n> ");

        assertThat(cut(old, "We meet on 1 June 2026\nat the station\nBob Stone wrote:\n" + quoted))
                .isEqualTo("We meet on 1 June 2026\nat the station");
        assertThat(cut(old, "Yes.\n\nOn 1 June 2026 at 10:00\nBob Stone <bob@stone.example>\nwrote:\n" + quoted))
                .isEqualTo("Yes.");
    }

    /** Only whole lines in their order are repeated where nothing marks them as quoted. */
    @Test
    void whatIsPutTogetherFromAnEarlierMailIsNotRepeated() {
        String old =
                "Please pay the invoice to Alice today.\nNever pay the invoice to Bob.\nWe meet at the old market.\n"
                        + "Then we walk to the river.\nAnd back home again by bus.";
        String spliced = "Please pay the invoice to Bob.\nWe meet at the old market.\nThen we walk to the river.";
        String chosen = "I take these:\nPlease pay the invoice to Alice today.\nWe meet at the old market.\n"
                + "And back home again by bus.";

        assertThat(cut(old, "Now:\n" + spliced + "\nBye")).startsWith("Now:\nPlease pay the invoice to Bob.");
        assertThat(cut(old, chosen)).isEqualTo(chosen);
        assertThat(cut(old, "Yes.\n\n" + old)).isEqualTo("Yes.");
    }

    @Test
    void aShortQuotationThatIsAnsweredStays() {
        String old = "Which colour do you want for the fence?\nAnd when?";

        assertThat(cut(old, "> Which colour do you want for the fence?\nGreen."))
                .isEqualTo("> Which colour do you want for the fence?\nGreen.");
    }

    @Test
    void aHostileMailTakesNoLongTimeNorManyFrames() {
        String old = "we meet now at the market place\n";
        String lines = "> we meet now at the market place\nx\n".repeat(20_000);

        assertThat(cut(old, lines)).isEqualTo(lines);
        assertThat(cut(old, "-".repeat(500_000) + "\nBob 1:\n" + old.repeat(3))).isNotEmpty();
    }

    @Test
    void whoWroteLastDecidesWhoseTurnItIs() {
        assertThat(awaiting(mail(0, Author.OTHER, true, "?"))).isEqualTo(MailThread.Awaiting.ME);
        assertThat(awaiting(mail(0, Author.OTHER, false, "?"))).isEqualTo(MailThread.Awaiting.NOBODY);
        assertThat(awaiting(mail(0, Author.OTHER, true, "?"), mail(1, Author.ME, false, "!")))
                .isEqualTo(MailThread.Awaiting.THEM);
        assertThat(awaiting(mail(0, Author.ME, true, "?"), mail(1, Author.MACHINE, true, "!")))
                .isEqualTo(MailThread.Awaiting.THEM);
        assertThat(awaiting(mail(0, Author.MACHINE, true, "?"))).isEqualTo(MailThread.Awaiting.NOBODY);
    }

    private static MailThread.Awaiting awaiting(ThreadMail... mails) {
        return Conversation.within(thread(List.of(mails)), 100).awaiting();
    }

    private static String cut(String earlier, String later) {
        return cut("Bob Stone <bob@stone.example>", earlier, later);
    }

    private static String cut(String from, String earlier, String later) {
        ThreadQuotes quotes = new ThreadQuotes();
        quotes.add(from, earlier);
        return quotes.cut(later);
    }

    private static boolean endsWithinACharacter(String text) {
        return !text.isEmpty() && Character.isHighSurrogate(text.charAt(text.length() - 1));
    }

    /** A text of few words, so that mails repeat each other; some of characters that take two chars. */
    private static String text(Random random) {
        List<String> words = List.of(
                "we", "meet", "now", "\ud83d\ude00", "> ", "\n", "\n\n", "Bob wrote:\n", "budget", "7", "x".repeat(50));
        StringBuilder text = new StringBuilder();
        IntStream.range(0, random.nextInt(random.nextInt(10) > 0 ? 8 : 200))
                .forEach(i ->
                        text.append(words.get(random.nextInt(words.size()))).append(' '));
        return text.toString();
    }

    private static MailThread thread(List<ThreadMail> mails) {
        return new MailThread("subject", mails, mails.size(), MailThread.Awaiting.NOBODY, 3, List.of());
    }

    private static ThreadMail mail(int index, Author author, boolean toMe, String text) {
        return new ThreadMail(
                new MessageRef(FolderPath.INBOX, 7L, index + 1),
                "<m" + index + "@example.test>",
                DATE.plusMinutes(index),
                false,
                "Bob <bob@example.test>",
                0,
                List.of(),
                0,
                List.of(),
                Set.of(),
                author,
                toMe,
                text,
                0,
                List.of(),
                List.of());
    }
}

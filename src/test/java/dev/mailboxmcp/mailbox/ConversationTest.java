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

        assertThat(cut(old, "At 8 at the station.\nBob wrote:\n" + quoted)).isEqualTo("At 8 at the station.");
        assertThat(cut(old, "My answers to this:\n" + quoted)).isEqualTo("My answers to this:");
        assertThat(cut(old, "Yes.\n\n2026-06-01 10:00 GMT+02:00, Bob Stone\n<bob@stone.example>:\n" + quoted))
                .isEqualTo("Yes.");
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
        ThreadQuotes quotes = new ThreadQuotes();
        quotes.add("Bob Stone <bob@stone.example>", earlier);
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

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailboxmcp.account.KeyedHash;
import dev.mailboxmcp.account.TestKeys;
import dev.mailboxmcp.mail.FlagChange;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class UndoTokensTest {
    private static final Instant NOW = Instant.parse("2026-11-28T10:00:00Z");
    private static final String ALICE = "alice@example.org";
    private static final FolderPath TRASH = new FolderPath("Papierkorb/Übersicht");

    private final UndoTokens tokens = new UndoTokens(new KeyedHash(TestKeys.single(TestKeys.FIRST), "undo"));
    private final UndoToken.Move move = new UndoToken.Move(
            TRASH, 4294967295L, LongStream.rangeClosed(16, 490).boxed().toList(), FolderPath.INBOX);

    @Test
    void comesBackAsItWasForAnySetOfMails() {
        Random random = new Random(20261128);
        for (int round = 0; round < 200; round++) {
            List<Long> uids = random.longs(1 + random.nextInt(18), 1, 4294967296L)
                    .distinct()
                    .sorted()
                    .boxed()
                    .toList();
            UndoToken token = random.nextBoolean()
                    ? new UndoToken.Move(
                            TRASH,
                            random.nextLong(1, 4294967296L),
                            uids,
                            FolderPath.INBOX,
                            random.nextBoolean() ? null : UndoToken.Judgement.JUNK)
                    : new UndoToken.Flag(
                            TRASH,
                            random.nextLong(1, 4294967296L),
                            uids,
                            new FlagChange(random.nextBoolean(), "Label-1"),
                            random.nextLong(0, Long.MAX_VALUE));

            assertThat(tokens.read(written(token), ALICE, NOW)).isEqualTo(token);
        }
    }

    @Test
    void isShortForAnyNumberOfMailsThatWentTogether() {
        List<Long> many = LongStream.rangeClosed(1_000_000, 1_010_000).boxed().toList();

        assertThat(written(new UndoToken.Move(new FolderPath("Archive"), 1_700_000_000, many, FolderPath.INBOX)))
                .hasSizeLessThanOrEqualTo(130)
                .matches("[A-Za-z0-9_-]+");
    }

    @Test
    void isNotMadeWhereItWouldBeTooLongToCarry() {
        List<Long> scattered =
                LongStream.range(1, 2000).map(i -> i * 1000).boxed().toList();

        assertThat(tokens.write(new UndoToken.Move(TRASH, 1, scattered, FolderPath.INBOX), ALICE, NOW))
                .isNull();
    }

    @Test
    void aTextThatWasCopiedWronglyIsToldFromOneThatIsExpired() {
        String text = written(move);
        for (int at = 2; at < text.length() - 3; at++) {
            char other = text.charAt(at) == 'A' ? 'B' : 'A';
            assertRefused(text.substring(0, at) + other + text.substring(at + 1), ALICE, NOW, "copied wrongly");
            assertRefused(text.substring(0, at) + text.substring(at + 1), ALICE, NOW, "copied wrongly");
        }
        assertRefused(text, ALICE, NOW.plus(Duration.ofHours(24)), "expired");
        assertThat(tokens.read(text, ALICE, NOW.plus(Duration.ofHours(24)).minusSeconds(1)))
                .isEqualTo(move);
    }

    @Test
    void whatCopyingPutsIntoATextOrAroundItDoesNoHarm() {
        Random random = new Random(20261129);
        String[] around = {
            "\"", "'", "`", "\u201c", "\u201d", "<", ">", "(", ")", "**", " ", "\n", "\t", ".", ",", "\u00a0", "\u200b"
        };
        String text = written(move);
        for (int round = 0; round < 2000; round++) {
            StringBuilder copied = new StringBuilder(text);
            for (int n = random.nextInt(3); n > 0; n--) {
                copied.insert(0, around[random.nextInt(around.length)]);
                copied.append(around[random.nextInt(around.length)]);
            }
            for (int n = random.nextInt(4); n > 0; n--) {
                copied.insert(random.nextInt(copied.length()), random.nextBoolean() ? "\n" : "\r\n    ");
            }
            assertThat(tokens.read(copied.toString(), ALICE, NOW))
                    .as("%s", copied)
                    .isEqualTo(move);
        }
    }

    @Test
    void whatAModelDoesToALongTextIsToldFromOneThatIsExpired() {
        String text = written(move);
        int middle = text.length() / 2;
        int two = IntStream.range(2, text.length())
                .filter(at -> text.charAt(at) != text.charAt(at + 1))
                .findFirst()
                .orElseThrow();
        for (String copied : List.of(
                text.substring(0, middle) + "\u2026" + text.substring(middle + 5), // the middle left out
                text.substring(0, text.length() - 1),
                text.substring(0, middle) + "-\n" + text.substring(middle), // hyphenated at the end of a line
                text.substring(0, middle) + text.charAt(middle) + text.substring(middle), // one twice
                text.substring(0, 2) + text.substring(2).toLowerCase(Locale.ROOT),
                text.substring(0, two) + text.charAt(two + 1) + text.charAt(two) + text.substring(two + 2))) {
            assertRefused(copied, ALICE, NOW.plus(Duration.ofDays(2)), "copied wrongly");
        }
    }

    @Test
    void isWorthNothingToAnotherUserOrMadeByAnotherServer() {
        UndoTokens others = new UndoTokens(new KeyedHash(TestKeys.single(TestKeys.SECOND), "undo"));

        assertRefused(written(move), "bob@example.org", NOW, "another user");
        assertRefused(
                Objects.requireNonNull(others.write(move, ALICE, NOW)), ALICE, NOW, "another user or another server");
    }

    @Test
    void whatIsNoneIsRefused() {
        for (String text : List.of("", "u1", "u1AAAA", "hello", "u1" + "A".repeat(2000), "\u0000\uD83D")) {
            assertThatThrownBy(() -> tokens.read(text, ALICE, NOW)).isInstanceOf(MailException.class);
        }
    }

    private String written(UndoToken token) {
        return Objects.requireNonNull(tokens.write(token, ALICE, NOW));
    }

    private void assertRefused(String text, String user, Instant now, String why) {
        assertThatThrownBy(() -> tokens.read(text, user, now))
                .extracting(failure -> ((MailException) failure).failure())
                .isInstanceOfSatisfying(MailFailure.InvalidArgument.class, refused -> {
                    assertThat(refused.argument()).isEqualTo("undo");
                    assertThat(refused.needs()).contains(why);
                });
    }
}

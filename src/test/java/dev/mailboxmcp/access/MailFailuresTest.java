// SPDX-License-Identifier: MIT
package dev.mailboxmcp.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.MailFailure.LoginFailed.Wanted;
import dev.mailboxmcp.tool.ToolFailure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MailFailuresTest {
    private static final FolderPath LONG = new FolderPath("Übersicht/" + "x".repeat(900));
    private static final Duration WAIT = Duration.ofMillis(92_415);

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new MailFailure.LoginFailed(), "LOGIN_FAILED", "Check both"),
                Arguments.of(new MailFailure.LoginFailed(Wanted.NEW_TOKEN), "LOGIN_FAILED", "sign in again"),
                Arguments.of(new MailFailure.LoginFailed(Wanted.TOKEN_OVER), "LOGIN_FAILED", "get a new one"),
                Arguments.of(new MailFailure.LoginFailed(Wanted.TOKEN_SCOPE), "LOGIN_FAILED", "the scope of IMAP"),
                Arguments.of(new MailFailure.LoginFailed(Wanted.TOKEN_MAILBOX), "LOGIN_FAILED", "does not help."),
                Arguments.of(
                        new MailFailure.LoginFailed(Wanted.SMTP_ACCESS), "LOGIN_FAILED", "switch authenticated SMTP"),
                Arguments.of(new MailFailure.LoginFailed(Wanted.IMAP_ACCESS), "LOGIN_FAILED", "switched off"),
                Arguments.of(
                        new MailFailure.ServerUnavailable("IMAP", "no route"), "MAIL_SERVER_UNAVAILABLE", "no route"),
                Arguments.of(
                        new MailFailure.ServerUnavailable(
                                "SMTP", "it does not offer STARTTLS, which is required: SMTP_PORT", true),
                        "MAIL_SERVER_UNAVAILABLE",
                        "SMTP_PORT). An administrator has to mend that; calling again does not help."),
                Arguments.of(new MailFailure.Busy("total=50, idle=0", WAIT), "BUSY", "total=50"),
                Arguments.of(new MailFailure.Throttled("too fast", WAIT), "THROTTLED", "92415"),
                Arguments.of(new MailFailure.TimedOut("searching", Duration.ofSeconds(55)), "TIMEOUT", "55 s"),
                Arguments.of(
                        new MailFailure.TimedOut("SMTP greeting; nothing was sent", Duration.ofSeconds(35), false),
                        "TIMEOUT",
                        "within 35 s (SMTP greeting; nothing was sent). Try again in a minute."),
                Arguments.of(new MailFailure.FolderNotFound(LONG), "FOLDER_NOT_FOUND", "imap_list_folders"),
                Arguments.of(new MailFailure.MessageNotFound(LONG, 7), "MESSAGE_NOT_FOUND", "uid 7"),
                Arguments.of(new MailFailure.EnclosureNotFound(LONG, 7), "MESSAGE_NOT_FOUND", "look into Sent"),
                Arguments.of(new MailFailure.PartNotFound(LONG, 7, "9".repeat(900)), "PART_NOT_FOUND", "no part 9"),
                Arguments.of(new MailFailure.StaleUid(LONG, 1, 2), "STALE_UID", "list the folder again"),
                Arguments.of(
                        new MailFailure.InvalidArgument("to", "one address"), "INVALID_ARGUMENT", "to one address"),
                Arguments.of(new MailFailure.TooLarge("the mail", 10_240_000), "TOO_LARGE", "10240000 bytes"),
                Arguments.of(
                        new MailFailure.SendRejected(
                                "the server refused the mail", "554 5.7.1 " + "x".repeat(500), false, List.of()),
                        "SEND_REJECTED",
                        "not sent to anybody, permanent (unchanged it fails again): the server refused the mail: 554"
                                + " 5.7.1 xxx"),
                Arguments.of(new MailFailure.TooLarge("the mail", 0), "TOO_LARGE", "than the mail server takes. Take"),
                Arguments.of(new MailFailure.TooManyFailedLogins(WAIT), "THROTTLED", "wait 92415 ms"),
                Arguments.of(new MailFailure.SendingTooFast(30, WAIT), "THROTTLED", "Wait 92415 ms"),
                Arguments.of(new MailFailure.MailboxFull("the mailbox is full"), "MAILBOX_FULL", "makes room"),
                Arguments.of(new MailFailure.Conflict("there is such a folder"), "CONFLICT", "such a folder"),
                Arguments.of(new MailFailure.NotAllowed("SEND_MODE is off"), "NOT_ALLOWED", "SEND_MODE"));
    }

    @Test
    void noKindOfFailureIsLeftOut() {
        assertThat(failures()
                        .<Object>map(arguments ->
                                Objects.requireNonNull(arguments.get()[0]).getClass()))
                .contains((Object[]) MailFailure.class.getPermittedSubclasses());
    }

    @ParameterizedTest
    @MethodSource("failures")
    void everyFailureHasItsCodeAndSaysWhatToDoWithinItsBudget(MailFailure failure, String code, String words) {
        ToolFailure translated = translate(failure);

        assertThat(translated.code()).hasToString(code);
        assertThat(translated.getMessage()).contains(words);
        assertThat(translated.getMessage().getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(280);
    }

    /** A path leaves room for what to do, in any script. */
    @Test
    void aLongPathDoesNotTakeTheEndOfAMessage() {
        FolderPath nested = new FolderPath("\u041f\u0430\u043f\u043a\u0430/".repeat(15));

        assertThat(translate(new MailFailure.EnclosureNotFound(nested, 4294967295L))
                        .getMessage())
                .startsWith("there is no message with uid 4294967295 in \"\u041f\u0430\u043f\u043a\u0430/")
                .endsWith("else list the folder again.");
        assertThat(translate(new MailFailure.StaleUid(nested, 4294967295L, 4294967294L))
                        .getMessage())
                .endsWith("list the folder again.");
        assertThat(translate(new MailFailure.PartNotFound(nested, 4294967295L, "9.".repeat(99)))
                        .getMessage())
                .endsWith("lists its parts as attachments.");
    }

    @Test
    void whatACallerNamedIsToldOnOneLineAndInWholeCharacters() {
        FolderPath folder = new FolderPath("a" + "\ud83d\ude00".repeat(60));

        String told = translate(new MailFailure.PartNotFound(folder, 7, "1\r\n\u202e2"))
                .getMessage();

        assertThat(told).contains("no part 1 2.").doesNotContain("\n", "\u202e");
        assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(told)).isTrue();
    }

    @Test
    void everyRefusedRecipientStandsWithItsStatus() {
        MailFailure failure = new MailFailure.SendRejected(
                "the server refused 4 of 5 recipients",
                "",
                false,
                List.of(
                        refused("ann@a.example", 550, "5.1.1"),
                        refused("ben@a.example", 450, "4.2.0"),
                        refused("cem@a.example", 550, "5.1.1"),
                        refused("dan@a.example", 552, "")));

        assertThat(translate(failure).getMessage())
                .isEqualTo("not sent to anybody, permanent (unchanged it fails again): the server refused 4 of 5"
                        + " recipients: 550 5.1.1 ann@a.example cem@a.example; 450 4.2.0 temporary ben@a.example;"
                        + " 552 dan@a.example");
        assertThat(translate(failure).retryAfter()).isNull();
    }

    @Test
    void whoDoesNotFitIsCounted() {
        List<MailFailure.RefusedRecipient> many = IntStream.range(0, 50)
                .mapToObj(i -> refused("\u4e2d".repeat(20) + i + "@a.example", 450, "4.7.1"))
                .toList();
        MailFailure failure = new MailFailure.SendRejected("the server refused 50 of 50 recipients", "", true, many);

        assertThat(translate(failure).getMessage())
                .startsWith("not sent to anybody, temporary")
                .containsPattern("450 4.7.1 temporary .*0@a.example.*; 4\\d more$");
        assertThat(translate(failure).getMessage().getBytes(StandardCharsets.UTF_8))
                .hasSizeLessThanOrEqualTo(280);
        assertThat(translate(failure).retryAfter()).isEqualTo(Duration.ofMinutes(5));
    }

    private static MailFailure.RefusedRecipient refused(String address, int code, String status) {
        return new MailFailure.RefusedRecipient(address, code, status, code < 500, "words of the server");
    }

    @Test
    void waitingTimesAreForMachinesToo() {
        assertThat(translate(new MailFailure.Busy("full", WAIT)).retryAfter()).isEqualTo(WAIT);
    }

    @Test
    void whatIsNoFailureOfMailIsLeftAlone() {
        assertThat(new MailFailures().translate(new IllegalStateException("ours")))
                .isNull();
    }

    private static ToolFailure translate(MailFailure failure) {
        return Objects.requireNonNull(new MailFailures().translate(new MailException(failure)));
    }
}

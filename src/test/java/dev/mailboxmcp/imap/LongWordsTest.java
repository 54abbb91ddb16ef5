// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.mailboxmcp.mail.MailAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Subjects and addresses that are as long as a header can be, made to keep a processor busy. */
class LongWordsTest {
    @Test
    void marksOfASubjectAreTakenOffAtOnce() {
        assertThat(ThreadKeys.withoutMarks("a: ".repeat(80_000) + "Lunch")).isEqualTo("Lunch");
    }

    @Test
    void anAddressOfManyMachinesIsJudgedAtOnce() {
        MailAddress address = new MailAddress("", ".noreply".repeat(100_000) + "\u2028", "a.example");
        assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> assertThat(Machines.isMachine(address)).isTrue());
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailAddress;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ImapMessageIdsTest {
    private static final FolderPath INBOX = new FolderPath("INBOX");

    private final GreenMailAccount server = new GreenMailAccount();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void findsTheMailOfAnyOfTheIds() {
        server.deliverNumber(1);
        long uid = server.deliverNumber(2);

        assertThat(Objects.requireNonNull(find(null, "<n2@example.test>")).uid())
                .isEqualTo(uid);
        assertThat(Objects.requireNonNull(find(null, "<n8@example.test>", "<n2@example.test>", "<n9@example.test>"))
                        .uid())
                .isEqualTo(uid);
        assertThat(find(null, "<n3@example.test>")).isNull();
    }

    @Test
    void findsAMailByTheBeginningOfItsId() {
        long uid = server.deliverNumber(1);

        assertThat(Objects.requireNonNull(find(null, "<n1@")).uid()).isEqualTo(uid);
        assertThat(find(null, "<n7@")).isNull();
    }

    @Test
    void tellsWhomTheMailIsFor() {
        server.deliverNumber(1);

        assertThat(Objects.requireNonNull(find(null, "<n1@example.test>")).recipients())
                .isNotEmpty()
                .allMatch(MailAddress::isComplete);
    }

    @Test
    void whatIsOlderIsNotLookedAt() {
        server.deliverNumber(1);
        LocalDate received = LocalDate.of(2026, 11, 20);

        assertThat(find(received.minusDays(2), "<n1@example.test>")).isNotNull();
        assertThat(find(received.plusDays(2), "<n1@example.test>")).isNull();
    }

    private ImapMessageIds.@Nullable Found find(@Nullable LocalDate since, String... ids) {
        return server.<ImapMessageIds.@Nullable Found>call(c -> ImapMessageIds.find(c, INBOX, List.of(ids), since));
    }
}

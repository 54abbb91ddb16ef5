// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import com.icegreen.greenmail.imap.AuthorizationException;
import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.store.MailFolder;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Secret;
import jakarta.mail.Flags;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** GreenMail with one user, and a pool that speaks to it. */
final class GreenMailAccount implements AutoCloseable {
    static final Credentials ANNA = new Credentials("anna", new Secret("right horse"));

    private final GreenMail greenMail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP));
    private final GreenMailUser user;
    private final ImapConnector connector;
    final ImapPool pool;

    GreenMailAccount() {
        this(0);
    }

    /** @param rowMemoryBytes that each connection may keep of rows */
    GreenMailAccount(int rowMemoryBytes) {
        greenMail.start();
        user = greenMail.setUser("anna@example.test", "anna", "right horse");
        connector = new ImapConnector(settings(greenMail.getImap().getPort(), rowMemoryBytes));
        pool = new ImapPool(connector, InstantSource.system());
    }

    static ImapSettings settings(int port) {
        return settings(port, 0);
    }

    static ImapSettings settings(int port, int rowMemoryBytes) {
        return new ImapSettings(
                "127.0.0.1", port, TlsMode.NONE, null, 10, 4, rowMemoryBytes, false, ImapSettings.Timeouts.USUAL, "");
    }

    int port() {
        return greenMail.getImap().getPort();
    }

    <T extends @Nullable Object> T call(ImapWork<T> work) {
        return pool.read(ANNA, work);
    }

    MailFolder inbox() {
        try {
            return greenMail.getManagers().getImapHostManager().getInbox(user);
        } catch (FolderException e) {
            throw new IllegalStateException(e);
        }
    }

    MailFolder folder(String name) {
        try {
            return greenMail.getManagers().getImapHostManager().createMailbox(user, name);
        } catch (FolderException | AuthorizationException e) {
            throw new IllegalStateException(e);
        }
    }

    void flag(long uid, Flags.Flag flag) {
        try {
            inbox().setFlags(new Flags(flag), true, uid, null, true);
        } catch (FolderException e) {
            throw new IllegalStateException(e);
        }
    }

    void delete(long uid) {
        flag(uid, Flags.Flag.DELETED);
        try {
            inbox().expunge();
        } catch (FolderException e) {
            throw new IllegalStateException(e);
        }
    }

    long deliver(String... lines) {
        return deliver(inbox(), Instant.parse("2026-11-20T10:00:00Z"), lines);
    }

    static long deliver(MailFolder folder, Instant received, String... lines) {
        try {
            byte[] bytes = (String.join("\r\n", lines) + "\r\n").getBytes(StandardCharsets.UTF_8);
            MimeMessage message =
                    new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(bytes));
            return folder.appendMessage(message, new Flags(), Date.from(received));
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A small mail that differs by its number only. */
    long deliverNumber(int number) {
        return deliver(
                "From: =?utf-8?q?B=C3=A9la_Bart=C3=B3k?= <bela@example.test>",
                "To: anna@example.test",
                "Subject: number " + number,
                "Date: Fri, 20 Nov 2026 10:00:00 +0100",
                "Message-ID: <n" + number + "@example.test>",
                "",
                "text " + number);
    }

    @Override
    public void close() {
        pool.close();
        connector.close();
        greenMail.stop();
    }
}

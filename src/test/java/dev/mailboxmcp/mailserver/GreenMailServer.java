// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailserver;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** GreenMail in this process, on free loopback ports, without TLS. Forgets everything when closed. */
public final class GreenMailServer implements MailServer, AutoCloseable {
    private final GreenMail greenMail;
    private final List<MailUser> users;

    private GreenMailServer(GreenMail greenMail, List<MailUser> users) {
        this.greenMail = greenMail;
        this.users = List.copyOf(users);
    }

    /** Starts one with two users of its own. */
    public static GreenMailServer start() {
        return start(List.of(
                new MailUser("alice@example.org", "alice's password"),
                new MailUser("bob@example.org", "bob's password")));
    }

    /** @param users the first is {@link #alice()}, the second {@link #bob()} */
    public static GreenMailServer start(List<MailUser> users) {
        String loopback = "127.0.0.1";
        GreenMail greenMail = new GreenMail(new ServerSetup[] {
            new ServerSetup(0, loopback, ServerSetup.PROTOCOL_IMAP),
            new ServerSetup(0, loopback, ServerSetup.PROTOCOL_SMTP)
        });
        greenMail.start();
        for (MailUser user : users) {
            greenMail.setUser(user.address(), user.address(), user.password());
        }
        return new GreenMailServer(greenMail, users);
    }

    /** The server itself, for what only it can do. */
    public GreenMail greenMail() {
        return greenMail;
    }

    @Override
    public String host() {
        return "localhost";
    }

    @Override
    public int imapPort() {
        return greenMail.getImap().getPort();
    }

    @Override
    public int plainImapPort() {
        return imapPort();
    }

    @Override
    public boolean imapTls() {
        return false;
    }

    @Override
    public int smtpPort() {
        return greenMail.getSmtp().getPort();
    }

    @Override
    public boolean smtpTls() {
        return false;
    }

    @Override
    public MailUser alice() {
        return users.get(0);
    }

    @Override
    public MailUser bob() {
        return users.get(1);
    }

    @Override
    public @Nullable Path certificateAuthority() {
        return null;
    }

    @Override
    public RawImap connect(MailUser user) throws IOException {
        return new RawImap(imapPort(), user);
    }

    @Override
    public void close() {
        greenMail.stop();
    }
}

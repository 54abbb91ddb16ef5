// SPDX-License-Identifier: MIT
package dev.mailboxmcp.launch;

import dev.mailboxmcp.mailserver.GreenMailServer;
import dev.mailboxmcp.mailserver.MailUser;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Runs the server in the foreground with a mail server in this process: two users who can write to each other, and a
 * mailbox to look at. Everything is gone when it ends.
 */
public final class DemoLauncher {
    private static final MailUser ALICE = new MailUser("alice@demo.example", "alice-demo");
    private static final MailUser BOB = new MailUser("bob@demo.example", "bob-demo");

    /** What GreenMail complains of would stand between the lines to copy; kept here, since loggers are forgotten. */
    private static final Logger GREENMAIL = Logger.getLogger("com.icegreen.greenmail");

    private DemoLauncher() {}

    /** @param args the {@code wlp} folder */
    public static void main(String[] args) throws IOException, InterruptedException {
        GREENMAIL.setLevel(Level.OFF);
        Thread.setDefaultUncaughtExceptionHandler(butThoseOfGreenMail(
                (thread, e) -> Logger.getLogger(DemoLauncher.class.getName()).log(Level.SEVERE, thread.getName(), e)));
        int code;
        try (GreenMailServer mail = GreenMailServer.start(List.of(ALICE, BOB))) {
            DemoMailbox mailbox = new DemoMailbox(mail, ALICE, BOB, ZonedDateTime.now(ZoneId.systemDefault()));
            mailbox.fill();
            code = new ForegroundServer(Path.of(args[0]), environment(mail))
                    .run(url -> new DemoTour(url, ALICE, BOB, mailbox).text());
        }
        System.exit(code);
    }

    /** GreenMail ends a thread by an exception when its client leaves; such a trace, too, would stand between the lines to copy. */
    static Thread.UncaughtExceptionHandler butThoseOfGreenMail(Thread.UncaughtExceptionHandler others) {
        return (thread, e) -> {
            if (!thread.getName().matches("(?:imap|smtp):.*")) {
                others.uncaughtException(thread, e);
            }
        };
    }

    private static Map<String, String> environment(GreenMailServer mail) {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("IMAP_HOST", mail.host());
        environment.put("IMAP_PORT", Integer.toString(mail.imapPort()));
        environment.put("IMAP_TLS", "false");
        environment.put("SMTP_HOST", mail.host());
        environment.put("SMTP_PORT", Integer.toString(mail.smtpPort()));
        environment.put("SMTP_TLS", "false");
        environment.putIfAbsent("JVM_ARGS", "-XX:TieredStopAtLevel=1"); // up sooner, and a demo has no load
        environment.put("ENCRYPTION_KEY", HexFormat.of().formatHex(key));
        String url = "http://localhost:" + environment.getOrDefault("PORT", "3000");
        environment.put("SEND_MODE", "page");
        environment.putIfAbsent("PUBLIC_URL", url); // where the page is, on whatever address this one listens
        environment.putIfAbsent("OAUTH_URL", url + "/oauth/mcp");
        return environment;
    }
}

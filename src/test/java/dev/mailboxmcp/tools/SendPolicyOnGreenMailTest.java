// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import com.icegreen.greenmail.imap.ImapHostManager;
import com.icegreen.greenmail.store.StoredMessage;
import com.icegreen.greenmail.user.GreenMailUser;
import dev.mailboxmcp.mailserver.GreenMailServer;
import jakarta.mail.internet.InternetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;

/** GreenMail makes a mailbox for every recipient of an envelope; the envelope's sender it keeps as Return-Path. */
class SendPolicyOnGreenMailTest extends SendPolicyContract {
    private static final GreenMailServer SERVER = GreenMailServer.start();

    SendPolicyOnGreenMailTest() {
        super(SERVER);
    }

    @Override
    Submitted submitted(String messageId, int recipients) throws Exception {
        ImapHostManager mailboxes = SERVER.greenMail().getManagers().getImapHostManager();
        List<String> found = new ArrayList<>();
        String sender = "";
        for (GreenMailUser user :
                SERVER.greenMail().getManagers().getUserManager().listUser()) {
            for (StoredMessage message : mailboxes.getInbox(user).getMessages()) {
                if (messageId.equals(message.getMimeMessage().getHeader("Message-ID", null))) {
                    found.add(user.getEmail());
                    sender = new InternetAddress(message.getMimeMessage().getHeader("Return-Path", null)).getAddress();
                }
            }
        }
        return new Submitted(sender, found);
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }
}

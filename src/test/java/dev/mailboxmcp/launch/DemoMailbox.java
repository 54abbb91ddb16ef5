// SPDX-License-Identifier: MIT
package dev.mailboxmcp.launch;

import com.icegreen.greenmail.imap.AuthorizationException;
import com.icegreen.greenmail.imap.ImapHostManager;
import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.store.MailFolder;
import com.icegreen.greenmail.store.StoredMessage;
import com.icegreen.greenmail.user.GreenMailUser;
import dev.mailboxmcp.launch.DemoMail.Person;
import dev.mailboxmcp.mailserver.GreenMailServer;
import dev.mailboxmcp.mailserver.MailUser;
import jakarta.mail.MessagingException;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The mailboxes of the demo: Alice runs a small coffee roastery, Bob does its books. The same mails at every start, save
 * that their dates are counted from now.
 */
final class DemoMailbox {
    private final GreenMailServer server;
    private final MailUser alice;
    private final MailUser bob;
    private final DemoStories stories;
    private final Map<GreenMailUser, Map<String, List<DemoMail>>> folders = new LinkedHashMap<>();

    DemoMailbox(GreenMailServer server, MailUser alice, MailUser bob, ZonedDateTime now) {
        this.server = server;
        this.alice = alice;
        this.bob = bob;
        this.stories = new DemoStories(
                new Person("Alice Sørensen", alice.address()), new Person("Bob Ferreira", bob.address()), now);
    }

    /** Puts the mails into the folders of both users, oldest first, as they would have come in. */
    void fill() {
        GreenMailUser first = user(alice);
        GreenMailUser second = user(bob);
        for (GreenMailUser user : List.of(first, second)) {
            for (String folder : List.of("Sent", "Drafts", "Archive", "Trash")) {
                folders.computeIfAbsent(user, any -> new LinkedHashMap<>()).put(folder, new ArrayList<>());
            }
        }
        stories.threads().forEach(mail -> deliver(mail, "INBOX"));
        stories.notices().forEach(mail -> deliver(mail, "INBOX"));
        stories.newsletters().forEach(mail -> deliver(mail, "INBOX"));
        stories.orders().forEach(mail -> deliver(mail, "Aufträge"));
        stories.oldThings().forEach(mail -> deliver(mail, "Archive"));
        stories.junk().forEach(mail -> deliver(mail, "Trash"));
        put(first, "Drafts", stories.draft());
        folders.forEach((user, named) -> named.forEach((folder, mails) -> store(user, folder, mails)));
    }

    /** The UID of Alice's mail of that subject in that folder. */
    long uid(String folder, String subject) {
        ImapHostManager manager = server.greenMail().getManagers().getImapHostManager();
        try {
            GreenMailUser user = user(alice);
            MailFolder opened = folder.equals("INBOX") ? manager.getInbox(user) : manager.getFolder(user, folder);
            for (StoredMessage message : opened.getMessages()) {
                if (subject.equals(message.getMimeMessage().getSubject())) {
                    return message.getUid();
                }
            }
            throw new IllegalStateException("no mail " + subject);
        } catch (FolderException | MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    private void deliver(DemoMail mail, String folder) {
        for (MailUser user : List.of(alice, bob)) {
            if (mail.from().address().equals(user.address())) {
                put(user(user), "Sent", mail);
            }
            if (mail.to().stream().anyMatch(person -> person.address().equals(user.address()))) {
                put(user(user), user.equals(alice) ? folder : "INBOX", mail);
            }
        }
    }

    private void put(GreenMailUser user, String folder, DemoMail mail) {
        folders.computeIfAbsent(user, any -> new LinkedHashMap<>())
                .computeIfAbsent(folder, any -> new ArrayList<>())
                .add(mail);
    }

    private void store(GreenMailUser user, String name, List<DemoMail> mails) {
        ImapHostManager manager = server.greenMail().getManagers().getImapHostManager();
        try {
            MailFolder folder = name.equals("INBOX") ? manager.getInbox(user) : manager.createMailbox(user, name);
            mails.sort(Comparator.comparing(DemoMail::date));
            for (DemoMail mail : mails) {
                boolean own = mail.from().address().equals(user.getEmail());
                folder.appendMessage(
                        mail.toMessage(), mail.flags(own), Date.from(mail.date().toInstant()));
            }
        } catch (FolderException | AuthorizationException e) {
            throw new IllegalStateException("folder " + name, e);
        }
    }

    private GreenMailUser user(MailUser user) {
        return server.greenMail().getUserManager().getUser(user.address());
    }
}

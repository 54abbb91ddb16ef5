// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailbox;

import dev.mailboxmcp.mail.MailThread;
import dev.mailboxmcp.mail.MailThread.Awaiting;
import dev.mailboxmcp.mail.ThreadMail;
import dev.mailboxmcp.mail.ThreadMail.Author;
import java.util.ArrayList;
import java.util.List;

/** Makes of a conversation what a reader needs: each text once, within bounds, and whose turn it is. Pure. */
final class Conversation {
    private Conversation() {}

    /** @param maxChars of all texts together, at least 1 */
    static MailThread within(MailThread thread, int maxChars) {
        ThreadQuotes quotes = new ThreadQuotes();
        List<ThreadMail> newestFirst = new ArrayList<>();
        for (ThreadMail mail : thread.mails()) {
            String own = quotes.cut(mail.text());
            quotes.add(mail.from(), mail.text());
            newestFirst.addFirst(mail.cut(own));
        }
        if (newestFirst.isEmpty()) {
            return thread;
        }
        List<Integer> shares = ThreadShares.of(
                newestFirst.stream().map(mail -> mail.text().length()).toList(), maxChars);
        List<ThreadMail> shown = new ArrayList<>();
        for (int i = 0; i < shares.size(); i++) {
            ThreadMail mail = newestFirst.get(i);
            shown.addFirst(mail.cut(beginning(mail.text(), shares.get(i))));
        }
        return new MailThread(
                thread.subject(),
                shown,
                thread.total(),
                awaiting(newestFirst),
                thread.searched(),
                thread.notSearched());
    }

    private static String beginning(String text, int chars) {
        boolean within = chars > 0
                && chars < text.length()
                && Character.isHighSurrogate(text.charAt(chars - 1))
                && Character.isLowSurrogate(text.charAt(chars));
        return text.substring(0, !within ? chars : chars == 1 ? 2 : chars - 1);
    }

    private static Awaiting awaiting(List<ThreadMail> newestFirst) {
        return newestFirst.stream()
                .filter(mail -> mail.author() != Author.MACHINE)
                .findFirst()
                .map(last -> {
                    if (last.author() == Author.ME) {
                        return Awaiting.THEM;
                    }
                    return last.toMe() ? Awaiting.ME : Awaiting.NOBODY;
                })
                .orElse(Awaiting.NOBODY);
    }
}

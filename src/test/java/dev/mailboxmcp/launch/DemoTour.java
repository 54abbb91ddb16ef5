// SPDX-License-Identifier: MIT
package dev.mailboxmcp.launch;

import dev.mailboxmcp.mailserver.MailUser;
import java.util.ArrayList;
import java.util.List;

/**
 * What the demo shows of the server, as lines for a shell that a person copies one after the other: each stands for itself
 * once the first of them, a function for the calls, is there.
 */
final class DemoTour {
    private final String url;
    private final MailUser alice;
    private final MailUser bob;
    private final DemoMailbox mailbox;

    /**
     * A tour through a mailbox.
     *
     * @param url of the server, without a path
     * @param mailbox filled
     */
    DemoTour(String url, MailUser alice, MailUser bob, DemoMailbox mailbox) {
        this.url = url;
        this.alice = alice;
        this.bob = bob;
        this.mailbox = mailbox;
    }

    /** One thing to see. */
    record Step(String title, List<String> lines) {
        Step(String title, String... lines) {
            this(title, List.of(lines));
        }
    }

    /** The function that calls a tool: {@code mail TOOL ARGUMENTS}. It has to be there before all that follows. */
    Step function() {
        return new Step("First a function that calls a tool, for bash or zsh; all that follows uses it:", """
                mail() { curl -s %s/mcp -H 'content-type: application/json' -H 'accept: application/json, text/event-stream' \\
                  -H 'x-imap-user: %s' -H 'x-imap-pass: %s' \\
                  -d '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"'"$1"'","arguments":'"$2"'}}' | sed 's/\\\\"/"/g'; echo; }\
                """.formatted(
                        url, alice.address(), alice.password()));
    }

    /** What can be called with it, in this order. */
    List<Step> steps() {
        long thread = mailbox.uid("INBOX", "New harvest: samples and prices");
        long invoice = mailbox.uid("INBOX", "Faktura 2031 – etikety (labels)");
        long lunch = mailbox.uid("INBOX", "Lunch today?");
        return List.of(
                new Step("The five newest mails:", "mail imap_list_emails '{\"limit\":5}'"),
                new Step(
                        "The newsletters go to the archive, and come back:",
                        "undo=$(mail imap_organize_emails '{\"query\":\"from:weekly@cupping-table.example\",\"action\":\"archive\"}'"
                                + " | tee -a /dev/stderr | grep -o '\"undo\":\"[^\"]*' | cut -d'\"' -f4)",
                        "mail imap_undo '{\"undo\":\"'\"$undo\"'\"}'"),
                new Step(
                        "A whole conversation, with Alice's own answers:",
                        "mail imap_read_thread '{\"uid\":" + thread + "}'"),
                new Step(
                        "What the PDF of an invoice says:",
                        "mail imap_read_attachment '{\"uid\":" + invoice + ",\"part\":\"2\"}'"),
                new Step("Which mail never arrived:", "mail imap_list_follow_ups '{\"kind\":\"bounced\"}'"),
                new Step(
                        "An answer to " + bob.address()
                                + ", saved as a draft. Open the `confirm_url` of the result in a browser,"
                                + " give the password " + alice.password() + ", and send it there:",
                        "mail smtp_reply_email '{\"uid\":" + lunch + ",\"text\":\"Gladly! 12:30 it is.\"}'"));
    }

    /** Everything, for the terminal. */
    String text() {
        List<String> parts = new ArrayList<>();
        parts.add("""
                ---------------------------------------------------------------------------------------------------
                mailbox-mcp is up with a demo mailbox. Ctrl-C ends it.

                URL    %s/mcp
                Users  %s  password %s   (a small coffee roastery)
                       %s  password %s     (does its books)\
                """.formatted(url, alice.address(), alice.password(), bob.address(), bob.password()));
        parts.add(text(function()));
        steps().forEach(step -> parts.add(text(step)));
        parts.add("""
                Claude Code, with the password:
                claude mcp add --transport http mailbox %1$s/mcp --header "x-imap-user: %2$s" --header "x-imap-pass: %3$s"

                Claude Code, with a login in the browser (then /mcp, mailbox-login, Authenticate). This server then asks
                claude.ai who Claude Code is, so it needs the internet:
                claude mcp add --transport http mailbox-login %1$s/oauth/mcp
                ---------------------------------------------------------------------------------------------------
                """.formatted(url, alice.address(), alice.password()));
        return "\n" + String.join("\n\n", parts);
    }

    private static String text(Step step) {
        return step.title() + "\n" + String.join("\n", step.lines());
    }
}

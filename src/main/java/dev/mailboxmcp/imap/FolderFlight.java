// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.FolderPath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One flight that looks into several folders, each of which is opened for reading only. A folder that cannot be opened
 * keeps nothing back of the others.
 */
final class FolderFlight {
    private FolderFlight() {}

    /** What is asked of one folder. */
    record Question(FolderPath folder, List<ImapCommand> commands) {}

    /**
     * What was answered.
     *
     * @param opened null where the folder could not be opened
     * @param opening what the server said to that
     * @param answers to the commands, in their order; none where the folder could not be opened
     */
    record Reply(FolderPath folder, @Nullable OpenFolder opened, StatusText opening, List<ImapAnswer> answers) {
        /** Why the folder could not be opened, in words. */
        String refusal() {
            if (opening.isPermission()) {
                return "the mail server does not permit it";
            }
            return opening.isAboutTheServer() ? StatusText.IN_TROUBLE : "it cannot be opened";
        }
    }

    /** One round trip as a rule, two where the server spells the name of a folder otherwise. */
    static List<Reply> ask(ImapConnection connection, String words, ResponseLimits limits, List<Question> questions)
            throws IOException {
        return ask(connection, words, limits, List.of(), questions);
    }

    /** @param first what is said ahead of it, whatever the server answers */
    static List<Reply> ask(
            ImapConnection connection,
            String words,
            ResponseLimits limits,
            List<ImapCommand> first,
            List<Question> questions)
            throws IOException {
        if (questions.isEmpty()) {
            return List.of();
        }
        List<Reply> replies = askOnce(connection, words, limits, first, questions);
        boolean learnt = false;
        for (Reply reply : replies) {
            learnt |= reply.opened == null && FolderName.learn(connection, reply.folder);
        }
        return learnt ? askOnce(connection, words, limits, List.of(), questions) : replies;
    }

    private static List<Reply> askOnce(
            ImapConnection connection,
            String words,
            ResponseLimits limits,
            List<ImapCommand> first,
            List<Question> questions)
            throws IOException {
        List<ImapCommand> commands = new ArrayList<>(first);
        for (Question question : questions) {
            commands.add(ImapCommand.examine(question.folder));
            commands.addAll(question.commands);
        }
        List<ImapAnswer> answers = connection.ask(words, limits, commands);
        List<Reply> replies = new ArrayList<>();
        int at = first.size();
        for (Question question : questions) {
            ImapAnswer opening = answers.get(at);
            int end = at + 1 + question.commands.size();
            if (!opening.isOk() && opening.status().isThrottled()) {
                opening.requireOk(words);
            }
            replies.add(new Reply(
                    question.folder,
                    opening.opened(),
                    opening.status(),
                    opening.opened() == null ? List.of() : answers.subList(at + 1, end)));
            at = end;
        }
        return replies;
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Fetches what rows show of mails. One mail that a server cannot describe, for which some refuse the whole command and others
 * leave it or a part of it out, costs further round trips, but never the other rows.
 *
 * @param messages by UID, those that were described at least in part
 * @param incomplete UIDs of mails that are there, and were not described or not wholly
 */
record Rows(Map<Long, FetchedMessage> messages, Set<Long> incomplete) {
    private static final String WORDS = "listing mails";
    /** The number of mails that share a command once the one for all was refused. */
    private static final int GROUP = 10;

    /** The number of mails that are asked for once more, each alone. */
    private static final int MAX_ALONE = 30;

    /**
     * The rows of these mails; of those that are gone meanwhile there is none. One round trip as a rule, three at the most.
     *
     * @param uids 1..100
     */
    static Rows fetch(ImapConnection connection, List<Long> uids) throws IOException {
        Fetch fetch = new Fetch(connection, uids);
        fetch.together();
        return fetch.rows();
    }

    /** The same as {@link #fetch} where the server refused to describe them together, in two round trips at the most. */
    static Rows fetchInGroups(ImapConnection connection, List<Long> uids) throws IOException {
        Fetch fetch = new Fetch(connection, uids);
        fetch.inGroups(uids);
        return fetch.rows();
    }

    /** Whether too little came of a mail to compare it with a query; that of flags or size is not needed for it. */
    boolean isUnknown(long uid) {
        FetchedMessage message = messages.get(uid);
        return incomplete.contains(uid) && (message == null || !message.isComplete());
    }

    /** The work on one page. */
    private static final class Fetch {
        private final ImapConnection connection;
        private final List<Long> uids;
        private final Map<Long, FetchedMessage> messages = new LinkedHashMap<>();
        private final Set<Long> incomplete = new TreeSet<>();

        Fetch(ImapConnection connection, List<Long> uids) {
            this.connection = connection;
            this.uids = uids;
        }

        Rows rows() {
            messages.values().stream()
                    .filter(message -> !message.isWhole())
                    .forEach(message -> incomplete.add(message.uid));
            OpenFolder open = connection.open();
            if (open != null) {
                connection.rows().keep(open, messages.values());
            }
            return new Rows(messages, incomplete);
        }

        void together() throws IOException {
            OpenFolder open = connection.open();
            Map<Boolean, List<Long>> byMemory = uids.stream()
                    .collect(Collectors.partitioningBy(
                            uid -> open != null && connection.rows().knows(open, uid)));
            List<ImapCommand> commands = new ArrayList<>();
            byMemory.forEach((known, some) -> {
                if (!some.isEmpty()) {
                    commands.add(command(some, known ? RowMemory.items(connection) : Summaries.items(connection)));
                }
            });
            List<ImapAnswer> answers = ask(commands);
            ImapAnswer answer =
                    answers.stream().filter(one -> !one.isOk()).findFirst().orElse(answers.getLast());
            if (!answer.isOk() && answer.status().isThrottled()) {
                answer.requireOk(WORDS);
            }
            if (answer.isOk()) {
                alone(left());
            } else if (!answer.status().isAboutTheMail()) { // else those that are left are gone
                inGroups(left());
            }
        }

        void inGroups(List<Long> left) throws IOException {
            if (left.isEmpty()) {
                return;
            }
            List<ImapCommand> groups = new ArrayList<>();
            for (int from = 0; from < left.size(); from += GROUP) {
                groups.add(
                        command(left.subList(from, Math.min(from + GROUP, left.size())), Summaries.items(connection)));
            }
            ImapAnswer answer = ask(groups).get(0);
            if (messages.isEmpty()) {
                answer.requireOk(WORDS); // no single mail is to blame
            }
            alone(left());
        }

        /** One command each, as long as they are few, and one for what every server knows of every mail that is there. */
        private void alone(List<Long> left) throws IOException {
            if (left.isEmpty()) {
                return;
            }
            List<Long> few = left.subList(0, Math.min(left.size(), MAX_ALONE));
            List<ImapCommand> commands = new ArrayList<>();
            few.forEach(uid -> commands.add(command(List.of(uid), Summaries.items(connection))));
            commands.add(command(left, RowMemory.items(connection)));
            List<ImapAnswer> answers = ask(commands);
            boolean anonymous = FetchReader.isAnonymous(answers.get(0));
            for (int i = 0; i < few.size(); i++) {
                ImapAnswer answer = answers.get(i);
                boolean refused = !answer.isOk() && !answer.status().isAboutTheMail();
                if (refused || anonymous && !messages.containsKey(few.get(i))) {
                    incomplete.add(few.get(i));
                }
            }
        }

        private static ImapCommand command(List<Long> uids, String items) {
            return ImapCommand.of("UID FETCH", NumberSet.write(uids) + " " + items);
        }

        private List<ImapAnswer> ask(List<ImapCommand> commands) throws IOException {
            List<ImapAnswer> answers = connection.ask(WORDS, ResponseLimits.ROWS, commands);
            for (FetchedMessage message : FetchReader.described(answers.get(0))) { // which holds the responses to all
                if (uids.contains(message.uid)) {
                    messages.computeIfAbsent(message.uid, FetchedMessage::ofUid).add(message);
                }
            }
            OpenFolder open = connection.open();
            if (open != null) {
                messages.values().forEach(message -> connection.rows().complete(open, message));
            }
            return answers;
        }

        /** Those that were not described, but not those whose description cannot be read: it would come again. */
        private List<Long> left() {
            return uids.stream()
                    .filter(uid -> {
                        FetchedMessage message = messages.get(uid);
                        return message == null || message.lacksItems();
                    })
                    .toList();
        }
    }
}

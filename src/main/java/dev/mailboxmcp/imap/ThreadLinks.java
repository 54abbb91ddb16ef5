// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mime.MailHeader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which mails belong together: those that name each other or the same mail, in References or In-Reply-To (RFC 5322 3.6.4),
 * those that the server says are of one conversation, and those of one Thread-Index, by which Outlook knows them. An equal
 * subject joins none. Pure; for one conversation.
 */
final class ThreadLinks {
    private static final int MAX_REFERENCES = 100;
    private static final Pattern ID = Pattern.compile("<[^<>\\s]{1,996}>");
    /** The 22 bytes that all mails of a conversation have in common ([MS-OXOMSG] 2.2.1.3), but for the last, in base64. */
    private static final int INDEX_CHARS = 28;

    private ThreadLinks() {}

    /** The ids of the mails that this one answers; those nearest to it last. */
    static Set<String> answered(MailHeader header) {
        Set<String> ids = new LinkedHashSet<>(header.references(MAX_REFERENCES));
        Matcher matcher = ID.matcher(header.inReplyTo());
        while (matcher.find()) {
            ids.add(matcher.group());
        }
        return ids;
    }

    /**
     * The names of the conversation that a mail is of, each as good as the other.
     *
     * @param messageId its own id; empty for none
     * @param answered as {@link #answered} gave them
     */
    static Set<String> names(FetchedMessage message, MailHeader header, String messageId, Set<String> answered) {
        Set<String> names = new LinkedHashSet<>(answered);
        if (!messageId.isEmpty()) {
            names.add(messageId);
        }
        if (!message.threadId.isEmpty()) {
            names.add("server:" + message.threadId);
        }
        String index = header.value("thread-index").replaceAll("\\s", "");
        if (index.length() >= INDEX_CHARS) {
            names.add("index:" + index.substring(0, INDEX_CHARS));
        }
        return names;
    }

    /**
     * The mails of the same conversation as one of them.
     *
     * @param names of each mail
     * @return their indices, in ascending order
     */
    static List<Integer> connected(List<Set<String>> names, int seed) {
        return connected(names, byName(names), new HashSet<>(), seed);
    }

    /**
     * All mails by conversation.
     *
     * @param names of each mail
     * @return their indices, each in one of the lists, in ascending order
     */
    static List<List<Integer>> conversations(List<Set<String>> names) {
        Map<String, List<Integer>> byName = byName(names);
        Set<String> followed = new HashSet<>();
        Set<Integer> seen = new HashSet<>();
        List<List<Integer>> conversations = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            if (!seen.contains(i)) {
                List<Integer> conversation = connected(names, byName, followed, i);
                seen.addAll(conversation);
                conversations.add(conversation);
            }
        }
        return conversations;
    }

    private static Map<String, List<Integer>> byName(List<Set<String>> names) {
        Map<String, List<Integer>> byName = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            for (String name : names.get(i)) {
                byName.computeIfAbsent(name, key -> new ArrayList<>()).add(i);
            }
        }
        return byName;
    }

    /** @param followed the names that lead to no other conversation any more */
    private static List<Integer> connected(
            List<Set<String>> names, Map<String, List<Integer>> byName, Set<String> followed, int seed) {
        Set<Integer> found = new HashSet<>(Set.of(seed));
        List<Integer> next = new ArrayList<>(found);
        while (!next.isEmpty()) {
            for (String name : names.get(next.removeLast())) {
                if (followed.add(name)) {
                    byName.getOrDefault(name, List.of()).stream()
                            .filter(found::add)
                            .forEach(next::add);
                }
            }
        }
        return found.stream().sorted().toList();
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;

/** Folders of a scripted server, each with its mails. It answers what reading needs, in whatever order it is asked. */
final class ScriptedFolders {
    private final Map<String, TreeMap<Long, ScriptedMail>> folders = new LinkedHashMap<>();
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private final BiFunction<String, String, List<Long>> search;
    private BiPredicate<String, String> refused = (folder, command) -> false;

    /** @param search what a search finds, by folder and command; null for a refusal */
    ScriptedFolders(BiFunction<String, String, List<Long>> search) {
        this.search = search;
    }

    ScriptedFolders folder(String name, String attribute) {
        folders.put(name, new TreeMap<>());
        attributes.put(name, attribute);
        return this;
    }

    ScriptedFolders mail(String folder, long uid, ScriptedMail mail) {
        folders.computeIfAbsent(folder, name -> new TreeMap<>()).put(uid, mail);
        return this;
    }

    /** @param refused what is refused, by folder and command */
    ScriptedFolders refusing(BiPredicate<String, String> refused) {
        this.refused = refused;
        return this;
    }

    /** Serves a connection that is logged in until the client leaves. */
    void serve(ScriptedImapServer.Peer client) throws IOException {
        String open = "";
        while (true) {
            String command = client.command();
            if (refused.test(open, command)) {
                client.no("it cannot be done");
                continue;
            }
            if (command.startsWith("EXAMINE")) {
                open = command.substring("EXAMINE ".length()).replace("\"", "");
                if (!folders.containsKey(open)) {
                    open = "";
                    client.no("no such folder");
                    continue;
                }
                client.say("* " + folders.get(open).size() + " EXISTS", "* OK [UIDVALIDITY 7] valid");
            } else if (command.startsWith("LIST")) {
                for (Map.Entry<String, String> folder : attributes.entrySet()) {
                    client.say("* LIST (" + folder.getValue() + ") \"/\" \"" + folder.getKey() + "\"");
                }
            } else if (command.startsWith("UID SEARCH")) {
                List<Long> found = search.apply(open, command);
                if (found == null) {
                    client.say(client.tag() + " BAD no such key");
                    continue;
                }
                client.say(("* SEARCH "
                                + String.join(
                                        " ", found.stream().map(String::valueOf).toList()))
                        .strip());
            } else if (command.startsWith("UID FETCH")) {
                fetch(client, open, command);
            }
            client.ok("done");
        }
    }

    private void fetch(ScriptedImapServer.Peer client, String open, String command) throws IOException {
        String set = command.split(" ", 4)[2];
        int sequence = 0;
        for (Map.Entry<Long, ScriptedMail> mail :
                folders.getOrDefault(open, new TreeMap<>()).entrySet()) {
            sequence++;
            for (String range : set.split(",", -1)) {
                String[] ends = range.split(":", -1);
                long first = Long.parseLong(ends[0]);
                long last = Long.parseLong(ends[ends.length - 1]);
                if (mail.getKey() >= first && mail.getKey() <= last) {
                    client.raw("* " + sequence + " FETCH ("
                            + String.join(" ", mail.getValue().items(command)) + ")\r\n");
                }
            }
        }
    }
}

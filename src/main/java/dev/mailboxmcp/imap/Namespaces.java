// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.FolderPath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Which folders are the user's own, and which belong to others or to everybody (RFC 2342).
 *
 * @param known in the order of the server: the user's own first
 */
record Namespaces(List<Namespace> known) {
    private static final int KINDS = 3; // the user's own, those of other users, shared ones
    private static final int MAX_KNOWN = 100;

    /** What the names of some folders begin with. */
    record Namespace(String prefix, String delimiter, boolean own) {
        boolean holds(String name) {
            return name.startsWith(prefix) || (name + delimiter).equals(prefix);
        }
    }

    /** Nothing that is known. */
    static final Namespaces NONE = new Namespaces(List.of());

    Namespaces {
        known = List.copyOf(known);
    }

    /** Those that the connection knows; else they are asked for, in a round trip, where the server offers that. */
    static Namespaces of(ImapConnection connection) throws IOException {
        Namespaces known = connection.namespaces();
        if (known != null || !areOffered(connection)) {
            return known == null ? NONE : known;
        }
        ImapAnswer answer = connection.ask("asking for namespaces", command());
        Namespaces told = NONE;
        try {
            told = read(answer);
        } catch (ProtocolViolation e) {
            // what cannot be read has told nothing
        }
        connection.note(told);
        return told;
    }

    static boolean areOffered(ImapConnection connection) {
        return connection.has("NAMESPACE") || connection.has("IMAP4REV2");
    }

    static ImapCommand command() {
        return new ImapCommand("NAMESPACE");
    }

    /** None where the server does not tell. */
    static Namespaces read(ImapAnswer answer) throws IOException {
        List<Namespace> known = new ArrayList<>();
        for (ImapResponse response : answer.all("NAMESPACE").stream().limit(1).toList()) {
            ResponseReader in = response.reader();
            for (int kind = 0; kind < KINDS && !in.atEnd(); kind++) {
                if (!in.take('(')) {
                    in.skipValue(); // NIL
                    continue;
                }
                while (!in.take(')')) {
                    in.expect('(');
                    byte[] prefix = in.string();
                    String delimiter = in.text();
                    in.skipToListEnd();
                    FolderPath path = prefix == null || prefix.length == 0 ? null : FolderName.decode(prefix);
                    if (known.size() < MAX_KNOWN) {
                        known.add(new Namespace(path == null ? "" : path.name(), delimiter, kind == 0));
                    }
                }
            }
        }
        return new Namespaces(known);
    }

    /** What the names of the user's own folders begin with: {@code INBOX.} on Courier and Cyrus; mostly empty. */
    String personalPrefix() {
        return known.stream()
                .filter(Namespace::own)
                .map(Namespace::prefix)
                .findFirst()
                .orElse("");
    }

    /** Whether the folder is not one of the user's own: the longest prefix decides. */
    boolean isShared(FolderPath folder) {
        return !FolderName.isInbox(folder)
                && known.stream()
                        .filter(namespace -> namespace.holds(folder.name()))
                        .max(Comparator.comparingInt((Namespace namespace) ->
                                        namespace.prefix().length())
                                .thenComparing(Namespace::own))
                        .filter(namespace -> !namespace.own())
                        .isPresent();
    }
}

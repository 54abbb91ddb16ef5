// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The flags of one mail as the server has them.
 *
 * @param names in lower case
 * @param modSeq 0 where the server does not tell (RFC 7162)
 */
record MailFlags(Set<String> names, long modSeq) {
    boolean has(String flag) {
        return names.contains(flag.toLowerCase(Locale.ROOT));
    }

    /** By UID; what the server says of a mail without its UID is left out. */
    static Map<Long, MailFlags> read(ImapAnswer answer) throws ProtocolViolation {
        Map<Long, MailFlags> flags = new LinkedHashMap<>();
        for (ImapResponse response : answer.all("FETCH")) {
            ResponseReader in = response.reader();
            long uid = 0;
            long modSeq = 0;
            Set<String> names = null;
            in.expect('(');
            while (!in.take(')')) {
                switch (in.itemName().toUpperCase(Locale.ROOT)) {
                    case "UID" -> uid = in.number();
                    case "MODSEQ" -> {
                        in.expect('(');
                        modSeq = in.number();
                        in.skipToListEnd();
                    }
                    case "FLAGS" -> names = names(in);
                    case "" -> throw new ProtocolViolation("a FETCH response without names");
                    default -> in.skipValue();
                }
            }
            if (uid > 0 && names != null) {
                flags.put(uid, new MailFlags(names, modSeq));
            }
        }
        return flags;
    }

    private static Set<String> names(ResponseReader in) throws ProtocolViolation {
        Set<String> names = new HashSet<>();
        in.expect('(');
        while (!in.take(')')) {
            String name = in.atom();
            if (name.isEmpty()) {
                throw new ProtocolViolation("a flag that cannot be read");
            }
            names.add(name.toLowerCase(Locale.ROOT));
        }
        return names;
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The flags of one mail as the server has them.
 *
 * @param names in lower case; of a mail whose labels Gmail told, these
 * @param modSeq 0 where the server does not tell (RFC 7162)
 */
record MailFlags(Set<String> names, long modSeq) {
    boolean has(String flag) {
        return names.contains(flag.toLowerCase(Locale.ROOT));
    }

    /**
     * The flags that an answer tells, by UID.
     *
     * @throws ProtocolViolation if some of it cannot be read
     */
    static Map<Long, MailFlags> read(ImapAnswer answer) throws ProtocolViolation {
        Map<Long, MailFlags> flags = new LinkedHashMap<>();
        for (FetchedMessage message : FetchReader.read(answer)) {
            if (!message.warnings.isEmpty()) {
                throw new ProtocolViolation("flags that cannot be read");
            }
            if (message.flagged) {
                Set<String> names = new HashSet<>();
                Objects.requireNonNullElse(message.labels, message.flagNames)
                        .forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
                flags.put(message.uid, new MailFlags(names, message.modSeq));
            }
        }
        return flags;
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sending;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.EncryptionKeys;
import dev.mailboxmcp.account.KeyedHash;
import dev.mailboxmcp.mime.EmailAddress;
import dev.mailboxmcp.mime.MessageId;
import dev.mailboxmcp.mime.OutgoingMessage;
import dev.mailboxmcp.smtp.SmtpSender;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The Message-IDs that a mail is sent with, or was by an earlier call that asked for the same. Fixed before sending, so that
 * the mail can be found in the user's own Sent folder, by any instance of this server.
 *
 * <p>With an idempotency key, user and key alone decide, however the user spells the login, and not as whom the user sends.
 * Without one the whole mail does, and the time in steps of {@link #step}: the same mail asked for again in the same or the next
 * step is the same call, whose answer was lost.
 *
 * @param homeless whether the user is known by no address, so that the same key is another id as another sender
 * @param all the one to send under first
 * @param content a hash of the whole mail, to tell another mail under the same key apart
 */
record CallIds(boolean keyed, boolean homeless, List<MessageId> all, String content) {
    private static final Duration SHORTEST_STEP = Duration.ofMinutes(3);
    /** The submission itself, and the mark on a copy that lies among the drafts. */
    private static final Duration SUBMISSION = SmtpSender.LONGEST.plus(Copies.CLAIMING);

    CallIds {
        all = List.copyOf(all);
    }

    /**
     * The time that a call can take at most, so that a call made again as soon as the first one ended always finds it:
     * the look into Sent, the one for new addresses, the submission, the copy, the look for it where its answer is lost.
     *
     * @param callTimeout how long the mailbox may take each time it is asked
     */
    static Duration step(Duration callTimeout) {
        Duration longest = callTimeout.multipliedBy(4).plus(SUBMISSION);
        return longest.compareTo(SHORTEST_STEP) > 0 ? longest : SHORTEST_STEP;
    }

    MessageId fresh() {
        return all.getFirst();
    }

    /** The id without its domain, up to the at sign. */
    static String local(MessageId id) {
        return id.value().substring(0, id.value().lastIndexOf('@') + 1);
    }

    /** What Message-IDs of this call are, or hold: those under a key may be of another domain, where the user has no address. */
    List<String> searched() {
        Stream<String> whole = all.stream().map(MessageId::value);
        return (homeless ? Stream.concat(whole, all.stream().map(CallIds::local)) : whole).toList();
    }

    /** Makes them; thread-safe. */
    static final class Maker {
        private final KeyedHash hash;
        private final Duration step;

        /**
         * @param keys make the ids worthless to recipients who guess at what they do not see, such as Bcc
         * @param step as of {@link CallIds#step}
         */
        Maker(EncryptionKeys keys, Duration step) {
            this.hash = new KeyedHash(keys, "message-id");
            this.step = step;
        }

        /**
         * @param message under whatever id
         * @param key the caller's idempotency key; null for none
         * @param own the addresses of the user; empty where none is known
         */
        CallIds of(
                Credentials credentials,
                OutgoingMessage message,
                @Nullable String key,
                List<EmailAddress> own,
                Instant now) {
            EmailAddress sender = message.from();
            List<@Nullable String> fields = new ArrayList<>(message.identity());
            String user = credentials.canonicalUser();
            fields.add(user);
            String content = HexFormat.of().formatHex(hash.of(fields).getFirst());
            if (key != null) {
                EmailAddress home = own.isEmpty() ? sender : own.getFirst();
                // the second one as it was made of the name as it is spelled, by builds before 1.0.0
                List<MessageId> ofKey = Stream.of(user, credentials.user())
                        .distinct()
                        .map(name -> MessageId.forKey(name, key, home.domain()))
                        .toList();
                return new CallIds(true, own.isEmpty(), ofKey, content);
            }
            List<MessageId> ids = new ArrayList<>();
            long current = now.getEpochSecond() / step.toSeconds();
            for (long at : new long[] {current, current - 1}) {
                List<@Nullable String> timed = new ArrayList<>(fields);
                timed.add(String.valueOf(at));
                hash.of(timed).forEach(bytes -> ids.add(MessageId.ofHash(bytes, sender.domain())));
            }
            return new CallIds(false, false, ids, content);
        }
    }
}

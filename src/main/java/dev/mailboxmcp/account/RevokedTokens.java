// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import dev.mailboxmcp.settings.Settings;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that the operator revoked before their time, one by one: a file with a line each, {@code user:<mailbox user>},
 * {@code grant:<id>} or {@code client:<name>}, the last two as the audit log has them. It is read again after {@value #SECONDS} seconds.
 * Grants whose code was used twice are blocked here too, in this process alone. Bounded; thread-safe.
 */
public final class RevokedTokens {
    private static final Logger LOGGER = System.getLogger(RevokedTokens.class.getName());
    private static final String VARIABLE = "TOKENS_REVOKED_FILE";
    private static final int SECONDS = 10;
    private static final int MAX_BYTES = 4 << 20;
    private static final int MAX_BLOCKED = 10_000;
    private static final String GRANT = "grant:";
    private static final String USER = "user:";
    private static final Pattern LINE = Pattern.compile("(user|grant|client):\\S.*");
    /** What {@link UserNames#shown} makes of a name. */
    private static final Pattern PSEUDONYM = Pattern.compile("user:\\s*u-[a-z2-7]{10}");

    private final @Nullable Path file;
    private final InstantSource clock;
    private final Set<String> blocked = new LinkedHashSet<>(); // guarded by itself
    private final ReentrantLock reading = new ReentrantLock(); // held by whoever reads the file; nobody waits for it
    private final AtomicBoolean unreadable = new AtomicBoolean();
    private volatile Set<String> lines;
    private volatile Instant readAt; // when reading it began; written by whoever reads
    private volatile boolean beingRead; // written by whoever reads

    /** @param file null for none */
    public RevokedTokens(@Nullable Path file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
        this.lines = file == null ? Set.of() : linesOrNone(file);
        this.readAt = clock.instant();
    }

    /** The file that {@code TOKENS_REVOKED_FILE} names; null where it is not set. What is wrong with it is a problem. */
    public static @Nullable Path file(Settings settings) {
        String needs = "a readable file with lines user:NAME, grant:ID or client:NAME";
        String name = settings.unlessBlank(VARIABLE, needs);
        if (name == null) {
            return null;
        }
        try {
            Path file = Path.of(name);
            read(file);
            return file;
        } catch (IOException | InvalidPathException e) {
            settings.problem(VARIABLE, name, needs + " (" + e.getMessage() + ")");
            return null;
        }
    }

    /** Whether a token was revoked after it was made. */
    public boolean isRevoked(TokenLife token) {
        refresh();
        Set<String> known = lines;
        if (isBlocked(token.id()) || known.contains(GRANT + token.id())) {
            return true;
        }
        Authorization authorization = token.authorization();
        return (token.user() != null && known.contains(USER + canonical(token.user())))
                || (authorization != null && known.contains("client:" + authorization.client()));
    }

    private boolean isBlocked(UUID grant) {
        synchronized (blocked) {
            return blocked.contains(GRANT + grant);
        }
    }

    /** Revokes all that came out of a grant, as far as this process goes and as long as it runs. */
    public void block(UUID grant) {
        synchronized (blocked) {
            blocked.add(GRANT + grant);
            if (blocked.size() > MAX_BLOCKED) {
                blocked.remove(blocked.iterator().next());
            }
        }
    }

    /**
     * Reads the file again where that is due, so that the log tells of one that went away before a token is asked for. While
     * somebody reads it, which may take long, what it said before holds for all others.
     */
    public void refresh() {
        if (file == null || wasReadRecently()) {
            return;
        }
        if (!reading.tryLock()) {
            if (isBeingRead() && !wasReadRecently()) {
                tellUnreadable("reading it takes longer than " + SECONDS + " seconds");
            }
            return;
        }
        try {
            if (!wasReadRecently()) {
                readAt = clock.instant();
                beingRead = true;
                readAgain(file);
            }
        } finally {
            beingRead = false;
            reading.unlock();
        }
    }

    /** Whether somebody reads the file, and has noted when that began. */
    boolean isBeingRead() {
        return beingRead;
    }

    /** A clock that was put back does not keep the file from being read. */
    private boolean wasReadRecently() {
        Instant before = readAt;
        Instant now = clock.instant();
        return !now.isBefore(before) && Duration.between(before, now).toSeconds() < SECONDS;
    }

    private void readAgain(Path from) {
        try {
            lines = read(from);
            if (unreadable.getAndSet(false)) {
                LOGGER.log(Level.INFO, "{0} is taken over again", VARIABLE);
            }
        } catch (UnfitFileException e) {
            tellUnreadable(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            tellUnreadable(e.toString());
        }
    }

    private void tellUnreadable(String why) {
        if (!unreadable.getAndSet(true)) {
            LOGGER.log(
                    Level.ERROR,
                    "{0} is not taken over, what it said before still holds: {1}: {2}",
                    VARIABLE,
                    file,
                    why);
        }
    }

    private static Set<String> linesOrNone(Path file) {
        try {
            return read(file);
        } catch (IOException e) {
            return Set.of(); // it was read a moment ago, for the check at start
        }
    }

    private static Set<String> read(Path file) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new UnfitFileException("it is larger than " + MAX_BYTES + " bytes");
        }
        Set<String> lines = new HashSet<>();
        int number = 0;
        for (String line :
                Files.readString(file, StandardCharsets.UTF_8).lines().toList()) {
            number++;
            String text = line.strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            if (!LINE.matcher(text).matches()) {
                throw new UnfitFileException("line " + number + " is none of user:, grant:, client:");
            }
            if (PSEUDONYM.matcher(text).matches()) {
                throw new UnfitFileException(
                        "line " + number + " is a pseudonym of the log; user: needs the name of the login");
            }
            lines.add(text.startsWith(USER) ? USER + canonical(text.substring(USER.length())) : text);
        }
        return Set.copyOf(lines);
    }

    private static String canonical(String user) {
        return Normalizer.normalize(user, Normalizer.Form.NFKC).strip().toLowerCase(Locale.ROOT);
    }

    /** A file that was read, and is not what it should be; the message says why. */
    private static final class UnfitFileException extends IOException {
        private static final long serialVersionUID = 1;

        UnfitFileException(String why) {
            super(why);
        }
    }
}

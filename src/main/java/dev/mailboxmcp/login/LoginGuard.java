// SPDX-License-Identifier: MIT
package dev.mailboxmcp.login;

import dev.mailboxmcp.account.ClientAddress;
import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Login;
import dev.mailboxmcp.account.Principal;
import dev.mailboxmcp.account.ProcessHash;
import dev.mailboxmcp.account.UserNames;
import dev.mailboxmcp.login.LoginMemory.Attempt;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.MailFailure.LoginFailed.Wanted;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Stands in front of every login at the mail servers. Thread-safe; its lock is never held while a server works, and all it
 * remembers is bounded, hashed under a key of this process, and gone with it.
 *
 * <ul>
 *   <li>Whom this server does not serve is never logged in.
 *   <li>A password that was accepted within a day is no guess: it is not stopped, whatever others do to its user.
 *   <li>A password that was refused is refused here for a while, without asking again.
 *   <li>Any other password is a guess. Guesses for a user go one after the other, and stop after a few failures; so do
 *       guesses from one client address. A failure after that stops them for longer.
 *   <li>An access token is no guess, since nobody can guess one: it waits in no line, and its refusal stops no user. The
 *       very token is refused here for a while; the next one of the same authorization is another. One that this server
 *       cannot vouch for may be made up: its refusal counts for the client address that brought it.
 *   <li>Only a refusal of user and password is a failure: a server in trouble, one that is full, or a lost connection
 *       says nothing about the password.
 *   <li>A mail server gets so many logins at once and no more. Guesses cannot take all of those places, and access tokens that
 *       one client address made up cannot take all that are for guesses. One that hangs does not count.
 * </ul>
 */
public final class LoginGuard {
    /** Where a login is tried. Users are the same at both, so their failures count together. */
    public enum Server {
        IMAP,
        SMTP
    }

    /**
     * What became of logins since the start.
     *
     * @param accepted by a mail server
     * @param refused by a mail server, for user and password
     * @param unclear neither: the mail server was in trouble, or lost
     * @param repeated refused here, since the mail server had refused the same before
     * @param stopped refused here after too many failures
     */
    public record Counts(long accepted, long refused, long unclear, long repeated, long stopped) {}

    private static final System.Logger LOGGER = System.getLogger(LoginGuard.class.getName());

    private final LoginSettings settings;
    private final AllowedUsers users;
    private final UserNames names;
    private final InstantSource clock;
    private final ProcessHash hash = new ProcessHash();
    private final Map<Server, LoginPlaces> places = new EnumMap<>(Server.class);

    private final ReentrantLock lock = new ReentrantLock();
    private final LoginMemory memory; // guarded by lock
    private final GuessLines lines = new GuessLines(lock); // guarded by lock

    private final LongAdder accepted = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder unclear = new LongAdder();
    private final LongAdder repeated = new LongAdder();
    private final LongAdder stopped = new LongAdder();

    /** One for everybody whom the mail server lets in. */
    public LoginGuard(LoginSettings settings, UserNames names, InstantSource clock) {
        this(settings, AllowedUsers.ANY, names, clock);
    }

    public LoginGuard(LoginSettings settings, AllowedUsers users, UserNames names, InstantSource clock) {
        this.settings = settings;
        this.users = users;
        this.names = names;
        this.clock = clock;
        this.memory = new LoginMemory(settings);
        for (Server server : Server.values()) {
            places.put(server, new LoginPlaces(settings.inFlight()));
        }
    }

    /** One that lets everything through. */
    public static LoginGuard off() {
        return new LoginGuard(LoginSettings.OFF, UserNames.hidden(), InstantSource.system());
    }

    public Counts counts() {
        return new Counts(accepted.sum(), refused.sum(), unclear.sum(), repeated.sum(), stopped.sum());
    }

    /**
     * Waits until these credentials may be tried. To be asked before anything scarce is taken, such as a place in a pool;
     * the caller need not log in after all.
     *
     * @param patience how long to wait at most, here and in the turn
     * @throws MailException {@link MailFailure.LoginFailed}, {@link MailFailure.TooManyFailedLogins},
     *     {@link MailFailure.Busy}, or {@link MailFailure.NotAllowed} for somebody whom this server does not serve, which
     *     no mail server is asked about
     */
    public Turn enter(Server server, Credentials credentials, Duration patience) {
        requireServed(credentials);
        long deadline = System.nanoTime() + patience.toNanos();
        Attempt attempt = new Attempt(server, Principal.of(credentials), Principal.ofSecret(credentials));
        if (isGood(attempt)) {
            return new Turn(attempt, credentials, null, deadline);
        }
        String client = ClientAddress.group(credentials.clientAddress());
        if (credentials.login() instanceof Login.AccessToken token) {
            requireNotBad(attempt, token, client);
            return new Turn(
                    attempt, credentials, new Guess(null, places(server).enterByToken(client, deadline)), deadline);
        }
        String user = hash.of(credentials.canonicalLoginName());
        if (!waitInLine(attempt, user, client, deadline)) {
            return new Turn(attempt, credentials, null, deadline);
        }
        LoginPlaces.Place place = null;
        try {
            place = places(server).enterAsGuess(deadline);
            return new Turn(attempt, credentials, new Guess(user, place), deadline);
        } finally {
            if (place == null) {
                leaveLine(user);
            }
        }
    }

    private void requireServed(Credentials credentials) {
        boolean operators = credentials.login() instanceof Login.Password password && password.ofOperator();
        if (!users.allows(credentials.user()) || !(operators || users.allows(credentials.loginName()))) {
            stopped.increment();
            LOGGER.log(
                    Level.INFO,
                    "ALLOWED_USERS refused {0} from {1}",
                    names.shown(credentials.user()),
                    ClientAddress.group(credentials.clientAddress()));
            throw new MailException(new MailFailure.NotAllowed(
                    "this server does not serve this user (ALLOWED_USERS). Only its operator can change that."));
        }
    }

    /** Whether a mail server accepted this login within a day, and none refused it since. */
    public boolean isKnown(Principal principal) {
        return isGood(new Attempt(Server.IMAP, principal, principal));
    }

    private boolean isGood(Attempt attempt) {
        lock.lock();
        try {
            return memory.isGood(attempt, clock.instant());
        } finally {
            lock.unlock();
        }
    }

    private LoginPlaces places(Server server) {
        return Objects.requireNonNull(places.get(server));
    }

    /** @return false where the password turned out to be good while this waited, and is no guess any more */
    private boolean waitInLine(Attempt attempt, String user, String client, long deadline) {
        lock.lock();
        try {
            while (true) {
                Instant now = clock.instant();
                if (memory.isGood(attempt, now)) {
                    return false;
                }
                refuseBad(attempt, now);
                requireNotStopped(memory.stoppedFor(user, client, now));
                if (lines.begin(user) || settings.failuresPerUser() == 0) {
                    return true;
                }
                lines.await(user, deadline);
            }
        } finally {
            lock.unlock();
        }
    }

    private void requireNotBad(Attempt attempt, Login.AccessToken token, String client) {
        lock.lock();
        try {
            Instant now = clock.instant();
            refuseBad(attempt, now);
            if (mayBeMadeUp(token)) {
                requireNotStopped(memory.stoppedFor(client, now));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether nobody but whoever brought the token says that it is one. */
    private static boolean mayBeMadeUp(Login login) {
        return login instanceof Login.AccessToken token && token.authorization() == null;
    }

    private void requireNotStopped(Duration left) {
        if (!left.isZero()) {
            stopped.increment();
            throw new MailException(new MailFailure.TooManyFailedLogins(left));
        }
    }

    /** Refuses what was refused before. Must be called with the lock held. */
    private void refuseBad(Attempt attempt, Instant now) {
        Wanted wanted = memory.refusal(attempt, now);
        if (wanted != null) {
            repeated.increment();
            throw new MailException(new MailFailure.LoginFailed(wanted));
        }
    }

    private void leaveLine(String user) {
        lock.lock();
        try {
            lines.end(user);
        } finally {
            lock.unlock();
        }
    }

    /** @param user hashed; null for one that waited in no line */
    private record Guess(@Nullable String user, LoginPlaces.Place place) {}

    /** The leave to log in, which belongs to one thread and is closed by it. */
    public final class Turn implements AutoCloseable {
        private final Attempt attempt;
        private final Credentials credentials;
        private final @Nullable Guess guess; // null where the password is known to be good
        private final long deadline;

        private Turn(Attempt attempt, Credentials credentials, @Nullable Guess guess, long deadline) {
            this.attempt = attempt;
            this.credentials = credentials;
            this.guess = guess;
            this.deadline = deadline;
        }

        /**
         * Runs a login, and learns from how it ends.
         *
         * @param login throws a {@link MailException} with {@link MailFailure.LoginFailed} if, and only if, the mail server
         *     refused user and password
         * @throws MailException that of the login, or {@link MailFailure.Busy} if too many others are running
         */
        public <T> T login(Supplier<T> login) {
            try (LoginPlaces.Place place = places(attempt.server()).enter(deadline)) {
                return learning(login);
            }
        }

        private <T> T learning(Supplier<T> login) {
            try {
                T result = login.get();
                accepted();
                return result;
            } catch (MailException e) {
                if (e.failure() instanceof MailFailure.LoginFailed failed) {
                    refused(failed.wanted());
                } else {
                    unclear.increment();
                    notTaken(e.failure());
                }
                throw e;
            }
        }

        private void accepted() {
            accepted.increment();
            lock.lock();
            try {
                if (guess == null || guess.user() == null) {
                    memory.accepted(attempt, clock.instant());
                } else {
                    memory.guessed(attempt, guess.user(), clock.instant());
                }
            } finally {
                lock.unlock();
            }
        }

        /** A token that is new here, and that the mail server had to be asked about. */
        private boolean countsForClient() {
            return guess != null && mayBeMadeUp(credentials.login());
        }

        /** A server that takes no tokens was connected to all the same. */
        private void notTaken(MailFailure failure) {
            if (!(failure instanceof MailFailure.NotAllowed) || !countsForClient()) {
                return;
            }
            String client = ClientAddress.group(credentials.clientAddress());
            boolean stops;
            lock.lock();
            try {
                stops = memory.failedToken(attempt, true, client, clock.instant());
            } finally {
                lock.unlock();
            }
            if (stops) {
                LOGGER.log(
                        Level.WARNING,
                        "{0} takes no tokens, and {1} brought many; logins from this address stop for a while",
                        attempt.server(),
                        client);
            }
        }

        private void refused(Wanted wanted) {
            refused.increment();
            String client = ClientAddress.group(credentials.clientAddress());
            LoginMemory.Stopped now = new LoginMemory.Stopped(false, false);
            lock.lock();
            try {
                Instant at = clock.instant();
                if (credentials.login() instanceof Login.AccessToken) {
                    memory.refusedToken(attempt, wanted, at);
                    now = new LoginMemory.Stopped(false, memory.failedToken(attempt, countsForClient(), client, at));
                } else {
                    now = memory.refused(attempt, wanted, hash.of(credentials.canonicalLoginName()), client, at);
                }
            } finally {
                lock.unlock();
            }
            LOGGER.log(
                    now.user() || now.client() ? Level.WARNING : Level.INFO,
                    "{0} refused the login of {1} from {2}{3}{4}",
                    attempt.server(),
                    names.shown(credentials.loginName()),
                    client,
                    now.user() ? "; logins of this user stop for a while" : "",
                    now.client() ? "; logins from this address stop for a while" : "");
        }

        @Override
        public void close() {
            if (guess != null) {
                guess.place().close();
                if (guess.user() != null) {
                    leaveLine(guess.user());
                }
            }
        }
    }
}

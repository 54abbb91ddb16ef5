// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What clients make this process keep, in estimated bytes of its heap: calls that are at work, streams, sessions, and all
 * that is remembered with them. Callers whose login a mail server accepted have one budget for each user. All other callers,
 * whatever credentials they send, share one budget, and in it every address has its own, so that who made up a thousand logins
 * has no more than who sends none. No address has more than half of it all. Thread-safe.
 */
public final class StateBudget {
    private static final Duration BETWEEN_SWEEPS = Duration.ofSeconds(1);

    /** What is kept. */
    public enum Kind {
        /** A request at work, with what it still needs of its body. */
        CALL("calls"),
        /** What is remembered of a client of the handshake era between its requests. */
        SESSION("sessions"),
        /** A response that is open for as long as the client likes, and tells of changes. */
        STREAM("streams"),
        /** That something was used up, so that it is not used again. */
        MARK("marks");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    /** Whose limit can be reached. */
    public enum Scope {
        /** Those at one address whose login was not accepted. */
        CLIENT,
        /** All whose login was not accepted. */
        STRANGERS,
        /** One login that was accepted. */
        USER,
        /** All at one address. */
        ADDRESS,
        /** Everybody. */
        ALL;

        /** Whether it is the client's own limit, and no one else's state is in the way. */
        public boolean isOwn() {
            return switch (this) {
                case CLIENT, USER, ADDRESS -> true;
                case STRANGERS, ALL -> false;
            };
        }
    }

    /**
     * Streams and sessions have parts of the bytes, so that whoever holds all that they may of them can still call.
     *
     * @param sessions how many, as {@code streams}
     */
    private record Limit(Scope scope, long bytes, long streamBytes, long sessionBytes, int sessions, int streams) {
        /** A limit of bytes, of which half is for streams and a quarter for sessions. */
        Limit(Scope scope, long bytes, int sessions, int streams) {
            this(scope, bytes, bytes / 2, bytes / 4, sessions, streams);
        }

        int most(Kind kind) {
            return switch (kind) {
                case SESSION -> sessions;
                case STREAM -> streams;
                case CALL, MARK -> Integer.MAX_VALUE;
            };
        }

        long mostBytes(Kind kind) {
            return switch (kind) {
                case SESSION -> sessionBytes;
                case STREAM -> streamBytes;
                case CALL, MARK -> bytes;
            };
        }
    }

    /** What is kept for those that a limit is for. */
    private static final class Account {
        final Limit limit;
        private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
        private final Map<Kind, Long> bytes = new EnumMap<>(Kind.class);

        Account(Limit limit) {
            this.limit = limit;
        }

        void add(Share share) {
            counts.merge(share.kind, 1, Integer::sum);
            grow(share.kind, share.bytes);
        }

        void remove(Share share) {
            counts.merge(share.kind, -1, Integer::sum);
            grow(share.kind, -share.bytes);
        }

        void grow(Kind kind, long more) {
            bytes.merge(kind, more, Long::sum);
        }

        boolean isEmpty() {
            return counts.values().stream().allMatch(count -> count == 0);
        }

        boolean isFull(Kind kind) {
            return count(kind) >= limit.most(kind);
        }

        boolean hasRoom(Kind kind, long more) {
            return bytes() + more <= limit.bytes() && bytes.getOrDefault(kind, 0L) + more <= limit.mostBytes(kind);
        }

        int count(Kind kind) {
            return counts.getOrDefault(kind, 0);
        }

        long bytes() {
            return bytes.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /** No monitor: thousands of virtual threads that wait for one are woken by a single thread of the platform. */
    private final Lock lock = new ReentrantLock();

    private final KnownLogins logins;
    private final InstantSource clock;
    private final Limit ofClient;
    private final Limit ofUser;
    private final Limit ofAddress;
    private final Account strangers; // guarded by the lock, as all accounts
    private final Account all;
    private final Map<String, Account> clients = new HashMap<>();
    private final Map<String, Account> addresses = new HashMap<>();
    private final Map<Principal, Account> users = new HashMap<>();

    /** The shares of callers whose credentials were not accepted when the share was opened. */
    private final Set<Share> unproven = Collections.newSetFromMap(new IdentityHashMap<>());

    private Instant nextSweep = Instant.MIN;

    public StateBudget(StateLimits limits, KnownLogins logins, InstantSource clock) {
        this.logins = logins;
        this.clock = clock;
        int sessions = StateLimits.SESSIONS;
        ofClient = new Limit(Scope.CLIENT, limits.clientBytes(), StateLimits.OWN_SESSIONS, limits.clientStreams());
        ofUser = new Limit(Scope.USER, limits.userBytes(), StateLimits.OWN_SESSIONS, limits.userStreams());
        ofAddress = new Limit(
                Scope.ADDRESS,
                limits.bytes() / 2,
                limits.bytes() / 2,
                limits.bytes() / 2,
                sessions / 2,
                Math.max(1, limits.streams() / 2));
        strangers = new Account(new Limit(Scope.STRANGERS, limits.strangerBytes(), sessions, limits.streams()));
        long most = limits.bytes() / 4 * 3;
        all = new Account(new Limit(Scope.ALL, limits.bytes(), most, most, sessions, limits.streams()));
    }

    /**
     * What is kept for one thing of one caller. Thread-safe; to be closed when it is kept no more, which may be done twice.
     */
    public final class Share implements AutoCloseable {
        private final Kind kind;
        private final Principal principal;
        private final Principal user;
        private final String client;
        private boolean known; // guarded by the lock
        private long bytes; // guarded by the lock
        private boolean closed; // guarded by the lock

        private Share(Kind kind, Caller caller, long bytes) {
            this.kind = kind;
            this.principal = Principal.of(caller);
            this.user = Principal.ofUser(caller);
            this.client = caller.client();
            this.known = !principal.isAnonymous() && logins.isKnown(principal);
            this.bytes = bytes;
        }

        /** Whether a mail server had accepted the login, as far as that was looked at. */
        public boolean isOfKnownLogin() {
            lock.lock();
            try {
                return known;
            } finally {
                lock.unlock();
            }
        }

        /** Whether it is one of those that stand in this caller's way, where this limit is reached. */
        public boolean isInTheWay(Scope scope, Caller caller) {
            return switch (scope) {
                case CLIENT -> !isOfKnownLogin() && client.equals(caller.client());
                case STRANGERS -> !isOfKnownLogin();
                case USER -> isOfKnownLogin() && user.equals(Principal.ofUser(caller));
                case ADDRESS -> client.equals(caller.client());
                case ALL -> true;
            };
        }

        /**
         * Takes more.
         *
         * @throws OverBudgetException if that is too much; then it is as large as before
         */
        public void grow(long more) throws OverBudgetException {
            StateBudget.this.grow(this, more);
        }

        /** Takes more, if that is not too much. */
        public boolean tryGrow(long more) {
            try {
                grow(more);
                return true;
            } catch (OverBudgetException e) {
                return false;
            }
        }

        /** Gives some back. */
        public void shrink(long less) {
            lock.lock();
            try {
                add(this, -less);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                if (!closed) {
                    closed = true;
                    remove(this);
                    unproven.remove(this);
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** Bytes that are kept for all clients, as they are estimated. */
    public long bytes() {
        lock.lock();
        try {
            return all.bytes();
        } finally {
            lock.unlock();
        }
    }

    /** How many of that kind are kept for all clients. */
    public int count(Kind kind) {
        lock.lock();
        try {
            return all.count(kind);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Keeps something for a caller.
     *
     * <p>For a stream it may block: a caller for whom there is no room among those without a login, but who sends credentials,
     * is given the chance that the mail server accepts them. So users whose clients share an address with many others are not
     * refused, before anybody knows them.
     *
     * @throws OverBudgetException if that is too much; then nothing is kept
     */
    public Share open(Caller caller, Kind kind, long bytes) throws OverBudgetException {
        try {
            return openNow(caller, kind, bytes);
        } catch (OverBudgetException e) {
            Credentials credentials = caller.credentials();
            boolean stranger = e.scope() == Scope.CLIENT || e.scope() == Scope.STRANGERS;
            if (kind != Kind.STREAM || credentials == null || !stranger || !logins.verify(credentials)) {
                throw e;
            }
            return openNow(caller, kind, bytes);
        }
    }

    private Share openNow(Caller caller, Kind kind, long bytes) throws OverBudgetException {
        Share share = new Share(kind, caller, bytes);
        lock.lock();
        try {
            OverBudgetException refusal = refusal(share, true, bytes);
            if (refusal != null && sweep()) {
                refusal = refusal(share, true, bytes);
            }
            if (refusal != null) {
                throw refusal;
            }
            accounts(share).forEach(account -> account.add(share));
            if (!share.known && !share.principal.isAnonymous()) {
                unproven.add(share);
            }
            return share;
        } finally {
            lock.unlock();
        }
    }

    private void grow(Share share, long more) throws OverBudgetException {
        lock.lock();
        try {
            if (share.closed) {
                return; // nobody counts it any more
            }
            OverBudgetException refusal = refusal(share, false, more);
            if (refusal != null && sweep()) {
                refusal = refusal(share, false, more);
            }
            if (refusal != null) {
                throw refusal;
            }
            add(share, more);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Counts for their logins what is kept for those whose login was accepted meanwhile.
     *
     * @return false where that was done a moment ago, or changed nothing
     */
    private boolean sweep() {
        Instant now = clock.instant();
        if (now.isBefore(nextSweep)) {
            return false;
        }
        nextSweep = now.plus(BETWEEN_SWEEPS);
        return unproven.removeIf(share -> {
            boolean proven = logins.isKnown(share.principal);
            if (proven) {
                remove(share);
                share.known = true;
                accounts(share).forEach(account -> account.add(share)); // even if it is too much: it is there
            }
            return proven;
        });
    }

    /**
     * Null where there is room for so many bytes more.
     *
     * @param another whether it is one thing more, too
     */
    private @Nullable OverBudgetException refusal(Share share, boolean another, long more) {
        for (Account account : accounts(share)) {
            Limit limit = account.limit;
            boolean full = another && account.isFull(share.kind);
            if (full || !account.hasRoom(share.kind, more)) {
                forgetEmpty(share);
                String most = full
                        ? limit.most(share.kind) + " " + share.kind.words
                        : limit.mostBytes(share.kind) + " bytes of memory";
                return new OverBudgetException(limit.scope(), words(limit.scope(), most));
            }
        }
        return null;
    }

    private static String words(Scope scope, String most) {
        return switch (scope) {
            case CLIENT ->
                "Callers at your address without a login that the mail server accepted hold " + most
                        + ", which is all they may. End some streams, sessions or calls, or send credentials that work, and"
                        + " try again.";
            case STRANGERS ->
                "Callers without a login that the mail server accepted hold " + most
                        + ", which is all they may. Call a tool with credentials that work first, or try again later.";
            case USER ->
                "This user holds " + most
                        + ", which is all one may. End some streams, sessions or calls and try again.";
            case ADDRESS ->
                "The clients at your address hold " + most
                        + ", which is all they may. End some streams or sessions and try again.";
            case ALL -> "The clients of this server hold " + most + ", which is all there is. Try again later.";
        };
    }

    private void add(Share share, long more) {
        if (!share.closed) {
            share.bytes += more;
            accounts(share).forEach(account -> account.grow(share.kind, more));
        }
    }

    private void remove(Share share) {
        accounts(share).forEach(account -> account.remove(share));
        forgetEmpty(share);
    }

    /** Those it counts for, the narrowest first. */
    private List<Account> accounts(Share share) {
        Account address = addresses.computeIfAbsent(share.client, name -> new Account(ofAddress));
        return share.known
                ? List.of(users.computeIfAbsent(share.user, name -> new Account(ofUser)), address, all)
                : List.of(
                        clients.computeIfAbsent(share.client, name -> new Account(ofClient)), strangers, address, all);
    }

    private void forgetEmpty(Share share) {
        forgetEmpty(addresses, share.client);
        forgetEmpty(clients, share.client);
        forgetEmpty(users, share.user);
    }

    private static <K> void forgetEmpty(Map<K, Account> accounts, K key) {
        Account account = accounts.get(key);
        if (account != null && account.isEmpty()) {
            accounts.remove(key);
        }
    }
}

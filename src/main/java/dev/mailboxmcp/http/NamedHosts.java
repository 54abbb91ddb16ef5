// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Notices that requests name another host than the settings do, which nobody is told otherwise: links and pages for signing
 * in then lead nowhere. One line tells the operator. Thread-safe; keeps no more than the names in the settings and one other.
 */
public final class NamedHosts {
    /** So many more requests by one name than meanwhile by others are no stranger who tries names. */
    private static final int MANY = 5;

    private static final int LONGEST_NAME = 253;
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[.*");
    private static final System.Logger LOGGER = System.getLogger(NamedHosts.class.getName());

    private final Consumer<String> warnings;
    private final Set<String> others;
    private final Set<String> own;
    private final Set<String> unnamed = ConcurrentHashMap.newKeySet();
    private @Nullable String strange;
    private int more;
    private boolean told;
    private final AtomicBoolean signInTold = new AtomicBoolean();

    public NamedHosts(HttpSettings settings) {
        this(settings, warning -> LOGGER.log(Level.WARNING, warning));
    }

    /** @param warnings takes each line */
    NamedHosts(HttpSettings settings, Consumer<String> warnings) {
        this.warnings = warnings;
        this.others = settings.allowedHosts();
        settings.own().stream()
                .map(Origin::host)
                .filter(host -> !isOfAMachine(host))
                .forEach(unnamed::add);
        this.own = Set.copyOf(unnamed);
    }

    /**
     * Notes the name that a request gave this server.
     *
     * @param name in lower case; null for none
     */
    void note(@Nullable String name) {
        if (name == null || unnamed.isEmpty() || isOfAMachine(name) || others.contains(name)) {
            return;
        }
        if (own.contains(name)) {
            unnamed.remove(name);
        } else if (name.length() <= LONGEST_NAME && isOften(name)) {
            warnings.accept(MANY + " requests were for " + name + ", which no setting names, and none yet for "
                    + String.join(", ", new TreeSet<>(unnamed))
                    + ", which PUBLIC_URL or OAUTH_URL names: one of these is written wrong, or the proxy passes"
                    + " another name on");
        }
    }

    /** Whether the name has become the one of most requests, for the first time. */
    private synchronized boolean isOften(String name) {
        if (more == 0) {
            strange = name;
        }
        more += name.equals(strange) ? 1 : -1;
        if (told || more < MANY) {
            return false;
        }
        told = true;
        return true;
    }

    /**
     * Notes that somebody came to the path for clients that sign in.
     *
     * @param name as above
     * @param wanted the host of {@code OAUTH_URL}
     */
    void noteSignIn(@Nullable String name, String wanted) {
        if (name != null
                && !isOfAMachine(name)
                && !name.equals(wanted)
                && name.length() <= LONGEST_NAME
                && !signInTold.getAndSet(true)) {
            warnings.accept("a client came to sign in at " + name + ", but OAUTH_URL is at " + wanted
                    + ": it compares the two, and does not get in");
        }
    }

    private static boolean isOfAMachine(String name) {
        return Hosts.isLoopback(name) || ADDRESS.matcher(name).matches();
    }
}

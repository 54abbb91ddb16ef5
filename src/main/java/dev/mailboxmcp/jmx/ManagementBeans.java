// SPDX-License-Identifier: MIT
package dev.mailboxmcp.jmx;

import dev.mailboxmcp.access.CallBudgets;
import dev.mailboxmcp.account.CredentialTokens;
import dev.mailboxmcp.imap.ImapPool;
import dev.mailboxmcp.login.LoginGuard;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * The MXBeans of one application, in the domain {@value #DOMAIN}, from its start to its end. A server that has the
 * application more than once has their names with {@code copy=2} and so on. Where a server takes none, the application
 * runs without. Thread-safe.
 */
public final class ManagementBeans implements AutoCloseable {
    /** The domain of all names. */
    public static final String DOMAIN = "dev.mailboxmcp";

    private static final System.Logger LOGGER = System.getLogger(ManagementBeans.class.getName());
    private static final int MAX_COPIES = 100;

    private final MBeanServer server;
    private final List<ObjectName> names = new ArrayList<>();

    /** The beans of what all mail providers share. */
    public ManagementBeans(MBeanServer server, CredentialTokens tokens, CallBudgets calls) {
        this.server = server;
        register("Tokens", new Tokens(tokens));
        register("Calls", (CallsMXBean) calls::throttled);
    }

    /**
     * Adds the beans of one mail provider. Not to be called when others use this already.
     *
     * @param profile of it; empty where it is the only one
     */
    public ManagementBeans with(String profile, LoginGuard logins, ImapPool pool) {
        String key = profile.isEmpty() ? "" : ",profile=" + profile;
        register("Logins" + key, new Logins(logins));
        register("ImapConnections" + key, new ImapConnections(pool));
        return this;
    }

    /** The names of the beans that were taken. */
    public List<ObjectName> names() {
        return List.copyOf(names);
    }

    private void register(String type, Object bean) {
        try {
            for (int copy = 1; copy <= MAX_COPIES; copy++) {
                try {
                    ObjectName name = new ObjectName(DOMAIN + ":type=" + type + (copy == 1 ? "" : ",copy=" + copy));
                    names.add(server.registerMBean(bean, name).getObjectName());
                    return;
                } catch (InstanceAlreadyExistsException e) {
                    // that of another copy
                }
            }
        } catch (JMException e) {
            LOGGER.log(Level.WARNING, "an MXBean cannot be registered: " + type, e);
        }
    }

    @Override
    public void close() {
        for (ObjectName name : names) {
            try {
                server.unregisterMBean(name);
            } catch (JMException e) {
                LOGGER.log(Level.DEBUG, "an MXBean was gone already", e);
            }
        }
    }

    private record Tokens(CredentialTokens tokens) implements TokensMXBean {
        @Override
        public String getSealingKeyId() {
            return tokens.openedByKeyId().keySet().iterator().next();
        }

        @Override
        public Map<String, Long> getOpenedByKeyId() {
            return tokens.openedByKeyId();
        }
    }

    private record Logins(LoginGuard guard) implements LoginsMXBean {
        @Override
        public long getAccepted() {
            return guard.counts().accepted();
        }

        @Override
        public long getRefused() {
            return guard.counts().refused();
        }

        @Override
        public long getUnclear() {
            return guard.counts().unclear();
        }

        @Override
        public long getRepeated() {
            return guard.counts().repeated();
        }

        @Override
        public long getStopped() {
            return guard.counts().stopped();
        }
    }

    private record ImapConnections(ImapPool pool) implements ImapConnectionsMXBean {
        @Override
        public int getTotal() {
            return pool.state().total();
        }

        @Override
        public int getIdle() {
            return pool.state().idle();
        }

        @Override
        public int getWaiting() {
            return pool.state().waiting();
        }

        @Override
        public int getMax() {
            return pool.state().max();
        }

        @Override
        public long getOpened() {
            return pool.state().opened();
        }

        @Override
        public void evict(String user) {
            pool.evict(user);
        }

        @Override
        public void evictAll() {
            pool.evictAll();
        }
    }
}

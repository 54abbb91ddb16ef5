// SPDX-License-Identifier: MIT
package dev.mailboxmcp.feature;

import dev.mailboxmcp.resource.ResourceProvider.Watch;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Tells whoever listens that a list of the deployment changed. Thread-safe. */
public final class Changes {
    /** The lists that can change while the server runs. */
    public enum Kind {
        TOOLS("toolsListChanged", "notifications/tools/list_changed"),
        PROMPTS("promptsListChanged", "notifications/prompts/list_changed"),
        RESOURCES("resourcesListChanged", "notifications/resources/list_changed");

        private final String filter;
        private final String notification;

        Kind(String filter, String notification) {
            this.filter = filter;
            this.notification = notification;
        }

        /** The member of {@code subscriptions/listen} that asks for it. */
        public String filter() {
            return filter;
        }

        /** The method of the notification. */
        public String notification() {
            return notification;
        }
    }

    private final List<Consumer<Kind>> listeners = new CopyOnWriteArrayList<>();

    /** @param listener called on the thread that publishes; must not block for long */
    public Watch listen(Consumer<Kind> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    public void publish(Kind kind) {
        listeners.forEach(listener -> listener.accept(kind));
    }
}

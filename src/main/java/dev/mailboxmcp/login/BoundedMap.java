// SPDX-License-Identifier: MIT
package dev.mailboxmcp.login;

import java.util.LinkedHashMap;
import java.util.Map;

/** A map that forgets what was not asked for the longest when it is full. Not thread-safe. */
final class BoundedMap<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1L;

    private final int max;

    BoundedMap(int max) {
        super(16, 0.75f, true);
        this.max = max;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > max;
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.observe;

import java.util.Map;
import java.util.function.LongSupplier;

/**
 * A number that can be asked for at any time.
 *
 * @param name as OpenTelemetry has names, such as {@code mailbox.imap.connections}
 * @param unit of UCUM, or what is counted in braces
 * @param value asked for on any thread; does not wait
 */
public record Figure(
        String name, Kind kind, String unit, String description, Map<String, String> attributes, LongSupplier value) {
    /** Whether it can fall. */
    public enum Kind {
        COUNTER,
        GAUGE
    }

    public Figure {
        attributes = Map.copyOf(attributes);
    }
}

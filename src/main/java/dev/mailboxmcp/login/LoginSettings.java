// SPDX-License-Identifier: MIT
package dev.mailboxmcp.login;

import dev.mailboxmcp.settings.Settings;
import java.time.Duration;

/**
 * How many logins may fail, and how many may run.
 *
 * @param failuresPerUser within the window before logins of a user stop; 0 for no limit
 * @param failuresPerClient within the window before logins from a client address stop; 0 for no limit
 * @param window in which failures count, and how long logins stop at first; doubled twice at most by failures after that
 * @param badPasswordMemory how long a refused password is answered without asking again; zero for never
 * @param inFlight logins at one mail server at the same time
 */
public record LoginSettings(
        int failuresPerUser, int failuresPerClient, Duration window, Duration badPasswordMemory, int inFlight) {
    /** What is good for nearly everybody. */
    public static final LoginSettings USUAL =
            new LoginSettings(5, 100, Duration.ofMinutes(15), Duration.ofMinutes(5), 8);

    /** Nothing is held back. */
    public static final LoginSettings OFF = new LoginSettings(0, 0, Duration.ofMinutes(15), Duration.ZERO, 10_000);

    /** Reads {@code LOGIN_*} and {@code LOGINS_IN_FLIGHT}; problems are noted there. */
    public static LoginSettings read(Settings settings) {
        return new LoginSettings(
                settings.integer("LOGIN_FAILURES_PER_USER", USUAL.failuresPerUser(), 0, 1000),
                settings.integer("LOGIN_FAILURES_PER_CLIENT", USUAL.failuresPerClient(), 0, 100_000),
                settings.seconds("LOGIN_FAILURE_WINDOW", USUAL.window(), Duration.ofSeconds(1), Duration.ofDays(1)),
                // never long: the user may have set that very password at the mail server meanwhile
                settings.seconds(
                        "LOGIN_FAILURE_MEMORY", USUAL.badPasswordMemory(), Duration.ZERO, Duration.ofMinutes(10)),
                settings.integer("LOGINS_IN_FLIGHT", USUAL.inFlight(), 1, 10_000));
    }
}

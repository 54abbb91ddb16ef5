// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

/**
 * Memory for what is large, of which all calls together have only so much: a mail of a stranger must not be able to use up
 * the heap, nor must many readers of large attachments.
 */
@FunctionalInterface
public interface Memory {
    /** Where nobody counts. */
    Memory ENDLESS = bytes -> rest -> {};

    /**
     * Waits until there is room.
     *
     * @param bytes how much it will be at its worst
     * @throws MailException {@link MailFailure.Busy} where there is none in time
     */
    Lease take(long bytes);

    /** Memory that was taken. Whoever does not close it has it until the response is written. */
    @FunctionalInterface
    interface Lease extends AutoCloseable {
        /** Gives back what is more than that. */
        void keep(long bytes);

        @Override
        default void close() {
            keep(0);
        }
    }
}

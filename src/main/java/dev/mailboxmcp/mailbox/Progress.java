// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailbox;

/** Is told how far a change of many mails has come. Whoever does not want to know any more may throw; the change goes on. */
@FunctionalInterface
public interface Progress {
    /** @param total how many mails there are to change */
    void made(int tried, int total);
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailserver;

/** A user of a test's mail server: the address is the login name too. */
public record MailUser(String address, String password) {}

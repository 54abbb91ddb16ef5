// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

import org.jspecify.annotations.Nullable;

/** Carries a {@link MailFailure} up to where it becomes an answer. */
public final class MailException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient MailFailure failure;

    public MailException(MailFailure failure) {
        this(failure, null);
    }

    public MailException(MailFailure failure, @Nullable Throwable cause) {
        super(failure.getClass().getSimpleName(), cause); // the kind only: this message may be logged
        this.failure = failure;
    }

    public MailFailure failure() {
        return failure;
    }
}

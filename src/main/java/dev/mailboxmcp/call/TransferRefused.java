// SPDX-License-Identifier: MIT
package dev.mailboxmcp.call;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A file is not given, or not taken; the message says why and what to do, and may be shown. */
public final class TransferRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient @Nullable Duration retryAfter;

    /** @param status of HTTP */
    public TransferRefused(int status, String message, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        super(message, cause);
        this.status = status;
        this.retryAfter = retryAfter;
    }

    public int status() {
        return status;
    }

    /** When the same may work; null where that is not known. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tool;

import dev.mailboxmcp.text.InertMarkdown;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A call that failed for a reason the agent or the user can act on: becomes a result with {@code isError}. */
public final class ToolFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient @Nullable Duration retryAfter;

    /**
     * @param message what happened, with the limit and the state; what to do next. Never a secret, never mail content;
     *     what others may have named, such as a folder, or said, as mail servers do, is made inert
     */
    public ToolFailure(ErrorCode code, String message) {
        this(code, message, null, null);
    }

    /** @param retryAfter when calling again makes sense; null if time alone changes nothing */
    public ToolFailure(ErrorCode code, String message, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        super(InertMarkdown.of(message), cause);
        this.code = code;
        this.retryAfter = retryAfter;
    }

    public ErrorCode code() {
        return code;
    }

    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    /** The message, never null. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}

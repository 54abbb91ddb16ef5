// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tool;

import org.jspecify.annotations.Nullable;

/** Turns failures of the world the tools speak of into failures that carry a code. */
@FunctionalInterface
public interface FailureTranslator {
    /** The failure in terms of the tools' contract, or null if it is none the caller can act on. */
    @Nullable
    ToolFailure translate(RuntimeException failure);
}

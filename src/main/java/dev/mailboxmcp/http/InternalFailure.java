// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.rpc.ClientGoneException;
import dev.mailboxmcp.rpc.RpcError;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What is our own fault: logged under an id, of which the client learns the id only. The log gets classes and frames,
 * not messages, since those may quote mail. Thread-safe.
 */
final class InternalFailure {
    private static final Logger LOGGER = System.getLogger(InternalFailure.class.getName());
    private static final int MAX_CAUSES = 5;
    private static final int MAX_FRAMES = 40;

    private InternalFailure() {}

    /** Logs the failure and gives what the client is told. That a client left is no failure, and is not logged as one. */
    static RpcError internal(Throwable failure) {
        return internal(failure, "");
    }

    /** @param trace the caller's, for the line in the log; see {@link ObservedCall} */
    static RpcError internal(Throwable failure, String trace) {
        String id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        if (failure instanceof ClientGoneException) {
            LOGGER.log(Level.DEBUG, "the client left before its answer");
        } else {
            LOGGER.log(Level.ERROR, "internal error " + id + trace + trace(failure));
        }
        return new RpcError(
                RpcError.INTERNAL_ERROR, "Internal error " + id + "; the server's log has more under this id.");
    }

    private static String trace(Throwable failure) {
        StringBuilder text = new StringBuilder();
        Throwable current = failure;
        for (int i = 0; i < MAX_CAUSES && current != null; i++) {
            text.append(i == 0 ? ": " : "\nCaused by: ")
                    .append(current.getClass().getName());
            StackTraceElement[] frames = current.getStackTrace();
            for (int frame = 0; frame < Math.min(frames.length, MAX_FRAMES); frame++) {
                text.append("\n\tat ").append(frames[frame]);
            }
            current = current.getCause();
        }
        return text.toString();
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.observe;

import dev.mailboxmcp.observe.EndedCall.Outcome;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** One line in the server's log for each call, at debug level. Thread-safe. */
public final class CallLog implements CallObserver {
    private static final Logger LOGGER = System.getLogger(CallLog.class.getName());

    @Override
    public void ended(EndedCall call) {
        if (LOGGER.isLoggable(Level.DEBUG)) {
            LOGGER.log(Level.DEBUG, line(call));
        }
    }

    static String line(EndedCall call) {
        String outcome = switch (call.outcome()) {
            case Outcome.Succeeded succeeded -> "ok";
            case Outcome.ToolFailed failed -> failed.code();
            case Outcome.RpcFailed failed -> "error " + failed.code();
        };
        TraceParent parent = call.parent();
        return call.methodName() + (call.tool() == null ? "" : " " + call.tool()) + " " + outcome + " in "
                + call.took().toMillis() + " ms"
                + (parent == null ? "" : " " + parent);
    }
}

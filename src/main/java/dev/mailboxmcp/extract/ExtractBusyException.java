// SPDX-License-Identifier: MIT
package dev.mailboxmcp.extract;

/** No child came free, or was ready, in time, or the call was cancelled meanwhile. */
public final class ExtractBusyException extends Exception {
    private static final long serialVersionUID = 1L;

    ExtractBusyException(String state) {
        super(state);
    }

    /** The words of it, which may be shown. */
    public String state() {
        return String.valueOf(getMessage());
    }
}

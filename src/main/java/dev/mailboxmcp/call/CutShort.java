// SPDX-License-Identifier: MIT
package dev.mailboxmcp.call;

/** A file that was brought did not come whole, or not as large as was said; nothing of it was stored. */
public final class CutShort extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CutShort(Throwable cause) {
        super("the file did not come whole", cause);
    }
}

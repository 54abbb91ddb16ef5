// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol.legacy;

import dev.mailboxmcp.protocol.RefusedException;
import dev.mailboxmcp.rpc.RpcError;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The id of an event on a {@link SessionStream}. */
record EventId(int stream, int number) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})-(\\d{1,9})");

    /**
     * What {@code Last-Event-ID} says.
     *
     * @return null if it was not sent
     * @throws RefusedException if it is none of ours
     */
    static @Nullable EventId of(@Nullable String header) throws RefusedException {
        if (header == null) {
            return null;
        }
        Matcher id = FORM.matcher(header);
        if (!id.matches()) {
            throw new RefusedException(
                    400, new RpcError(RpcError.INVALID_REQUEST, "Last-Event-ID is none that this server gave out."));
        }
        return new EventId(Integer.parseInt(id.group(1)), Integer.parseInt(id.group(2)));
    }

    @Override
    public String toString() {
        return stream + "-" + number;
    }
}

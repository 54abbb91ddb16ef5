// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oauth;

import dev.mailboxmcp.account.Secret;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** What opens the mailbox of a user who let a client in, or leads to what does. Immutable; never prints. */
sealed interface Proof {
    /** The mailbox's own password. */
    record Password(Secret secret) implements Proof {}

    /**
     * A code of the identity provider, which was not changed into tokens yet: so the provider sees to it that it is used once,
     * whichever instance is asked.
     *
     * @param verifier of PKCE, towards the provider
     */
    record ProviderCode(Secret code, String verifier, String nonce) implements Proof {
        @Override
        public String toString() {
            return "ProviderCode[***]";
        }
    }

    /** A refresh token of the identity provider. */
    record ProviderRefresh(Secret secret) implements Proof {}

    /** An access token of the identity provider, which the mail server takes. */
    record ProviderAccess(Secret secret) implements Proof {}

    /** The word of the identity provider alone: a login of the operator opens the mailbox. */
    record Identity() implements Proof {}

    /** Writes it, to be sealed. */
    static void write(Proof proof, DataOutputStream out) throws IOException {
        switch (proof) {
            case Password(Secret secret) -> write(1, secret, out);
            case ProviderCode code -> {
                write(2, code.code(), out);
                out.writeUTF(code.verifier());
                out.writeUTF(code.nonce());
            }
            case ProviderRefresh(Secret secret) -> write(3, secret, out);
            case ProviderAccess(Secret secret) -> write(4, secret, out);
            case Identity() -> out.writeByte(5);
        }
    }

    private static void write(int kind, Secret secret, DataOutputStream out) throws IOException {
        out.writeByte(kind);
        out.writeUTF(secret.reveal());
    }

    /** What {@link #write} wrote. */
    static Proof read(DataInputStream in) throws IOException {
        int kind = in.readUnsignedByte();
        return switch (kind) {
            case 1 -> new Password(new Secret(in.readUTF()));
            case 2 -> new ProviderCode(new Secret(in.readUTF()), in.readUTF(), in.readUTF());
            case 3 -> new ProviderRefresh(new Secret(in.readUTF()));
            case 4 -> new ProviderAccess(new Secret(in.readUTF()));
            case 5 -> new Identity();
            default -> throw new IOException("a proof of a later version");
        };
    }
}

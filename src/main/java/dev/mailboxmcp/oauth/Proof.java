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

    /** What stands before each of them where it is sealed; never given to another kind. */
    final class Kind {
        private static final int PASSWORD = 1;
        private static final int PROVIDER_CODE = 2;
        private static final int PROVIDER_REFRESH = 3;
        private static final int PROVIDER_ACCESS = 4;
        private static final int IDENTITY = 5;

        private Kind() {}
    }

    /** Writes it, to be sealed. */
    static void write(Proof proof, DataOutputStream out) throws IOException {
        switch (proof) {
            case Password(Secret secret) -> write(Kind.PASSWORD, secret, out);
            case ProviderCode code -> {
                write(Kind.PROVIDER_CODE, code.code(), out);
                out.writeUTF(code.verifier());
                out.writeUTF(code.nonce());
            }
            case ProviderRefresh(Secret secret) -> write(Kind.PROVIDER_REFRESH, secret, out);
            case ProviderAccess(Secret secret) -> write(Kind.PROVIDER_ACCESS, secret, out);
            case Identity() -> out.writeByte(Kind.IDENTITY);
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
            case Kind.PASSWORD -> new Password(new Secret(in.readUTF()));
            case Kind.PROVIDER_CODE -> new ProviderCode(new Secret(in.readUTF()), in.readUTF(), in.readUTF());
            case Kind.PROVIDER_REFRESH -> new ProviderRefresh(new Secret(in.readUTF()));
            case Kind.PROVIDER_ACCESS -> new ProviderAccess(new Secret(in.readUTF()));
            case Kind.IDENTITY -> new Identity();
            default -> throw new IOException("a proof of a later version");
        };
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oauth;

import dev.mailboxmcp.account.Authorization;
import dev.mailboxmcp.account.Grant;
import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.account.TokenLife;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a user consented to, in a code or a token. Immutable.
 *
 * @param id of the grant, the same in all that follows from it
 * @param issuedAt the moment of the login, in whole seconds
 * @param expiresAt until when what holds it is good, in whole seconds
 * @param profile the mail provider that has the mailbox; null where that goes by the domain, or there is one for all
 * @param grant what may be done
 * @param asked what the client asked for
 * @param signed whether the client has to sign too, to make use of it
 */
record Consented(
        UUID id,
        Instant issuedAt,
        Instant expiresAt,
        String user,
        @Nullable String profile,
        Grant grant,
        Set<Permission> asked,
        Proof proof,
        boolean signed) {
    private static final int STEP = 256; // so that the length does not give away that of the password
    private static final String BETWEEN_DOMAINS = ",";

    Consented until(Instant end) {
        return new Consented(id, issuedAt, end, user, profile, grant, asked, proof, signed);
    }

    Consented with(Grant other) {
        return new Consented(id, issuedAt, expiresAt, user, profile, other, asked, proof, signed);
    }

    Consented with(Proof other) {
        return new Consented(id, issuedAt, expiresAt, user, profile, grant, asked, other, signed);
    }

    Consented of(String name) {
        return new Consented(id, issuedAt, expiresAt, name, profile, grant, asked, proof, signed);
    }

    /** The same, or one that only a signature of the client makes use of from now on. */
    Consented signed(boolean also) {
        return new Consented(id, issuedAt, expiresAt, user, profile, grant, asked, proof, signed || also);
    }

    /** What revokes it. */
    TokenLife life(String client) {
        return new TokenLife(id, issuedAt, expiresAt, user, new Authorization(id, client, asked));
    }

    /** Writes it, filled up, to be sealed as the last of its fields. */
    void write(DataOutputStream out) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream fields = new DataOutputStream(bytes);
        fields.writeLong(id.getMostSignificantBits());
        fields.writeLong(id.getLeastSignificantBits());
        fields.writeLong(issuedAt.getEpochSecond());
        fields.writeLong(expiresAt.getEpochSecond());
        fields.writeUTF(user);
        fields.writeUTF(profile == null ? "" : profile);
        write(grant, fields);
        fields.writeUTF(Scopes.text(asked));
        Proof.write(proof, fields);
        fields.writeBoolean(signed);
        out.write(bytes.toByteArray());
        out.write(new byte[(STEP - bytes.size() % STEP) % STEP]);
    }

    /** What {@link #write(DataOutputStream)} wrote. */
    static Consented read(DataInputStream in) throws IOException {
        UUID id = new UUID(in.readLong(), in.readLong());
        Instant issuedAt = Instant.ofEpochSecond(in.readLong());
        Instant expiresAt = Instant.ofEpochSecond(in.readLong());
        String user = in.readUTF();
        String profile = in.readUTF();
        Grant grant = grant(in);
        Set<Permission> asked = Scopes.parse(in.readUTF());
        return new Consented(
                id,
                issuedAt,
                expiresAt,
                user,
                profile.isEmpty() ? null : profile,
                grant,
                asked,
                Proof.read(in),
                in.available() > 0 && in.readBoolean()); // none in what was written before clients signed
    }

    /** A grant, as fields to be sealed. */
    static void write(Grant grant, DataOutputStream out) throws IOException {
        out.writeUTF(Scopes.text(grant.permissions()));
        out.writeUTF(grant.recipientDomains() == null ? "" : String.join(BETWEEN_DOMAINS, grant.recipientDomains()));
    }

    /** What {@link #write(Grant, DataOutputStream)} wrote; a grant never names no domains at all. */
    static Grant grant(DataInputStream in) throws IOException {
        Set<Permission> permissions = Scopes.parse(in.readUTF());
        String domains = in.readUTF();
        return new Grant(
                permissions, domains.isEmpty() ? null : new TreeSet<>(List.of(domains.split(BETWEEN_DOMAINS, -1))));
    }

    /** Never the user. */
    @Override
    public String toString() {
        return "Consented[" + id + "]";
    }
}

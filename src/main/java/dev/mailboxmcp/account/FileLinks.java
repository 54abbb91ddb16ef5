// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes links to files, and opens them. A link is its own memory: what it is about and the login that it needs are sealed
 * into it with the keys of this deployment, so that any instance serves it and none keeps anything. Whoever has a link can use
 * it, for ten minutes, for this one file. Thread-safe.
 */
public final class FileLinks {
    /** How long a link is good for. */
    public static final Duration LIFETIME = Duration.ofMinutes(10);

    /** Where links lead, below the origin. */
    public static final String PATH = "/file/";

    private static final String PREFIX = "mbf1";
    private static final byte[] NOTHING_MORE = {};
    private static final int VERSION = 1;

    private final LinkSettings settings;
    private final Sealer sealer;
    private final LinkLife life;

    /** @param tokens whose audience and revocation hold for links too */
    public FileLinks(
            EncryptionKeys keys,
            LinkSettings settings,
            TokenSettings tokens,
            RevokedTokens revoked,
            InstantSource clock) {
        this.settings = settings;
        this.sealer = new Sealer(PREFIX, keys, tokens.audience());
        this.life = new LinkLife(tokens, revoked, clock, LIFETIME);
    }

    /** Whether links are made, and served. */
    public boolean areMade() {
        return settings.areMade();
    }

    /**
     * A link for this use alone.
     *
     * @param credentials that are granted what the use needs, which who calls has checked
     * @param what as the use has it
     * @return null where none is made, or none that servers would take
     */
    public @Nullable MadeLink make(FileLink.Use use, Credentials credentials, List<String> what) {
        if (!settings.areMade()) {
            return null;
        }
        Instant expiresAt = life.end();
        return MadeLink.of(
                settings.origin() + PATH, sealer, use.purpose(), encode(credentials, expiresAt, what), expiresAt);
    }

    /**
     * What a link is good for.
     *
     * @param sealed what stands behind {@link #PATH}
     * @throws BadTokenException if it is altered, expired, revoked, of another use or of another deployment; which one is
     *     not said
     */
    public FileLink open(FileLink.Use use, String sealed) throws BadTokenException {
        if (!settings.areMade()) {
            throw new BadTokenException();
        }
        FileLink link = decode(use, sealer.open(use.purpose(), NOTHING_MORE, sealed));
        if (life.isOver(link.credentials().user(), link.expiresAt())) {
            throw new BadTokenException();
        }
        return link;
    }

    private static byte[] encode(Credentials credentials, Instant expiresAt, List<String> what) {
        return SealedRecord.writePadded(VERSION, out -> {
            out.writeLong(expiresAt.getEpochSecond());
            out.writeUTF(credentials.user());
            out.writeUTF(Objects.requireNonNullElse(credentials.profile(), ""));
            out.writeUTF(Objects.requireNonNullElse(credentials.delegate(), ""));
            switch (credentials.login()) {
                case Login.Password password -> {
                    out.writeByte(password.ofOperator() ? 3 : 0);
                    out.writeUTF(password.secret().reveal());
                }
                case Login.AccessToken token -> {
                    out.writeByte(token.authorization() == null ? 1 : 2);
                    out.writeUTF(token.secret().reveal());
                    if (token.authorization() != null) {
                        out.writeUTF(token.authorization());
                    }
                }
            }
            out.writeByte(what.size());
            for (String one : what) {
                out.writeUTF(one);
            }
        });
    }

    private static FileLink decode(FileLink.Use use, byte[] content) throws BadTokenException {
        return SealedRecord.readPadded(VERSION, content, in -> {
            Instant expiresAt = Instant.ofEpochSecond(in.readLong());
            String user = in.readUTF();
            String profile = in.readUTF();
            String delegate = in.readUTF();
            Login login = switch (in.readByte()) {
                case 0 -> new Login.Password(new Secret(in.readUTF()));
                case 1 -> new Login.AccessToken(new Secret(in.readUTF()), null);
                case 2 -> new Login.AccessToken(new Secret(in.readUTF()), in.readUTF());
                case 3 -> new Login.Password(new Secret(in.readUTF()), true);
                default -> throw new BadTokenException();
            };
            List<String> what = new ArrayList<>();
            for (int left = in.readByte(); left > 0; left--) {
                what.add(in.readUTF());
            }
            Credentials credentials = new Credentials(user, login)
                    .withGrant(new Grant(Set.of(use.permission()), null))
                    .at(profile.isEmpty() ? null : profile)
                    .by(delegate.isEmpty() ? null : delegate);
            return new FileLink(use, credentials, expiresAt, what);
        });
    }
}

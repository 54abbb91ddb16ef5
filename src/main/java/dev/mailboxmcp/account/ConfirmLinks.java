// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes the links to the page where users confirm a mail, and the forms of that page, and opens them. Nothing is kept: what
 * they are about is sealed into them with the keys of this deployment, so that any instance serves them. A link holds no
 * password; the form of a user who was identified holds what opens the mailbox, for the minutes that it takes to read a mail, and it
 * belongs to its link alone. Thread-safe.
 */
public final class ConfirmLinks {
    /** How long a link is good for. */
    public static final Duration LIFETIME = Duration.ofHours(1);

    /** Where links lead, below the origin. */
    public static final String PATH = "/confirm/";

    private static final Duration FORM_LIFETIME = Duration.ofMinutes(15);
    private static final String PREFIX = "mbc1";
    private static final String LINK = "confirm-link";
    private static final String FORM = "confirm-form";
    private static final String REVIEWED = "confirm-seen";
    private static final String VOUCHED_FOR = "V";
    private static final String BY_PASSWORD = "P";
    private static final String BY_TOKEN = "T";
    private static final byte[] NOTHING_MORE = {};
    private static final int VERSION = 1;

    private final LinkSettings settings;
    private final Sealer sealer;
    private final LinkLife life;
    private final InstantSource clock;

    /** @param tokens whose audience and revocation hold for links too */
    public ConfirmLinks(
            EncryptionKeys keys,
            LinkSettings settings,
            TokenSettings tokens,
            RevokedTokens revoked,
            InstantSource clock) {
        this.settings = settings;
        this.sealer = new Sealer(PREFIX, keys, tokens.audience());
        this.life = new LinkLife(tokens, revoked, clock, LIFETIME);
        this.clock = clock;
    }

    /**
     * What a user saw, in the form that is sent back to confirm it.
     *
     * @param login what opens the mailbox; null where the word of an identity provider does, and a login of the operator
     * @param draft as it was shown
     * @param consent the digest of what is sent to whom, which the user says yes to
     */
    public record Reviewed(@Nullable Login login, ConfirmLink.DraftVersion draft, String consent) {
        @Override
        public String toString() {
            return "Reviewed[***]";
        }
    }

    /**
     * A link for this draft of this user.
     *
     * @param credentials of the caller
     * @return null where none can be made: the server has no origin, or a name is too long for a link
     */
    public @Nullable MadeLink make(Credentials credentials, ConfirmLink.DraftVersion draft) {
        String origin = settings.origin();
        if (origin == null) {
            return null;
        }
        Instant expiresAt = life.end();
        byte[] content = SealedRecord.writePadded(VERSION, out -> {
            out.writeLong(expiresAt.getEpochSecond());
            out.writeUTF(credentials.user());
            out.writeUTF(Objects.requireNonNullElse(credentials.profile(), ""));
            out.writeUTF(Objects.requireNonNullElse(credentials.delegate(), ""));
            var domains = credentials.grant().recipientDomains();
            out.writeUTF(domains == null ? "" : String.join(",", domains));
            write(draft, out);
        });
        return MadeLink.of(origin + PATH, sealer, LINK, content, expiresAt);
    }

    /**
     * What a link is about.
     *
     * @param sealed what stands behind {@link #PATH}
     * @throws BadTokenException if it is altered, expired, revoked or of another deployment; which one is not said
     */
    public ConfirmLink open(String sealed) throws BadTokenException {
        if (settings.origin() == null) {
            throw new BadTokenException();
        }
        ConfirmLink link = SealedRecord.readPadded(VERSION, sealer.open(LINK, NOTHING_MORE, sealed), in -> {
            Instant expiresAt = Instant.ofEpochSecond(in.readLong());
            String user = in.readUTF();
            String profile = in.readUTF();
            String delegate = in.readUTF();
            String domains = in.readUTF();
            return new ConfirmLink(
                    user,
                    profile.isEmpty() ? null : profile,
                    delegate.isEmpty() ? null : delegate,
                    domains.isEmpty() ? null : new TreeSet<>(Arrays.asList(domains.split(",", -1))),
                    draft(in),
                    expiresAt);
        });
        if (life.isOver(link.user(), link.expiresAt())) {
            throw new BadTokenException();
        }
        return link;
    }

    /**
     * What the form says in which the password is asked for: that it is of this server, and of this link.
     *
     * @param link as it was given away, sealed
     */
    public String form(String link) {
        return sealer.seal(FORM, bytes(link), SealedRecord.writePadded(VERSION, out -> out.writeLong(formEnd())));
    }

    /** Whether that form is of this link, and not too old. */
    public boolean isForm(String link, String form) {
        try {
            return SealedRecord.readPadded(VERSION, sealer.open(FORM, bytes(link), form), this::isFresh);
        } catch (BadTokenException e) {
            return false;
        }
    }

    /**
     * What the form says by which a user confirms what was shown.
     *
     * @throws IllegalArgumentException if the login is too long to be held by a form
     */
    public String form(String link, Reviewed reviewed) {
        return sealer.seal(REVIEWED, bytes(link), SealedRecord.writePadded(VERSION, out -> {
            out.writeLong(formEnd());
            out.writeUTF(
                    switch (reviewed.login()) {
                        case null -> VOUCHED_FOR;
                        case Login.Password password ->
                            BY_PASSWORD + password.secret().reveal();
                        case Login.AccessToken token ->
                            BY_TOKEN + token.secret().reveal();
                    });
            write(reviewed.draft(), out);
            out.writeUTF(reviewed.consent());
        }));
    }

    /**
     * What a user confirms.
     *
     * @throws BadTokenException if the form is none of this link, or too old
     */
    public Reviewed reviewed(String link, String form) throws BadTokenException {
        return SealedRecord.readPadded(VERSION, sealer.open(REVIEWED, bytes(link), form), in -> {
            if (!isFresh(in)) {
                throw new BadTokenException();
            }
            return new Reviewed(login(in.readUTF()), draft(in), in.readUTF());
        });
    }

    private static @Nullable Login login(String written) throws BadTokenException {
        Secret secret = new Secret(written.substring(1));
        return switch (written.substring(0, 1)) {
            case VOUCHED_FOR -> null;
            case BY_PASSWORD -> new Login.Password(secret);
            case BY_TOKEN -> new Login.AccessToken(secret, null);
            default -> throw new BadTokenException();
        };
    }

    private long formEnd() {
        return clock.instant().plus(FORM_LIFETIME).getEpochSecond();
    }

    private boolean isFresh(DataInputStream in) throws IOException {
        return clock.instant().isBefore(Instant.ofEpochSecond(in.readLong()));
    }

    private static void write(ConfirmLink.DraftVersion draft, DataOutputStream out) throws IOException {
        out.writeUTF(draft.folder());
        out.writeLong(draft.uidValidity());
        out.writeLong(draft.uid());
        out.writeUTF(draft.digest());
        out.writeUTF(draft.messageId());
    }

    private static ConfirmLink.DraftVersion draft(DataInputStream in) throws IOException {
        return new ConfirmLink.DraftVersion(in.readUTF(), in.readLong(), in.readLong(), in.readUTF(), in.readUTF());
    }

    private static byte[] bytes(String link) {
        return link.getBytes(StandardCharsets.UTF_8);
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * One kind of thing that can be done to a mailbox. Callers hold a set of them; none includes another.
 *
 * <p>Each has a bit of its own in tokens, which never changes its meaning.
 */
public enum Permission {
    /** Looking at mail, without marking it as read. */
    READ(1),
    /** Changing flags, moving mail and managing folders; all of it can be undone. */
    ORGANIZE(1 << 1),
    /** Saving drafts and uploads in the mailbox, which nobody but its user sees. */
    DRAFT(1 << 2),
    /** Sending mail. */
    SEND(1 << 3),
    /** Deleting mail for good. */
    DELETE(1 << 4);

    private final int bit;

    Permission(int bit) {
        this.bit = bit;
    }

    /** What a token is for whose maker does not say it, out of what it may be for: all but to delete for good. */
    public static Set<Permission> usual(Set<Permission> allowed) {
        Set<Permission> usual = EnumSet.noneOf(Permission.class);
        usual.addAll(allowed);
        usual.remove(DELETE);
        return Collections.unmodifiableSet(usual);
    }

    /** The set as the bits of one byte. */
    static byte bits(Set<Permission> permissions) {
        int bits = 0;
        for (Permission permission : permissions) {
            bits |= permission.bit;
        }
        return (byte) bits;
    }

    /**
     * The set of these bits, in the order of the constants; it cannot be changed.
     *
     * @throws IllegalArgumentException if one of the bits is none of ours
     */
    static Set<Permission> of(byte bits) {
        int left = Byte.toUnsignedInt(bits);
        Set<Permission> permissions = EnumSet.noneOf(Permission.class);
        for (Permission permission : values()) {
            if ((left & permission.bit) != 0) {
                permissions.add(permission);
                left &= ~permission.bit;
            }
        }
        if (left != 0) {
            throw new IllegalArgumentException("a permission that is not known here");
        }
        return Collections.unmodifiableSet(permissions);
    }
}

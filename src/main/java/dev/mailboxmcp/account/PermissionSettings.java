// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import dev.mailboxmcp.settings.Settings;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * What the operator allows anybody to do with mail. A caller may do what both this and their {@link Grant} allow. Immutable.
 *
 * @param allowed in the order of {@link Permission}
 */
public record PermissionSettings(Set<Permission> allowed, DeleteMode deleteMode) {
    public PermissionSettings {
        allowed = Collections.unmodifiableSet(EnumSet.copyOf(allowed));
    }

    /**
     * Reads {@code READ_ONLY}, {@code ORGANIZE}, {@code DRAFTS} and {@code DELETE_MODE}.
     *
     * @param sends whether this deployment sends mail at all
     */
    public static PermissionSettings read(Settings settings, boolean sends) {
        boolean readOnly = settings.flag("READ_ONLY", false);
        boolean organizes = settings.flag("ORGANIZE", true);
        boolean drafts = settings.flag("DRAFTS", true);
        DeleteMode deleteMode = settings.choice("DELETE_MODE", DeleteMode.OFF);
        Set<Permission> allowed = EnumSet.of(Permission.READ);
        if (readOnly) {
            return new PermissionSettings(allowed, DeleteMode.OFF);
        }
        if (organizes) {
            allowed.add(Permission.ORGANIZE);
        }
        if (drafts) {
            allowed.add(Permission.DRAFT);
        }
        if (sends) {
            allowed.add(Permission.SEND);
        }
        if (deleteMode != DeleteMode.OFF) {
            allowed.add(Permission.DELETE);
        }
        return new PermissionSettings(allowed, deleteMode);
    }

    /** The same without that permission. */
    public PermissionSettings without(Permission permission) {
        Set<Permission> rest = EnumSet.copyOf(allowed);
        rest.remove(permission);
        return new PermissionSettings(rest, deleteMode);
    }

    /** What may be done at one at least of several mail providers; of modes of deletion the one that asks less. */
    public static PermissionSettings union(Collection<PermissionSettings> all) {
        Set<Permission> allowed = EnumSet.noneOf(Permission.class);
        DeleteMode deleteMode = DeleteMode.OFF;
        for (PermissionSettings one : all) {
            allowed.addAll(one.allowed);
            deleteMode = one.deleteMode.compareTo(deleteMode) > 0 ? one.deleteMode : deleteMode;
        }
        return new PermissionSettings(allowed, deleteMode);
    }

    /** What a token is for whose maker does not say it: all that is allowed, but to delete for good. */
    public Set<Permission> usual() {
        return Permission.usual(allowed);
    }
}

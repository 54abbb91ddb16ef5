// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oauth;

import dev.mailboxmcp.account.Permission;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Permissions as scopes (RFC 6749 3.3): {@code mail:read} and so on. Stateless. */
public final class Scopes {
    private static final String PREFIX = "mail:";

    private Scopes() {}

    /** The scope of a permission. */
    public static String of(Permission permission) {
        return PREFIX + permission.name().toLowerCase(Locale.ROOT);
    }

    /** The scopes between blanks, in the order of the permissions. */
    public static String text(Set<Permission> permissions) {
        return EnumSet.copyOf(permissions).stream().map(Scopes::of).collect(Collectors.joining(" "));
    }

    /** The permissions among these scopes. What else stands there is passed over: clients ask for what other servers have. */
    static Set<Permission> parse(String text) {
        Set<String> named = Arrays.stream(text.split(" ", -1)).collect(Collectors.toSet());
        Set<Permission> permissions = EnumSet.noneOf(Permission.class);
        for (Permission permission : Permission.values()) {
            if (named.contains(of(permission))) {
                permissions.add(permission);
            }
        }
        return permissions;
    }
}

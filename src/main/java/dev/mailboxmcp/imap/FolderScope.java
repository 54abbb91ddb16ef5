// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.Folder;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.FolderRole;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.SearchScope;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Which of the folders of a mailbox a {@link SearchScope} means. */
final class FolderScope {
    private static final String ANYWHERE = "anywhere";

    /** What users threw away or never wanted, and views of mail that lies elsewhere. */
    private static final Set<FolderRole> LEFT_OUT = EnumSet.of(FolderRole.TRASH, FolderRole.JUNK, FolderRole.FLAGGED);

    private FolderScope() {}

    /**
     * The folders, in their order, INBOX first.
     *
     * @param folders all that there are
     * @throws MailException {@link MailFailure.FolderNotFound} for a name that none of them has
     */
    static List<Folder> of(SearchScope scope, List<Folder> folders) {
        List<Folder> selectable = folders.stream().filter(Folder::selectable).toList();
        Set<Folder> chosen = new LinkedHashSet<>(scope.in().isEmpty() ? usual(selectable) : List.of());
        scope.in().forEach(name -> chosen.addAll(named(name, selectable)));
        scope.notIn().forEach(name -> chosen.removeAll(named(name, selectable)));
        return selectable.stream().filter(chosen::contains).toList();
    }

    /** Where one folder holds all mail, as Gmail's does, nothing is found twice. */
    private static List<Folder> usual(List<Folder> folders) {
        List<Folder> all = folders.stream()
                .filter(folder -> folder.role() == FolderRole.ALL)
                .toList();
        return all.isEmpty()
                ? folders.stream()
                        .filter(folder -> folder.role() == null || !LEFT_OUT.contains(folder.role()))
                        .toList()
                : all;
    }

    private static List<Folder> named(String name, List<Folder> folders) {
        if (name.equalsIgnoreCase(ANYWHERE)) {
            return folders.stream()
                    .filter(folder -> folder.role() != FolderRole.ALL && folder.role() != FolderRole.FLAGGED)
                    .toList();
        }
        FolderPath path = new FolderPath(name);
        return Stream.<List<Folder>>of(
                        folders.stream()
                                .filter(folder -> FolderName.same(folder.path(), path))
                                .toList(),
                        folders.stream().filter(folder -> hasRole(folder, name)).toList(),
                        folders.stream()
                                .filter(folder -> folder.path().value().equalsIgnoreCase(name))
                                .toList())
                .filter(found -> !found.isEmpty())
                .findFirst()
                .orElseThrow(() -> new MailException(new MailFailure.FolderNotFound(path)));
    }

    private static boolean hasRole(Folder folder, String name) {
        FolderRole role = folder.role();
        return role != null && role.name().toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT));
    }
}

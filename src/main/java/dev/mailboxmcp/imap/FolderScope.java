// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.Folder;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.FolderRole;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.SearchScope;
import java.util.Collection;
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

    /** Together they hold every mail where there is a folder of all mail. */
    private static final Set<FolderRole> WHOLE = EnumSet.of(FolderRole.ALL, FolderRole.TRASH, FolderRole.JUNK);

    private FolderScope() {}

    /**
     * The folders, in their order, INBOX first.
     *
     * @param folders all that there are
     * @throws MailException {@link MailFailure.FolderNotFound} for a name that none of them has, {@link
     *     MailFailure.InvalidArgument} for one that cannot be left out
     */
    static List<Folder> of(SearchScope scope, List<Folder> folders) {
        List<Folder> selectable = folders.stream().filter(Folder::selectable).toList();
        Set<Folder> chosen = new LinkedHashSet<>(scope.in().isEmpty() ? usual(selectable) : List.of());
        scope.in().forEach(name -> chosen.addAll(named(name, selectable)));
        for (String name : scope.notIn()) {
            List<Folder> others = named(name, selectable);
            requireApart(name, others, chosen);
            chosen.removeAll(others);
        }
        return selectable.stream().filter(chosen::contains).toList();
    }

    /** A folder whose mails lie in another one too, that of all mail, cannot be left out of that one. */
    private static void requireApart(String name, List<Folder> others, Set<Folder> chosen) {
        if (holdsAll(chosen) && !others.stream().allMatch(FolderScope::isOfWhole)) {
            throw new MailException(
                    new MailFailure.InvalidArgument(
                            "query",
                            "must not leave out " + name
                                    + " here, whose mails are in the folder of all mail too. Name the folders to look into by in:"));
        }
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

    /** A folder of all mail, as Gmail's, holds what has no other folder, but not what was thrown away. */
    private static List<Folder> anywhere(List<Folder> folders) {
        boolean whole = holdsAll(folders);
        return folders.stream()
                .filter(folder -> whole ? isOfWhole(folder) : folder.role() != FolderRole.FLAGGED)
                .toList();
    }

    private static boolean holdsAll(Collection<Folder> folders) {
        return folders.stream().anyMatch(folder -> folder.role() == FolderRole.ALL);
    }

    private static boolean isOfWhole(Folder folder) {
        return folder.role() != null && WHOLE.contains(folder.role());
    }

    private static List<Folder> named(String name, List<Folder> folders) {
        if (name.equalsIgnoreCase(ANYWHERE)) {
            return anywhere(folders);
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

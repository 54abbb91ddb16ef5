// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.FolderRole;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a folder is for: what the server says (RFC 6154 2), else what its name says in the languages seen most. */
final class FolderRoles {
    private static final Map<String, FolderRole> ATTRIBUTES = Map.of(
            "\\sent", FolderRole.SENT,
            "\\drafts", FolderRole.DRAFTS,
            "\\trash", FolderRole.TRASH,
            "\\junk", FolderRole.JUNK,
            "\\spam", FolderRole.JUNK, // QUIRK: mail.ru has the words of XLIST
            "\\archive", FolderRole.ARCHIVE,
            "\\all", FolderRole.ALL,
            "\\flagged", FolderRole.FLAGGED);

    private static final Map<FolderRole, Set<String>> NAMES = Map.of(
            FolderRole.SENT,
            names("sent|sent items|sent messages|sent mail|gesendet|gesendete elemente|gesendete objekte|envoyés"
                    + "|éléments envoyés|messages envoyés|enviados|elementos enviados|posta inviata|inviati"
                    + "|verzonden|verzonden items|wysłane|odeslané|odoslané|отправленные|надіслані|skickat"
                    + "|sendt|sendte elementer|lähetetyt|elküldött|trimise|gönderilmiş öğeler|已发送|已傳送|送信済み|보낸 편지함"),
            FolderRole.DRAFTS,
            names("drafts|draft|entwürfe|brouillons|borradores|rascunhos|bozze|concepten|kopie robocze|szkice"
                    + "|koncepty|rozepsané|черновики|чернетки|utkast|kladder|luonnokset|piszkozatok|ciorne|taslaklar"
                    + "|草稿|草稿箱|下書き|임시 보관함"),
            FolderRole.TRASH,
            names("trash|deleted|deleted items|deleted messages|bin|papierkorb|gelöschte elemente|corbeille"
                    + "|éléments supprimés|papelera|elementos eliminados|lixeira|itens excluídos|cestino"
                    + "|posta eliminata|prullenbak|verwijderde items|kosz|koš|kôš|корзина|удаленные|кошик|papperskorg"
                    + "|papirkurv|roskakori|kuka|çöp kutusu|已删除|垃圾桶|ゴミ箱|휴지통"),
            FolderRole.JUNK,
            names("junk|junk email|junk e-mail|spam|bulk mail|spamverdacht|junk-e-mail|courrier indésirable"
                    + "|pourriel|indésirables|correo no deseado|lixo eletrônico|posta indesiderata|ongewenste e-mail"
                    + "|wiadomości-śmieci|спам|нежелательная почта|skräppost|søppelpost|roskaposti|垃圾邮件|迷惑メール|스팸"),
            FolderRole.ARCHIVE,
            names("archive|archives|archiv|archivo|archivio|arquivo|archief|archiwum|архив|arkiv|arkisto|存档|アーカイブ"));

    private FolderRoles() {}

    /** @param attributes of LIST, in lower case */
    static @Nullable FolderRole byAttribute(FolderPath path, Set<String> attributes) {
        if (FolderName.isInbox(path)) {
            return FolderRole.INBOX;
        }
        for (String attribute : attributes) {
            FolderRole role = ATTRIBUTES.get(attribute);
            if (role != null) {
                return role;
            }
        }
        return null;
    }

    /** What the last level of the path says. */
    static @Nullable FolderRole byName(FolderPath path, String delimiter) {
        String value = path.name();
        int last = delimiter.isEmpty() ? -1 : value.lastIndexOf(delimiter);
        String name = (last < 0 ? value : value.substring(last + delimiter.length())).toLowerCase(Locale.ROOT);
        for (Map.Entry<FolderRole, Set<String>> entry : NAMES.entrySet()) {
            if (entry.getValue().contains(name)) {
                return entry.getKey();
            }
        }
        return null;
    }

    private static Set<String> names(String list) {
        return Set.copyOf(List.of(list.split("\\|", -1)));
    }
}

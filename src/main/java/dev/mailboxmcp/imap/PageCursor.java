// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.text.CopiedToken;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the next page goes on: opaque to the caller, bound to the folder, its UIDVALIDITY and the question. It is no
 * secret and not sealed: whoever makes one up reads no more than the folder it can read anyway.
 *
 * @param lastUid of the last row shown: the next page begins below it
 * @param sequence that row had: a mail with a lower UID has a lower number for good, since deleting lowers numbers only
 */
record PageCursor(long uidValidity, long lastUid, long sequence) {
    private static final int MAX_LENGTH = 200;
    private static final Pattern TEXT = Pattern.compile("1\\.(\\d{1,10})\\.(\\d{1,10})\\.(\\d{1,10})\\.([0-9a-f]{16})");

    /** @param question all that the page depends on besides the folder */
    String write(FolderPath folder, String question) {
        String text = "1." + uidValidity + "." + lastUid + "." + sequence + "." + bond(folder, question);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** @throws MailException with {@link MailFailure.InvalidArgument} if it is not one of this folder and question */
    static PageCursor read(String cursor, FolderPath folder, String question) {
        try {
            if (cursor.length() <= MAX_LENGTH) {
                String text = new String(
                        Base64.getUrlDecoder().decode(CopiedToken.cleaned(cursor)), StandardCharsets.ISO_8859_1);
                Matcher matcher = TEXT.matcher(text);
                if (matcher.matches() && matcher.group(4).equals(bond(folder, question))) {
                    return new PageCursor(
                            Long.parseLong(matcher.group(1)),
                            Long.parseLong(matcher.group(2)),
                            Long.parseLong(matcher.group(3)));
                }
            }
        } catch (IllegalArgumentException e) {
            throw new MailException(invalid(), e);
        }
        throw new MailException(invalid());
    }

    private static MailFailure invalid() {
        return new MailFailure.InvalidArgument(
                "cursor", "must be next_cursor of the page before, with the same folder and criteria");
    }

    private static String bond(FolderPath folder, String question) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            String name = FolderName.isInbox(folder) ? FolderPath.INBOX.value() : folder.value();
            byte[] hash = digest.digest((name + "\0" + question).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has SHA-256
        }
    }
}

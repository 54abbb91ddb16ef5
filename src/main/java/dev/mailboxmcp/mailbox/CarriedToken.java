// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailbox;

import dev.mailboxmcp.account.KeyedHash;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.text.CopiedToken;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Bytes as a text that a model carries from one call to another. They are no secret; a keyed hash over them, and over what
 * they are bound to, keeps them from being made up or used elsewhere. A check digit at the end tells a text that was copied
 * wrongly from one that is not ours. All characters are harmless in URLs, JSON and Markdown. Immutable, thread-safe.
 */
final class CarriedToken {
    private static final int MAC_BYTES = 16;
    private static final int CHECK_CHARS = 3;

    private final KeyedHash hash;
    private final String argument;
    private final String tools;
    private final String prefix;
    private final int maxChars;

    /**
     * Texts of one kind.
     *
     * @param hash of a purpose of its own
     * @param argument that the callers give them in, for the words of refusals
     * @param tools whose results hold them, for the same words
     */
    CarriedToken(KeyedHash hash, String argument, String tools, String prefix, int maxChars) {
        this.hash = hash;
        this.argument = argument;
        this.tools = tools;
        this.prefix = prefix;
        this.maxChars = maxChars;
    }

    /** @param bound what the reader has to know, too */
    String write(byte[] content, List<String> bound) {
        byte[] bytes = Arrays.copyOf(content, content.length + MAC_BYTES);
        System.arraycopy(macs(content, bound).getFirst(), 0, bytes, content.length, MAC_BYTES);
        String text = prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        return text + check(text);
    }

    /**
     * The bytes of that text.
     *
     * @param copied the text, and what copying put into it or around it
     * @param source what is bound wrongly, in words, if the text is sound and not ours
     * @throws MailException {@link MailFailure.InvalidArgument} if it is none
     */
    byte[] read(String copied, List<String> bound, String source) {
        String text = CopiedToken.cleaned(copied);
        int end = text.length() - CHECK_CHARS;
        if (text.length() > maxChars || end <= prefix.length() || !text.startsWith(prefix)) {
            throw refused("is none of " + tools + ": give the one of the result, letter by letter");
        }
        if (!check(text.substring(0, end)).equals(text.substring(end))) {
            throw refused("was copied wrongly: give the one of the result again, letter by letter");
        }
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text.substring(prefix.length(), end));
        } catch (IllegalArgumentException e) {
            throw refused("is none of this server");
        }
        byte[] content = Arrays.copyOf(bytes, Math.max(0, bytes.length - MAC_BYTES));
        byte[] mac = Arrays.copyOfRange(bytes, content.length, bytes.length);
        if (macs(content, bound).stream().noneMatch(own -> MessageDigest.isEqual(own, mac))) {
            throw refused(source);
        }
        return content;
    }

    /** What is thrown where the text is worth nothing. */
    MailException refused(String why) {
        return new MailException(new MailFailure.InvalidArgument(argument, why));
    }

    private List<byte[]> macs(byte[] content, List<String> bound) {
        List<String> fields = new ArrayList<>(List.of(HexFormat.of().formatHex(content)));
        fields.addAll(bound);
        return hash.of(List.copyOf(fields)).stream()
                .map(mac -> Arrays.copyOf(mac, MAC_BYTES))
                .toList();
    }

    private static String check(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.US_ASCII));
        byte[] bytes = {(byte) (crc.getValue() >> 8), (byte) crc.getValue()};
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import dev.mailboxmcp.html.HtmlReader;
import dev.mailboxmcp.html.HtmlText;
import dev.mailboxmcp.text.RightToLeft;
import dev.mailboxmcp.text.TextCleaner;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Turns text parts, as they travel, into readable, cleaned text. The bytes may be cut off anywhere. Nothing is fetched or
 * executed. Characters that act as Markdown are as they stood there: whoever shows the text sees to that. Pure, thread-safe,
 * never throws; what lies beyond {@link MimeLimits#MAX_TEXT_BYTES} is left out.
 */
public final class BodyText {
    private static final int CHARSET_SEARCH_BYTES = 4096;
    private static final Pattern META_CHARSET = Pattern.compile(
            "<meta\\b[^>]{0,300}?charset\\s{0,9}=\\s{0,9}[\"']?\\s{0,9}([^\\s\"'/>;]{2,40})", Pattern.CASE_INSENSITIVE);

    private BodyText() {}

    /** The plain text of a part whose bytes are all there. */
    public static String plain(
            byte[] encoded, String transferEncoding, @Nullable String charset, boolean flowed, boolean delSp) {
        return plain(encoded, transferEncoding, charset, flowed, delSp, false);
    }

    /**
     * The text of a {@code text/plain} part, and of any other but HTML.
     *
     * @param transferEncoding empty for none
     * @param charset as the part declares it; null for none
     * @param flowed whether the part declares {@code format=flowed} (RFC 3676)
     * @param delSp whether it declares {@code delsp=yes}
     * @param cut whether the part has more bytes than these
     */
    public static String plain(
            byte[] encoded,
            String transferEncoding,
            @Nullable String charset,
            boolean flowed,
            boolean delSp,
            boolean cut) {
        TransferText travelled = TransferText.of(bounded(encoded), transferEncoding, charset);
        String text = TextCleaner.text(RightToLeft.asSeen(travelled.characters(charset)));
        String readable = FileInText.leftOut(
                flowed ? FlowedParagraphs.unflow(text, delSp) : text,
                cut || encoded.length > MimeLimits.MAX_TEXT_BYTES);
        return bounded(trimmed(readable));
    }

    /**
     * The text of a {@code text/html} part.
     *
     * @param transferEncoding empty for none
     * @param charset as the part declares it; null for none, then the document's own declaration counts
     */
    public static HtmlText html(byte[] encoded, String transferEncoding, @Nullable String charset) {
        TransferText travelled = TransferText.of(bounded(encoded), transferEncoding, charset);
        // QUIRK: servers say us-ascii where the part says nothing
        boolean undeclared = charset == null || charset.isBlank() || charset.equalsIgnoreCase("us-ascii");
        String declared = undeclared ? declaredIn(travelled.content()) : charset;
        HtmlText read = HtmlReader.read(travelled.characters(declared));
        return new HtmlText(bounded(trimmed(read.text())), read.hiddenCharacters(), read.pictures(), read.uncertain());
    }

    /** Whether nothing stands there but base64. */
    public static boolean isCleanBase64(byte[] encoded) {
        return Base64Text.read(encoded).strict();
    }

    /**
     * Whether a text says that it is in base64 and is not, so that it is read as it stands.
     *
     * @param charset as the part declares it; null for none
     */
    public static boolean isFalselyEncoded(byte[] encoded, String transferEncoding, @Nullable String charset) {
        return TransferText.of(bounded(encoded), transferEncoding, charset).asItStands();
    }

    private static @Nullable String declaredIn(byte[] html) {
        int length = Math.min(html.length, CHARSET_SEARCH_BYTES);
        Matcher meta = META_CHARSET.matcher(new String(html, 0, length, StandardCharsets.ISO_8859_1));
        // a declaration that could be read in single bytes is not in two-byte units, whatever it says
        return meta.find() && !meta.group(1).regionMatches(true, 0, "utf-16", 0, 6) ? meta.group(1) : null;
    }

    private static byte[] bounded(byte[] encoded) {
        return encoded.length <= MimeLimits.MAX_TEXT_BYTES
                ? encoded
                : Arrays.copyOf(encoded, MimeLimits.MAX_TEXT_BYTES);
    }

    private static String bounded(String text) {
        return TextCleaner.shorten(text, MimeLimits.MAX_TEXT_CHARS);
    }

    /** The text without empty lines before and white space behind. */
    private static String trimmed(String text) {
        String stripped = text.stripTrailing();
        int start = 0;
        for (int i = 0; i < stripped.length() && Character.isWhitespace(stripped.charAt(i)); i++) {
            if (stripped.charAt(i) == '\n') {
                start = i + 1;
            }
        }
        return stripped.substring(start);
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A text without its transfer encoding (RFC 2045 6), and what stands around it without having any: the banner of a
 * gateway, the footer of a mailing list. Never throws.
 *
 * @param asItStands whether it is not in base64 though it says so
 */
record TransferText(byte[] before, byte[] content, byte[] behind, boolean asItStands) {
    private static final byte[] NOTHING = {};
    private static final int SHORT = 24;
    private static final int CONTROLS_IN = 20;

    /** @param charset as the part declares it; null for none */
    static TransferText of(byte[] encoded, String transferEncoding, @Nullable String charset) {
        return switch (TransferEncoding.kind(transferEncoding)) {
            case BASE64 -> ofBase64(encoded, charset);
            case QUOTED_PRINTABLE -> {
                byte[] once = QuotedPrintable.decode(encoded);
                yield whole(isEncodedAgain(once) ? QuotedPrintable.decode(once) : once, false);
            }
            case UUENCODE, NONE -> whole(TransferEncoding.decode(encoded, transferEncoding), false);
        };
    }

    /** All of it as characters. */
    String characters(@Nullable String charset) {
        String text = MailCharset.decode(content, charset);
        return before.length == 0 && behind.length == 0
                ? text
                : MailCharset.guess(before) + text.stripTrailing() + "\n\n" + MailCharset.guess(behind);
    }

    private static TransferText whole(byte[] content, boolean asItStands) {
        return new TransferText(NOTHING, content, NOTHING, asItStands);
    }

    private static TransferText ofBase64(byte[] encoded, @Nullable String charset) {
        Base64Text text = Base64Text.read(encoded);
        boolean sure = text.strict() && encoded.length > SHORT;
        boolean none = text.content().length == 0 && text.before().length > 0;
        return none || !sure && !isText(text.content(), charset)
                ? whole(encoded, true)
                : new TransferText(text.before(), text.content(), text.behind(), false);
    }

    /** Whether bytes may be a text, which random ones seldom are. */
    static boolean isText(byte[] bytes, @Nullable String charset) {
        String label = charset == null ? "" : charset.toLowerCase(Locale.ROOT);
        if (label.contains("16") || label.contains("32") || label.contains("ucs")) {
            return true; // in units of several bytes any byte may occur
        }
        int controls = 0;
        for (byte b : bytes) {
            boolean used =
                    b == '\t' || b == '\n' || b == '\r' || b == '\f' || b == 0 || b == 0x0E || b == 0x0F || b == 0x1B;
            controls += b >= 0 && b < ' ' && !used ? 1 : 0;
        }
        boolean singleBytes = !label.isEmpty() && !label.contains("utf") && !label.contains("ascii");
        return controls * CONTROLS_IN <= bytes.length
                && (singleBytes || Utf8Check.of(bytes, 0).malformed() * CONTROLS_IN <= bytes.length);
    }

    /**
     * Whether a text that was decoded is in quoted-printable still, since it was encoded twice: every equals sign is an
     * escape or a soft break, and there are traces that no other text has.
     */
    private static boolean isEncodedAgain(byte[] text) {
        for (int i = 0; i < text.length; i++) {
            boolean open = text[i] == '='
                    && !QuotedPrintable.isEscape(text, i)
                    && (i + 1 == text.length || text[i + 1] != '\r' && text[i + 1] != '\n');
            if (open) {
                return false;
            }
        }
        return QuotedPrintable.hasTraces(text)
                && Utf8Check.of(QuotedPrintable.decode(text), 0).malformed() == 0;
    }
}

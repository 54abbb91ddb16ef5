// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderMalfunctionError;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of mail to characters, whatever the mail calls its charset. A byte order mark wins over the label; a label that
 * is unknown or obviously wrong yields UTF-8 where the bytes are UTF-8, windows-1252 otherwise. Bytes of a character cut
 * off at the end are left out. Pure, thread-safe, never throws.
 */
public final class MailCharset {
    /**
     * Every charset of this JDK by each of its names in lower case. Asking {@link Charset#forName} for a name it does not
     * know makes it build all its providers anew: a mail with an unknown label in every header would cost a millisecond.
     */
    private static final Map<String, Charset> BY_NAME = byName();

    private static final Pattern UTF_7 = Pattern.compile("(?:x|cs)?(?:unicode[12]1)?utf7");
    private static final Pattern WINDOWS = Pattern.compile("(?:win|windows|cp|xcp|mscp|ms)12[0-9]{2}");
    private static final Pattern ISO_8859 = Pattern.compile("x?(?:iso)?8859[0-9]{1,2}");
    private static final Pattern CODE_PAGE = Pattern.compile("(?:cp|ibm|dos|pc|oem)([0-9]{3,5})");
    private static final Pattern WRAPPING = Pattern.compile("[\"'\\s]");

    private static final Charset WINDOWS_1252 =
            Objects.requireNonNullElse(first("windows-1252"), StandardCharsets.ISO_8859_1);

    private static final Set<String> ASCII_SECOND_BYTES =
            Set.of("windows-31j", "Shift_JIS", "GB18030", "GBK", "Big5", "Big5-HKSCS", "x-windows-949", "x-Johab");

    private static final int MAX_LABEL_LENGTH = 64;

    private MailCharset() {}

    /** @param label as the mail gives it; null for none */
    public static String decode(byte[] bytes, @Nullable String label) {
        if (startsWith(bytes, 0xEF, 0xBB, 0xBF)) {
            return decodeUtf8(bytes, 3);
        }
        if (startsWith(bytes, 0xFF, 0xFE, 0, 0) || startsWith(bytes, 0, 0, 0xFE, 0xFF)) {
            return decode(bytes, 4, Charset.forName(bytes[0] == 0 ? "UTF-32BE" : "UTF-32LE"));
        }
        if (startsWith(bytes, 0xFE, 0xFF)) {
            return decode(bytes, 2, StandardCharsets.UTF_16BE);
        }
        if (startsWith(bytes, 0xFF, 0xFE)) {
            return decode(bytes, 2, StandardCharsets.UTF_16LE);
        }
        if ("utf-8".equalsIgnoreCase(label)) { // most
            return decodeUtf8(bytes, 0);
        }
        String name = label == null ? "" : bare(label);
        String letters = lettersAndDigits(name);
        if (letters.endsWith("utf7") && UTF_7.matcher(letters).matches()) {
            return Utf7.decode(bytes);
        }
        if (letters.equals("hz") || letters.equals("hzgb2312")) {
            Charset gb = first("GB18030");
            return gb == null ? guess(bytes) : decode(HzText.toGb(bytes), 0, gb);
        }
        String text = SingleByteCharset.decode(bytes, letters);
        if (text != null) {
            return text;
        }
        Charset charset = find(name, letters);
        if (charset == null || charset.equals(StandardCharsets.US_ASCII)) {
            return guess(bytes);
        }
        if (charset.equals(UTF_8)) {
            return decodeUtf8(bytes, 0);
        }
        if (charset.equals(StandardCharsets.UTF_16)) {
            return decode(bytes, 0, looksLittleEndian(bytes) ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE);
        }
        return decode(bytes, 0, isUtf8Instead(bytes, charset) ? UTF_8 : charset);
    }

    /** Whether it is UTF-8, and cannot be what it says it is. */
    private static boolean isUtf8Instead(byte[] bytes, Charset labelled) {
        if (Utf8Check.of(bytes, 0).valid() == 0 || !isUtf8(bytes)) {
            return false;
        }
        if (labelled.name().contains("2022")) { // which is in seven bits
            return true;
        }
        try {
            labelled.newDecoder().decode(ByteBuffer.wrap(bytes));
            return false;
        } catch (CharacterCodingException | RuntimeException | CoderMalfunctionError e) {
            return true;
        }
    }

    /** Bytes without a label: UTF-8 if most of them are, ISO-2022-JP if they switch to it, else windows-1252. */
    static String guess(byte[] bytes) {
        Utf8Check check = Utf8Check.of(bytes, 0);
        if (check.valid() == 0) {
            if (check.malformed() > 0 || check.cut()) {
                return decode(bytes, 0, WINDOWS_1252);
            }
            return switchesToJapanese(bytes)
                    ? decode(bytes, 0, Objects.requireNonNullElse(first("x-windows-iso2022jp", "ISO-2022-JP"), UTF_8))
                    : decode(bytes, 0, UTF_8);
        }
        // by chance, letters of windows-1252 seldom form sequences of UTF-8
        return decode(bytes, 0, check.valid() >= check.malformed() ? UTF_8 : WINDOWS_1252);
    }

    /**
     * Bytes in a header that say nothing of their charset: UTF-8 where all of them are, else the one that is likely, else
     * as {@link #guess(byte[])}.
     *
     * @param label of the likely one, as the mail gives it; null for none
     */
    static String guess(byte[] bytes, @Nullable String label) {
        Charset likely = isUtf8(bytes) ? null : ofHeaders(label);
        if (likely != null) {
            try {
                return likely.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            } catch (CharacterCodingException | RuntimeException | CoderMalfunctionError e) {
                return guess(bytes); // it is not that one
            }
        }
        return guess(bytes);
    }

    /** Whether a header's bytes without encoding are in a charset whose second bytes may look like ASCII. */
    static boolean hasAsciiSecondBytes(@Nullable String label, String bytesAsChars) {
        Charset charset = label == null ? null : ofHeaders(label);
        return charset != null
                && ASCII_SECOND_BYTES.contains(charset.name())
                && !isUtf8(bytesAsChars.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static boolean isUtf8(byte[] bytes) {
        Utf8Check check = Utf8Check.of(bytes, 0);
        return check.malformed() == 0 && !check.cut();
    }

    /** The charset of that name, if ASCII is what it is in it and there is more; else null. */
    private static @Nullable Charset ofHeaders(@Nullable String label) {
        String name = label == null ? "" : bare(label);
        Charset charset = find(name, lettersAndDigits(name));
        boolean useful = charset != null
                && !charset.equals(UTF_8)
                && !charset.equals(StandardCharsets.US_ASCII)
                && charset.canEncode()
                && "Aa@".equals(new String("Aa@".getBytes(StandardCharsets.US_ASCII), charset));
        return useful ? charset : null;
    }

    /** Labelled UTF-8 that holds no single sequence of it was written in windows-1252. */
    private static String decodeUtf8(byte[] bytes, int from) {
        Utf8Check check = Utf8Check.of(bytes, from);
        boolean lies = check.malformed() > 0 && check.valid() == 0;
        return decode(bytes, from, lies ? WINDOWS_1252 : UTF_8);
    }

    private static String decode(byte[] bytes, int from, Charset charset) {
        CharsetDecoder decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        ByteBuffer in = ByteBuffer.wrap(bytes, from, bytes.length - from);
        CharBuffer out = CharBuffer.allocate((int) Math.ceil(in.remaining() * (double) decoder.maxCharsPerByte()) + 16);
        try {
            // "more may come" leaves the start of an incomplete character unread instead of replacing it
            decoder.decode(in, out, false);
            decoder.decode(ByteBuffer.allocate(0), out, true);
            decoder.flush(out);
        } catch (RuntimeException | CoderMalfunctionError e) {
            return new String(bytes, from, bytes.length - from, WINDOWS_1252);
        }
        return out.flip().toString();
    }

    private static @Nullable Charset find(String name, String letters) {
        return switch (letters) {
            case "" -> null;
            case "utf8", "utf8mb4", "unicode11utf8", "xutf8", "utf" -> UTF_8;
            case "usascii", "ascii", "ansix341968", "ansix341986", "iso646us", "646", "cp367", "7bit", "8bit" ->
                StandardCharsets.US_ASCII;
            case "iso88591",
                    "latin1",
                    "l1",
                    "88591",
                    "cp819",
                    "ibm819",
                    "iso885911987",
                    "windows1252",
                    "cp1252",
                    "win1252",
                    "ansi" -> WINDOWS_1252;
            case "iso88599", "latin5", "l5" -> first("windows-1254");
            case "iso885911", "tis620", "tis62025331", "windows874", "cp874", "dos874" ->
                first("x-windows-874", "TIS-620");
            case "gb2312",
                    "gb231280",
                    "gbk",
                    "xgbk",
                    "gb18030",
                    "cp936",
                    "936",
                    "windows936",
                    "ms936",
                    "euccn",
                    "xeuccn",
                    "csgb2312",
                    "chinese",
                    "isoir58" -> first("GB18030");
            case "big5", "big5hkscs", "cnbig5", "xxbig5", "csbig5", "big5eten", "cp950", "ms950", "windows950" ->
                first("Big5-HKSCS", "Big5");
            case "ksc56011987",
                    "ksc56011989",
                    "ksc5601",
                    "ksc56011",
                    "euckr",
                    "xeuckr",
                    "korean",
                    "isoir149",
                    "cp949",
                    "ms949",
                    "uhc",
                    "windows949",
                    "windows949ks",
                    "cseuckr",
                    "949" -> first("x-windows-949", "EUC-KR");
            case "shiftjis",
                    "sjis",
                    "xsjis",
                    "xshiftjis",
                    "mskanji",
                    "ms932",
                    "cp932",
                    "windows31j",
                    "windows932",
                    "shiftjisx0213",
                    "shiftjis2004",
                    "csshiftjis",
                    "932" -> first("windows-31j", "Shift_JIS");
            case "iso2022jp3",
                    "iso2022jp2004",
                    "iso2022jp",
                    "iso2022jp1",
                    "iso2022jpms",
                    "cp50220",
                    "cp50221",
                    "csiso2022jp" -> first("x-windows-iso2022jp", "ISO-2022-JP");
            case "eucjp", "xeucjp", "eucjisx0213", "eucjis2004", "ujis", "xeuc" -> first("EUC-JP");
            case "koi8", "koi8r", "xkoi8r", "cskoi8r" -> first("KOI8-R");
            case "cp1125", "ruscii" -> first("IBM866");
            case "koi8u", "koi8ru" -> first("KOI8-U");
            case "iso88598i", "iso88598e", "hebrew", "visual", "logical" -> first("ISO-8859-8");
            case "iso88596i", "iso88596e", "arabic" -> first("ISO-8859-6");
            case "macintosh", "mac", "macroman", "xmacroman", "xmac" -> first("x-MacRoman");
            case "ucs2", "iso10646ucs2", "unicode", "utf16" -> StandardCharsets.UTF_16;
            case "utf16le", "ucs2le", "unicodelittle" -> StandardCharsets.UTF_16LE;
            case "utf16be", "ucs2be", "unicodebig" -> StandardCharsets.UTF_16BE;
            default -> byPattern(name, letters);
        };
    }

    private static @Nullable Charset byPattern(String name, String letters) {
        if (WINDOWS.matcher(letters).matches()) {
            return first("windows-" + letters.substring(letters.length() - 4));
        }
        if (ISO_8859.matcher(letters).matches()) {
            return first("ISO-8859-" + letters.substring(letters.indexOf("8859") + 4));
        }
        if (letters.startsWith("xmac") || letters.startsWith("mac")) {
            String script = letters.substring(letters.indexOf("mac") + 3);
            return first("x-mac" + (script.equals("ce") ? "centraleurope" : script));
        }
        Matcher codePage = CODE_PAGE.matcher(letters);
        if (codePage.matches()) {
            String number = codePage.group(1);
            return first("IBM" + number, "x-IBM" + number, "Cp" + number);
        }
        return first(name, letters, "x-" + name, name.replace("x-", ""));
    }

    /** The label without what mails put around it. */
    private static String bare(String label) {
        String name =
                label.substring(0, Math.min(label.length(), MAX_LABEL_LENGTH)).toLowerCase(Locale.ROOT);
        int end = name.indexOf(';');
        String bareName = (end < 0 ? name : name.substring(0, end)).replace("charset=", "");
        return WRAPPING.matcher(bareName).find() ? WRAPPING.matcher(bareName).replaceAll("") : bareName;
    }

    private static String lettersAndDigits(String name) {
        StringBuilder letters = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= 'a' && c <= 'z' || c >= '0' && c <= '9') {
                letters.append(c);
            }
        }
        return letters.toString();
    }

    private static Map<String, Charset> byName() {
        Map<String, Charset> byName = new HashMap<>();
        for (Charset charset : Charset.availableCharsets().values()) {
            byName.put(charset.name().toLowerCase(Locale.ROOT), charset);
            charset.aliases().forEach(alias -> byName.putIfAbsent(alias.toLowerCase(Locale.ROOT), charset));
        }
        return Map.copyOf(byName);
    }

    /** The first of the names that this JDK has. */
    private static @Nullable Charset first(String... names) {
        for (String name : names) {
            Charset charset = BY_NAME.get(name.toLowerCase(Locale.ROOT));
            if (charset != null) {
                return charset;
            }
        }
        return null;
    }

    private static boolean startsWith(byte[] bytes, int... prefix) {
        if (bytes.length < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if ((bytes[i] & 0xFF) != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    /** Western text in UTF-16 has its zero bytes all on one side. */
    private static boolean looksLittleEndian(byte[] bytes) {
        int even = 0;
        int odd = 0;
        for (int i = 0; i + 1 < Math.min(bytes.length, 2000); i += 2) {
            even += bytes[i] == 0 ? 1 : 0;
            odd += bytes[i + 1] == 0 ? 1 : 0;
        }
        return odd > even;
    }

    private static boolean switchesToJapanese(byte[] bytes) {
        for (int i = 0; i + 2 < bytes.length; i++) {
            if (bytes[i] == 0x1B && bytes[i + 1] == '$' && (bytes[i + 2] == 'B' || bytes[i + 2] == '@')) {
                return true;
            }
        }
        return false;
    }
}

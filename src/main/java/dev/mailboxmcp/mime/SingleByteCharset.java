// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Charsets of single bytes that mails are in and the JDK has not: of each, the characters of its highest bytes; those below
 * are ASCII. Pure, thread-safe, never throws.
 */
final class SingleByteCharset {
    private static final String ISO_8859_10 =
            "\u00A0ĄĒĢĪĨĶ§ĻĐŠŦŽ\u00ADŪŊ°ąēģīĩķ·ļđšŧž―ūŋĀÁÂÃÄÅÆĮČÉĘËĖÍÎÏÐŅŌÓÔÕÖŨØŲÚÛÜÝÞßāáâãäåæįčé"
                    + "ęëėíîïðņōóôõöũøųúûüýþĸ";

    private static final String ISO_8859_14 =
            "\u00A0Ḃḃ£ĊċḊ§Ẁ©ẂḋỲ\u00AD®ŸḞḟĠġṀṁ¶ṖẁṗẃṠỳẄẅṡÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏŴÑÒÓÔÕÖṪØÙÚÛÜÝŶßàáâãäåæçèé"
                    + "êëìíîïŵñòóôõöṫøùúûüýŷÿ";

    private static final String VISCII =
            "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓ"
                    + "ÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ";

    private static final String TCVN =
            "ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ\u00A0ĂÂÊÔƠƯĐăâêôơưđẰ\u0300\u0309\u0303\u0301\u0323à"
                    + "ảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ";

    private static final String KOI8_T =
            "қғ‚Ғ„…†‡\uFFFD‰ҳ‹ҲҷҶ\uFFFDҚ‘’“”•–—\uFFFD™\uFFFD›\uFFFD\uFFFD\uFFFD\uFFFD\uFFFDӯӮё¤ӣ¦"
                    + "§\uFFFD\uFFFD\uFFFD«¬\u00AD®\uFFFD°±²Ё\uFFFDӢ¶·\uFFFD№\uFFFD»\uFFFD\uFFFD\uFFFD©юабц"
                    + "дефгхийклмнопярстужвьызшэщчъЮАБЦДЕФГХИЙКЛМНОПЯРСТУЖВЬЫЗШЭЩЧЪ";

    private static final String PTCP154 =
            "ҖҒӮғ„…ҶҮҲүҠӢҢҚҺҸҗ‘’“”•–—ҳҷҡӣңқһҹ\u00A0ЎўЈӨҘҰ§Ё©Ә«¬ӯ®Ҝ°ұІіҙө¶·ё№ә»јҪҫҝАБВГДЕЖЗИЙКЛМНО"
                    + "ПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмнопрстуфхцчшщъыьэюя";

    private static final String ARMSCII_8 =
            "\u00A0\uFFFDև։)(»«—.՝,-֊…՜՛՞ԱաԲբԳգԴդԵեԶզԷէԸըԹթԺժԻիԼլԽխԾծԿկՀհՁձՂղՃճՄմՅյՆնՇշՈոՉչՊպՋջՌռ"
                    + "ՍսՎվՏտՐրՑցՒւՓփՔքՕօՖֆ՚\uFFFD";

    /** VISCII has six letters in the place of controls. */
    private static final Map<Integer, Character> VISCII_CONTROLS =
            Map.of(0x02, 'Ẳ', 0x05, 'Ẵ', 0x06, 'Ẫ', 0x14, 'Ỷ', 0x19, 'Ỹ', 0x1E, 'Ỵ');

    private SingleByteCharset() {}

    /**
     * @param name in letters and digits, in lower case
     * @return null for a charset that is none of these
     */
    static @Nullable String decode(byte[] bytes, String name) {
        String high = high(name);
        if (high == null) {
            return null;
        }
        int first = 0x100 - high.length();
        StringBuilder out = new StringBuilder(bytes.length);
        for (byte b : bytes) {
            int c = b & 0xFF;
            out.append(c >= first ? high.charAt(c - first) : (char) c);
        }
        return high.equals(VISCII) ? withLetters(out) : out.toString();
    }

    private static String withLetters(StringBuilder text) {
        for (int i = 0; i < text.length(); i++) {
            Character letter = VISCII_CONTROLS.get((int) text.charAt(i));
            if (letter != null) {
                text.setCharAt(i, letter);
            }
        }
        return text.toString();
    }

    private static @Nullable String high(String name) {
        return switch (name) {
            case "iso885910", "latin6", "l6", "csisolatin6", "isoir157", "iso8859101992", "885910" -> ISO_8859_10;
            case "iso885914", "latin8", "l8", "isoceltic", "isoir199", "iso8859141998", "885914" -> ISO_8859_14;
            case "viscii", "viscii111", "viscii11", "csviscii", "xviscii" -> VISCII;
            case "tcvn", "tcvn5712", "tcvn57121", "tcvn571211993", "xviettcvn5712", "xviettcvn" -> TCVN;
            case "koi8t" -> KOI8_T;
            case "ptcp154", "csptcp154", "pt154", "cp154", "cyrillicasian" -> PTCP154;
            case "armscii8", "armscii" -> ARMSCII_8;
            default -> null;
        };
    }
}

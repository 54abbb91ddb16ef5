// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import dev.mailboxmcp.text.NormalForms;
import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Letters that look like others (UTS 39), as far as they occur in host names. A small table of our own: the letters that
 * a reader takes for Latin ones. Pure, never throws.
 */
final class Confusables {
    private static final Map<Integer, String> LATIN = latin();

    private static final Set<UnicodeScript> EAST_ASIAN = EnumSet.of(
            UnicodeScript.HAN,
            UnicodeScript.HIRAGANA,
            UnicodeScript.KATAKANA,
            UnicodeScript.HANGUL,
            UnicodeScript.BOPOMOFO);

    private Confusables() {}

    /** What a text looks like at a glance: two with the same skeleton are easily taken for each other. */
    static String skeleton(String text) {
        StringBuilder out = new StringBuilder(text.length());
        NormalForms.of(text, Normalizer.Form.NFKD)
                .toLowerCase(Locale.ROOT)
                .codePoints()
                .forEach(c -> {
                    int type = Character.getType(c);
                    if (type != Character.NON_SPACING_MARK && type != Character.FORMAT) {
                        out.append(LATIN.getOrDefault(c, Character.toString(c)));
                    }
                });
        return out.toString().replace("rn", "m").replace("vv", "w").replace("cl", "d");
    }

    /** Whether one label is written in letters that no language writes together, such as Latin and Cyrillic. */
    static boolean mixesScripts(String label) {
        Set<UnicodeScript> scripts = EnumSet.noneOf(UnicodeScript.class);
        label.codePoints().mapToObj(UnicodeScript::of).forEach(scripts::add);
        scripts.remove(UnicodeScript.COMMON);
        scripts.remove(UnicodeScript.INHERITED);
        if (scripts.stream().anyMatch(EAST_ASIAN::contains)) {
            scripts.removeAll(EAST_ASIAN);
            scripts.remove(UnicodeScript.LATIN);
            return !scripts.isEmpty();
        }
        return scripts.size() > 1;
    }

    private static Map<Integer, String> latin() {
        Map<Integer, String> map = new HashMap<>();
        String table =
                "0o 1l |l \u0131i \u0142l \u00f8o \u0111d \u0127h \u0167t \u0180b \u0253b \u0188c \u0257d \u0192f"
                        + " \u0260g \u0268i \u0269i \u0199k \u019an \u0272n \u01a5p \u01adt \u028bv \u01b4y \u01b6z \u0251a"
                        + " \u0261g \u026ai \u0274n \u0280r \u028fy \u1d0fo \u1d1cu \u1d20v \u1d21w \u1d22z \u0430a \u0432b"
                        + " \u0441c \u0501d \u0435e \u0451e \u04bdc \u0493f \u0581g \u043dh \u04bbh \u0456i \u0457i \u0458j"
                        + " \u043ak \u04cfl \u043cm \u0578n \u043fn \u043eo \u0585o \u0440p \u051bq \u0433r \u0455s \u0442t"
                        + " \u0446u \u057du \u0475v \u051dw \u0448w \u0445x \u0443y \u04afy \u03b1a \u03b2b \u03f2c \u03b5e"
                        + " \u03b7n \u03b9i \u03bak \u03bfo \u03c1p \u03c4t \u03c5u \u03bdv \u03c9w \u03c7x \u03b3y \u03c3o"
                        + " \u05e1o \u0647o \u0665o \u06f0o \u0966o \u0e50o \u3007o \u0561w \u056bh \u0566q \u0570h \u0575j"
                        + " \u0581g \u0565t \u2010- \u2011- \u2012- \u2013- \u2212- \u30fc- \u4e00- \u0259e \u01dde \u00e6a"
                        + " \u00dfb \u00fep \u0138k \u014bn \u017fs \u0292z \u0223o \u0237j \u0131i \u2c61l \u0371f";
        for (String pair : table.split(" ", -1)) {
            map.put(pair.codePointAt(0), pair.substring(Character.charCount(pair.codePointAt(0))));
        }
        return Map.copyOf(map);
    }
}

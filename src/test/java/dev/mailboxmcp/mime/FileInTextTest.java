// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileInTextTest {
    @Test
    void aUuencodedFileGivesWayToItsName() {
        assertThat(FileInText.leftOut("before\nbegin 644 ../a.txt\n#86)C\n`\nend\nafter", false))
                .isEqualTo("before\n[a file in the text is left out: a.txt]\nafter\n");
    }

    @Test
    void aYencFileGivesWayToItsName() {
        assertThat(FileInText.leftOut("=ybegin part=1 line=128 size=3 name=a b.bin\nxyé\n=yend size=3\n", false))
                .isEqualTo("[a file in the text is left out: a b.bin]\n");
    }

    @Test
    void wordsAboutOneStay() {
        String prose = "begin 644 is how such a block starts\nand lower case letters end it\nend\n";

        assertThat(FileInText.leftOut(prose, false)).isEqualTo(prose);
        assertThat(FileInText.leftOut("begin 644 a.txt\n#86)C", false)).isEqualTo("begin 644 a.txt\n#86)C\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "begin 644 x\nWE DO NOT AGREE TO PAY.\nend\n",
                "=ybegin part=1 line=128 size=23 name=a.bin\nWe do not agree to pay.\n=yend size=23\n",
                "=ybegin part=1 line=128 size=23 name=a.bin\nWir zahlen künftig nicht mehr.\n=yend size=23\n",
            })
    void wordsBetweenTheMarksOfAFileStay(String text) {
        assertThat(FileInText.leftOut(text, false)).isEqualTo(text);
    }

    @Test
    void aFileOfSeveralLinesGivesWayToItsName() {
        String full = "M" + "86)C".repeat(15);

        assertThat(FileInText.leftOut("begin 644 a.txt\n" + full + "\n" + full + "X\n!80\n`\nend\n", false))
                .isEqualTo("[a file in the text is left out: a.txt]\n");
    }

    @Test
    void aBlockWhoseEndWasCutOffIsLeftOut() {
        String name = "[a file in the text is left out: a.txt]\n";

        assertThat(FileInText.leftOut("before\nbegin 644 a.txt\n#86)C\n#86", true))
                .isEqualTo("before\n" + name);
        assertThat(FileInText.leftOut("begin 644 a.txt\n#86)C\n`\nen", true)).isEqualTo(name);
        assertThat(FileInText.leftOut("begin 644 a.txt", true)).isEqualTo(name);
        assertThat(FileInText.leftOut("=ybegin line=128 name=a.txt\nxyé", true)).isEqualTo(name);
        assertThat(FileInText.leftOut("begin 644 a.txt\nso it starts\n#86", true))
                .isEqualTo("begin 644 a.txt\nso it starts\n#86\n");
    }
}

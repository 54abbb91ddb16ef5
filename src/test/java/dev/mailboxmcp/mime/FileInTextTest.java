// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FileInTextTest {
    @Test
    void aUuencodedFileGivesWayToItsName() {
        assertThat(FileInText.leftOut("before\nbegin 644 ../a.txt\n#86)C\n`\nend\nafter"))
                .isEqualTo("before\n[a file in the text is left out: a.txt]\nafter\n");
    }

    @Test
    void aYencFileGivesWayToItsName() {
        assertThat(FileInText.leftOut("=ybegin part=1 line=128 size=3 name=a b.bin\nxyz\n=yend size=3\n"))
                .isEqualTo("[a file in the text is left out: a b.bin]\n");
    }

    @Test
    void wordsAboutOneStay() {
        String prose = "begin 644 is how such a block starts\nand lower case letters end it\nend\n";

        assertThat(FileInText.leftOut(prose)).isEqualTo(prose);
        assertThat(FileInText.leftOut("begin 644 a.txt\n#86)C")).isEqualTo("begin 644 a.txt\n#86)C\n");
    }
}

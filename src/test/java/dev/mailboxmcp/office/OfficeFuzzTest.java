// SPDX-License-Identifier: MIT
package dev.mailboxmcp.office;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Documents of strangers, as archives and as what stands in the files of sound ones. */
class OfficeFuzzTest {
    @FuzzTest
    void archives(byte @Nullable [] data) {
        check(OfficeReader.read(data == null ? new byte[0] : data));
    }

    @FuzzTest
    void documents(FuzzedDataProvider data) {
        String main = data.pickValue(new String[] {
            "word/document.xml", "xl/workbook.xml", "ppt/presentation.xml", "text", "spreadsheet", "presentation"
        });
        Map<String, byte[]> files = new LinkedHashMap<>();
        if (main.contains("/")) {
            String folder = main.substring(0, main.indexOf('/') + 1);
            files.put(
                    "_rels/.rels",
                    OfficeFiles.relations("r", "officeDocument", main).getBytes(UTF_8));
            files.put(
                    folder + "_rels/" + main.substring(folder.length()) + ".rels",
                    OfficeFiles.relations(
                                    "r1",
                                    "worksheet",
                                    "a.xml",
                                    "r2",
                                    "slide",
                                    "a.xml",
                                    "r3",
                                    "styles",
                                    "b.xml",
                                    "r4",
                                    "sharedStrings",
                                    "b.xml",
                                    "r5",
                                    "header",
                                    "b.xml",
                                    "r6",
                                    "footnotes",
                                    "b.xml")
                            .getBytes(UTF_8));
            files.put(main, data.consumeBytes(data.consumeInt(0, 2000)));
            files.put(folder + "a.xml", data.consumeBytes(data.consumeInt(0, 2000)));
            files.put(folder + "b.xml", data.consumeRemainingAsBytes());
        } else {
            files.put("mimetype", ("application/vnd.oasis.opendocument." + main).getBytes(UTF_8));
            files.put("content.xml", data.consumeBytes(data.consumeInt(0, 4000)));
            files.put("styles.xml", data.consumeRemainingAsBytes());
        }
        check(OfficeReader.read(OfficeFiles.zipOf(files)));
    }

    private static void check(@Nullable OfficeText read) {
        if (read != null) {
            assertThat(read.text()).hasSizeLessThanOrEqualTo(DocumentText.MAX_CHARS);
            assertThat(read.warnings()).allMatch(warning -> warning.matches("[ -~]+"));
        }
    }
}

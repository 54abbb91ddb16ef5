// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import java.util.Locale;

/** What people see who open a link for an upload: a form for the one file, and what became of it, or of the link. Stateless. */
final class UploadPage {
    private UploadPage() {}

    /**
     * The form. It leads back to the page itself.
     *
     * @param again whether the last try did not work
     */
    static String form(PageTexts texts, String name, long sizeBytes, boolean again) {
        String size = String.format(texts.locale(), "%,d", sizeBytes);
        return HtmlPage.html(texts, texts.plain("upload.title"), """
                <p>%s</p>
                %s
                <form method="post" enctype="multipart/form-data">
                <label for="file">%s</label>
                <input id="file" name="file" type="file" required aria-describedby="size">
                <small id="size">%s</small>
                <button class="main">%s</button>
                </form>
                """.formatted(
                        texts.html("upload.asks", name, size),
                        again ? problem(texts.html("upload.size", size)) : "",
                        texts.html("upload.file"),
                        texts.html("upload.note"),
                        texts.html("upload.send")));
    }

    /** It is there. */
    static String done(PageTexts texts, String name) {
        return HtmlPage.html(
                texts,
                texts.plain("upload.done"),
                "<p role=\"status\">" + texts.html("upload.done.text", name) + "</p>\n");
    }

    /** @param reason in words for everybody, which are English */
    static String refused(PageTexts texts, String reason) {
        return HtmlPage.html(
                texts,
                texts.plain("upload.no"),
                problem("<span lang=\"" + Locale.ENGLISH + "\">" + HtmlPage.escaped(reason) + "</span>"));
    }

    /** What was opened is no link to a file, or not any more. */
    static String noLink(PageTexts texts) {
        return HtmlPage.html(texts, texts.plain("file.none"), problem(texts.html("file.none.text")));
    }

    private static String problem(String html) {
        return "<p class=\"problem\" role=\"alert\">" + html + "</p>\n";
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.account.Sha256;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * The look of all pages for people, in one place: HTML without scripts, images or anything from elsewhere. It works at the
 * width of a phone, in light and dark, with a keyboard and with a screen reader. Stateless.
 */
final class HtmlPage {
    private static final MediaType HTML = new MediaType("text", "html", "utf-8");

    private static final String STYLE = """
            :root{color-scheme:light dark;background:Canvas;color:CanvasText;--line:#767676;--soft:#f3f4f6;--accent:#0b57d0;--on:#fff;--bad:#b3261e}
            @media(prefers-color-scheme:dark){:root{--line:#8f9399;--soft:#26282c;--accent:#a8c7fa;--on:#062e6f;--bad:#f2b8b5}}
            *{box-sizing:border-box}
            body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:0 auto;padding:1.5rem 1rem 3rem;overflow-wrap:break-word}
            h1{font-size:1.6rem;line-height:1.25;margin:.5rem 0 1rem}
            h2{font-size:1.15rem;margin:2rem 0 .5rem}
            a{color:var(--accent)}
            label{display:block;margin:1rem 0 .25rem;font-weight:600}
            input,textarea,button{font:inherit;width:100%;padding:.6rem;border:1px solid var(--line);border-radius:.4rem}
            textarea,pre{font:13px/1.4 ui-monospace,monospace;word-break:break-all}
            textarea{height:9rem}
            pre{background:var(--soft);padding:.75rem;border-radius:.4rem;white-space:pre-wrap;margin:.5rem 0}
            button{margin:1.5rem .75rem 0 0;width:auto;padding:.6rem 1.75rem;cursor:pointer}
            button.main{background:var(--accent);border-color:var(--accent);color:var(--on);font-weight:600}
            :focus-visible{outline:3px solid var(--accent);outline-offset:2px}
            fieldset{margin:1.25rem 0 0;padding:.5rem 1rem .75rem;border:1px solid var(--line);border-radius:.4rem}
            legend{font-weight:600;padding:0 .35rem}
            .choice{font-weight:400;margin:.35rem 0;display:flex;gap:.6rem;align-items:baseline}
            .choice input{width:auto;flex:none}
            small{display:block}
            .note{background:var(--soft);padding:.6rem 1rem;border-radius:.4rem}
            .problem{border-left:4px solid var(--bad);padding:.5rem 1rem;background:var(--soft)}
            """;

    /** The policy of all pages: no script, nothing from elsewhere, no frame around it. */
    static final String SOURCES =
            "default-src 'none'; style-src 'sha256-" + hash(STYLE) + "'; frame-ancestors 'none'; base-uri 'none'";

    /**
     * The referrer policy of all pages: where a page stands may hold what no log of a proxy is to hold, such as the code of an identity
     * provider. With {@code no-referrer} browsers would send the form with {@code Origin: null}.
     */
    static final String REFERRER = "strict-origin";

    /** Where a form of the page may lead. */
    enum Forms {
        /** Back here only. */
        TO_THIS_SERVER,
        /** Also on to a client. Chromium holds the policy against the whole chain of redirects, so there is none. */
        AND_ONWARDS
    }

    private HtmlPage() {}

    /**
     * A whole page.
     *
     * @param title plain text
     * @param body HTML
     */
    static String html(PageTexts texts, String title, String body) {
        return "<!doctype html>\n<html lang=\"" + texts.language() + "\">\n<head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>" + escaped(title)
                + "</title><style>" + STYLE + "</style></head>\n<body>\n<main>\n<h1>" + escaped(title) + "</h1>\n"
                + body
                + "</main>\n</body>\n</html>\n";
    }

    /** The response with a page: not stored, not framed, nothing from elsewhere. */
    static Response.ResponseBuilder response(int status, String html, Forms forms) {
        Response.ResponseBuilder response = Response.status(status)
                .type(HTML)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header(HttpHeaders.VARY, "Accept-Language")
                .header("X-Frame-Options", "DENY")
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", REFERRER)
                .header("Cross-Origin-Resource-Policy", "same-origin")
                // servers write strings to their traces
                .entity(AsyncReply.output(out -> out.write(html.getBytes(StandardCharsets.UTF_8))));
        return switch (forms) {
            case TO_THIS_SERVER ->
                response.header("Content-Security-Policy", SOURCES + "; form-action 'self'")
                        .header("Cross-Origin-Opener-Policy", "same-origin");
            case AND_ONWARDS -> response.header("Content-Security-Policy", SOURCES); // a popup keeps its opener
        };
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static String hash(String text) {
        return Base64.getEncoder().encodeToString(Sha256.of(text));
    }
}

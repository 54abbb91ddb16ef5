// SPDX-License-Identifier: MIT
package dev.mailboxmcp.html;

/** What becomes of white space in text. */
enum CssWhiteSpace {
    /** Runs become one space. */
    NORMAL,
    /** Everything stays. */
    PRE,
    /** Line breaks stay, other runs become one space. */
    PRE_LINE;

    static CssWhiteSpace of(String declared, HtmlTag kind, CssWhiteSpace parent) {
        return switch (declared) {
            case "pre", "pre-wrap", "break-spaces" -> PRE;
            case "pre-line" -> PRE_LINE;
            case "normal", "nowrap", "initial" -> NORMAL;
            default -> kind == HtmlTag.PREFORMATTED ? PRE : parent;
        };
    }
}

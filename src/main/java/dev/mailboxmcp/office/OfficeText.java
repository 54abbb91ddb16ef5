// SPDX-License-Identifier: MIT
package dev.mailboxmcp.office;

import java.util.List;

/**
 * What a document says to who opens it. Untrusted; cleaned, but not yet inert as Markdown.
 *
 * @param text lines end in {@code \n}; cells of a row stand with tabs between
 * @param warnings what was left out, in words of ours
 */
public record OfficeText(OfficeFormat format, String text, List<String> warnings) {
    public OfficeText {
        warnings = List.copyOf(warnings);
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

/** Joins the lines of {@code format=flowed} (RFC 3676 4) to paragraphs. */
final class FlowedParagraphs {
    private static final String SIGNATURE = "-- ";

    private FlowedParagraphs() {}

    /**
     * @param text lines that end in {@code \n}
     * @param delSp whether the blank before a soft break is not part of the text
     */
    static String unflow(String text, boolean delSp) {
        StringBuilder out = new StringBuilder(text.length());
        int openDepth = -1; // quote depth of the paragraph that goes on, -1 for none
        int at = 0;
        while (at < text.length()) {
            int end = text.indexOf('\n', at);
            String line = text.substring(at, end < 0 ? text.length() : end);
            at = end < 0 ? text.length() : end + 1;

            int depth = 0;
            while (depth < line.length() && line.charAt(depth) == '>') {
                depth++;
            }
            String content = line.substring(depth);
            if (content.startsWith(" ")) {
                content = content.substring(1);
            }
            boolean isSignature = content.equals(SIGNATURE);
            if (openDepth != depth || isSignature) {
                if (openDepth >= 0) {
                    out.append('\n');
                }
                out.append(">".repeat(depth)).append(depth > 0 && !content.isEmpty() ? " " : "");
            }
            boolean flows = content.endsWith(" ") && !isSignature && end >= 0;
            out.append(flows && delSp ? content.substring(0, content.length() - 1) : content);
            openDepth = flows ? depth : -1;
            if (!flows && end >= 0) {
                out.append('\n');
            }
        }
        return out.toString();
    }
}

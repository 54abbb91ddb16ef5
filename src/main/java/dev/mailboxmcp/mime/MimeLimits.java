// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import dev.mailboxmcp.html.HtmlReader;

/** What is read of one message at most. Whatever lies beyond is left out, never an error. */
public final class MimeLimits {
    /** Bytes of one header field that are looked at. */
    public static final int MAX_HEADER_BYTES = 64 * 1024;

    /** Encoded words (RFC 2047) decoded in one header field; those after stay as they are. */
    public static final int MAX_ENCODED_WORDS = 1000;

    /** Segments of one continued parameter (RFC 2231 3) that are joined. */
    public static final int MAX_PARAMETER_SEGMENTS = 100;

    /** Characters of a decoded parameter value. */
    public static final int MAX_PARAMETER_CHARS = 4096;

    /** Bytes of a text part, still in its transfer encoding, that are decoded. */
    public static final int MAX_TEXT_BYTES = 1024 * 1024;

    /** Characters of the text made from one part. */
    public static final int MAX_TEXT_CHARS = HtmlReader.MAX_TEXT_CHARS;

    /** Depth of nested parts that is descended into. */
    public static final int MAX_PART_DEPTH = 20;

    /** Parts of one message that are looked at. */
    public static final int MAX_PARTS = 500;

    /** UTF-8 bytes of a file name, which is what file systems take. */
    public static final int MAX_FILE_NAME_BYTES = 255;

    /** Characters of a display name in an address. */
    public static final int MAX_NAME_CHARS = 200;

    private MimeLimits() {}
}

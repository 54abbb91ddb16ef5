// SPDX-License-Identifier: MIT
package dev.mailboxmcp.extract.wire;

/** What a child says of a file besides its content, each as a number from 0 on. Its ordinal stands for it on the wire. */
public enum Fact {
    /** How many pages the PDF has. */
    PAGES,
    /** How many of them were looked at. */
    PAGES_READ,
    /** How many of them could not be followed to their end. */
    PAGES_BROKEN,
    /** How many of them a picture covers for the most part. */
    PAGES_PICTURED,
    /** How many of them have the words of a picture unseen over it or beneath it, where text recognition puts them. */
    PAGES_RECOGNIZED,
    /** How many characters no person sees. They are left out. */
    HIDDEN_CHARS,
    /** How many characters have no meaning that the file tells. They are left out. */
    UNKNOWN_CHARS,
    /** How many comments there are. They are left out. */
    COMMENTS,
    /** How many fields of its form no person sees. They are left out. */
    HIDDEN_FIELDS,
    /** How many fields hold a signature. */
    SIGNATURES,
    /** Whether it is a form of the XFA kind, whose real content is not in its pages. */
    XFA,
    /** Whether the end is missing, since there is more text than is read. */
    TOO_LONG,
    /** Whether the end is missing, since reading took too much time. */
    TOO_SLOW,
    /** Whether the end is missing, since reading took too much memory. */
    TOO_LARGE,
    /** Width of the picture that is given, in pixels. */
    WIDTH,
    /** Height of the picture that is given, in pixels. */
    HEIGHT,
    /** Width of the picture in the file, as a person sees it. */
    ORIGINAL_WIDTH,
    /** Height of the picture in the file, as a person sees it. */
    ORIGINAL_HEIGHT,
    /** Whether the picture moves, of which the first moment is given. */
    MOVES,
    /** How many characters are taken for what their number says, since the file does not tell. */
    GUESSED_CHARS,
    /** How many patterns, with which areas may be filled, have text in them. It is left out. */
    PATTERNS_WITH_TEXT
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.office;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/**
 * Stops a tag, a comment or an instruction of XML that has no end in sight, which a parser would gather in memory, and
 * every declaration, which no office writes and which entities need. For one document, on one thread.
 */
final class TagGuard extends FilterReader {
    /** Old programs write drawings into an attribute. */
    static final int MAX_CHARS = 1 << 21;

    private enum Within {
        TEXT,
        BEGIN,
        TAG,
        SPECIAL,
        COMMENT,
        CDATA,
        INSTRUCTION
    }

    private Within within = Within.TEXT;
    private char quote;
    private char before;
    private char beforeThat;
    private int length;

    TagGuard(Reader in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        int c = super.read();
        if (c >= 0) {
            look((char) c);
        }
        return c;
    }

    @Override
    public int read(char[] into, int offset, int count) throws IOException {
        int read = super.read(into, offset, count);
        for (int i = offset; i < offset + read; i++) {
            look(into[i]);
        }
        return read;
    }

    private void look(char c) throws LimitReached {
        if (within == Within.TEXT && c != '<') {
            return;
        }
        if (++length > MAX_CHARS) {
            throw new LimitReached("a tag without an end");
        }
        within = next(c);
        beforeThat = before;
        before = c;
    }

    private Within next(char c) throws LimitReached {
        return switch (within) {
            case TEXT -> {
                length = 0;
                quote = 0;
                yield Within.BEGIN;
            }
            case BEGIN ->
                switch (c) {
                    case '!' -> Within.SPECIAL;
                    case '?' -> Within.INSTRUCTION;
                    default -> tag(c);
                };
            case TAG -> tag(c);
            case SPECIAL -> {
                before = 0;
                yield switch (c) {
                    case '-' -> Within.COMMENT;
                    case '[' -> Within.CDATA;
                    default -> throw new LimitReached("a declaration of a document type");
                };
            }
            case COMMENT -> c == '>' && before == '-' && beforeThat == '-' ? Within.TEXT : Within.COMMENT;
            case CDATA -> c == '>' && before == ']' && beforeThat == ']' ? Within.TEXT : Within.CDATA;
            case INSTRUCTION -> c == '>' && before == '?' ? Within.TEXT : Within.INSTRUCTION;
        };
    }

    private Within tag(char c) {
        if (quote != 0) {
            quote = c == quote ? 0 : quote;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '>') {
            return Within.TEXT;
        }
        return Within.TAG;
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The one file in a form that a browser sends (RFC 7578), whose size is known before, so that it streams: the form must end
 * right behind it. Not thread-safe.
 */
final class FormFile extends InputStream {
    private static final Pattern TYPE = Pattern.compile(
            "(?i)multipart/form-data\\s*;.*?boundary=\"?([A-Za-z0-9'()+_,./:=?-]{1,70})\"?\\s*(?:;.*)?");
    private static final int MAX_HEAD_BYTES = 8 * 1024;

    private final InputStream form;
    private final String delimiter;
    private long left;
    private boolean begun;
    private boolean ended;

    private FormFile(InputStream form, String delimiter, long size) {
        this.form = form;
        this.delimiter = delimiter;
        this.left = size;
    }

    /** The boundary that a form names; null for what is no form with a file. */
    static @Nullable String boundary(@Nullable String contentType) {
        Matcher type = TYPE.matcher(contentType == null ? "" : contentType);
        return type.matches() ? type.group(1) : null;
    }

    /**
     * The bytes of the file.
     *
     * @param form all of the body
     * @param size of the file; where it has another one, reading fails
     */
    static InputStream in(InputStream form, String boundary, long size) {
        return new FormFile(form, "--" + boundary, size);
    }

    private void skipHead() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int state = 0; // how much of CR LF CR LF was seen
        while (state < 4) {
            int b = form.read();
            if (b < 0 || head.size() >= MAX_HEAD_BYTES) {
                throw new IOException("no form with a file");
            }
            head.write(b);
            boolean next = b == (state % 2 == 0 ? '\r' : '\n');
            state = next ? state + 1 : b == '\r' ? 1 : 0;
        }
        if (!head.toString(StandardCharsets.ISO_8859_1).startsWith(delimiter + "\r\n")) {
            throw new IOException("no form with a file");
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!begun) {
            begun = true;
            skipHead();
        }
        if (left == 0) {
            requireEnd();
            return -1;
        }
        int count = form.read(bytes, offset, (int) Math.min(length, left));
        if (count < 0) {
            throw new IOException("the file is smaller than was said");
        }
        left -= count;
        return count;
    }

    private void requireEnd() throws IOException {
        if (!ended) {
            ended = true;
            byte[] end = ("\r\n" + delimiter + "--").getBytes(StandardCharsets.US_ASCII);
            if (!Arrays.equals(form.readNBytes(end.length), end)) {
                throw new IOException("the file is not of the size that was said");
            }
            if (form.readNBytes(MAX_HEAD_BYTES).length >= MAX_HEAD_BYTES) {
                throw new IOException("more stands behind the file than a form has");
            }
        }
    }
}

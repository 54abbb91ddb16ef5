// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A socket on which a server says given bytes, with the tag of the newest command wherever a byte of value 1 stands. */
final class SpokenByFuzzer extends Socket {
    private static final byte TAG = 1;

    private final byte[] data;
    private int position;
    private byte[] tag = new byte[0];
    private int tagLeft;

    SpokenByFuzzer(byte[] data) {
        this.data = data;
    }

    @Override
    public InputStream getInputStream() {
        return new InputStream() {
            @Override
            public int read() {
                if (tagLeft > 0) {
                    return tag[tag.length - tagLeft--];
                }
                if (position == data.length) {
                    return -1;
                }
                byte b = data[position++];
                if (b == TAG && tag.length > 0) {
                    tagLeft = tag.length;
                    return read();
                }
                return b & 0xff;
            }

            // one line at a time: the next tag is not known before the client speaks
            @Override
            public int read(byte[] target, int offset, int length) {
                int n = 0;
                while (n < length) {
                    int b = read();
                    if (b < 0) {
                        break;
                    }
                    target[offset + n++] = (byte) b;
                    if (b == '\n') {
                        break;
                    }
                }
                return n == 0 ? -1 : n;
            }
        };
    }

    @Override
    public OutputStream getOutputStream() {
        return new OutputStream() {
            private final StringBuilder line = new StringBuilder();

            @Override
            public void write(int b) {
                if (b != '\n') {
                    line.append((char) b);
                    return;
                }
                int space = line.indexOf(" ");
                if (space > 0 && space < 10) {
                    tag = line.substring(0, space).getBytes(StandardCharsets.ISO_8859_1);
                }
                line.setLength(0);
            }
        };
    }

    @Override
    public void setSoTimeout(int timeout) {
        // there is nothing to wait for
    }
}

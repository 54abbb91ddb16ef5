// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

/**
 * How much of some bytes is UTF-8 (RFC 3629 4).
 *
 * @param valid sequences of more than one byte
 * @param malformed bytes that belong to no sequence
 * @param cut whether the bytes end within a sequence
 */
record Utf8Check(int valid, int malformed, boolean cut) {
    static Utf8Check of(byte[] bytes, int from) {
        int valid = 0;
        int malformed = 0;
        boolean cut = false;
        int at = from;
        while (at < bytes.length) {
            int first = bytes[at] & 0xFF;
            int more =
                    first < 0x80 ? 0 : first < 0xC2 ? -1 : first < 0xE0 ? 1 : first < 0xF0 ? 2 : first < 0xF5 ? 3 : -1;
            int followers = 0;
            while (followers < more && at + 1 + followers < bytes.length && follows(bytes, at, followers)) {
                followers++;
            }
            if (followers == more) {
                valid += more > 0 ? 1 : 0;
                at += 1 + more;
            } else if (more > 0 && at + 1 + followers == bytes.length) {
                cut = true;
                at = bytes.length;
            } else {
                malformed++;
                at++;
            }
        }
        return new Utf8Check(valid, malformed, cut);
    }

    private static boolean follows(byte[] bytes, int start, int index) {
        int first = bytes[start] & 0xFF;
        int c = bytes[start + 1 + index] & 0xFF;
        int low = index > 0 ? 0x80 : first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
        int high = index > 0 ? 0xBF : first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
        return c >= low && c <= high;
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to measure, from system properties that begin with {@code bench.}; docs/performance.md names them.
 *
 * @param ca PEM certificates to trust; null for those of the JDK
 * @param accounts whose mailboxes are measured one after the other, alone
 * @param crowd who call at once; empty to leave those rows out
 * @param folder in which mails are listed, searched and read
 * @param subject searched for
 * @param seed mails to append to {@code folder} first; 0 for none
 * @param changes how many mails are moved and flagged, in folders of their own; 0 to leave those rows out
 * @param rounds of the rows of one user: in each, the raw client and the tools take turns
 * @param seconds of each row of many users
 * @param submissionPort of the submission server on the same host, with STARTTLS; 0 to leave out the rows that send
 * @param url of a server that runs already; null to start one
 */
record BenchSettings(
        String host,
        int port,
        boolean tls,
        @Nullable Path ca,
        List<Account> accounts,
        List<Account> crowd,
        String folder,
        String subject,
        int seed,
        int changes,
        int rounds,
        int seconds,
        int submissionPort,
        @Nullable String url) {
    static BenchSettings read() throws IOException {
        String ca = text("ca", "");
        String crowd = text("accounts", "");
        String url = text("url", "");
        boolean tls = Boolean.parseBoolean(text("tls", "true"));
        return new BenchSettings(
                text("host", "localhost"),
                number("port", tls ? 993 : 143),
                tls,
                ca.isEmpty() ? null : Path.of(ca).toAbsolutePath(),
                Account.of(text("user", ""), text("password", "")),
                crowd.isEmpty() ? List.of() : Account.read(Path.of(crowd)),
                text("folder", "INBOX"),
                text("subject", "invoice"),
                number("seed", 0),
                number("changes", 0),
                number("rounds", 200),
                number("seconds", 20),
                number("submission.port", 0),
                url.isEmpty() ? null : url);
    }

    private static String text(String name, String otherwise) {
        String value = System.getProperty("bench." + name, "").strip();
        return value.isEmpty() ? otherwise : value;
    }

    private static int number(String name, int otherwise) {
        return Integer.parseInt(text(name, String.valueOf(otherwise)));
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailboxmcp.call.FileTransfers.Content;
import dev.mailboxmcp.call.TransferRefused;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What breaks off a file that has begun, of which its client is told nothing any more. */
class FileExchangeTest {
    private static final Logger LOG = Logger.getLogger(InternalFailure.class.getName());

    private final List<String> lines = new ArrayList<>();

    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord line) {
            lines.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        LOG.addHandler(listener);
    }

    @AfterEach
    void leave() {
        LOG.removeHandler(listener);
    }

    @Test
    void aDefectOfOursIsLoggedWithoutItsMessage() {
        assertThatThrownBy(() -> write(new NullPointerException("words of a mail")))
                .isInstanceOf(IOException.class);

        assertThat(lines)
                .singleElement()
                .asString()
                .contains("internal error", "NullPointerException")
                .doesNotContain("words of a mail");
    }

    @Test
    void whatTheMailServerRefusedIsNone() {
        TransferRefused refused = new TransferRefused(502, "MAIL_SERVER_UNAVAILABLE", null, null);

        assertThatThrownBy(() -> write(refused)).isSameAs(refused);

        assertThat(lines).isEmpty();
    }

    private static void write(RuntimeException failure) throws IOException {
        Content content = new Content() {
            @Override
            public String name() {
                return "a.txt";
            }

            @Override
            public String type() {
                return "text/plain";
            }

            @Override
            public long sizeBytes() {
                return 1;
            }

            @Override
            public void write(long from, long count, OutputStream out) {
                throw failure;
            }
        };
        FileExchange.write(content, ByteRange.of(null, 1), OutputStream.nullOutputStream());
    }
}

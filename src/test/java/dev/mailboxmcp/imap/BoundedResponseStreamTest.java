// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.eclipse.angus.mail.iap.ResponseInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedResponseStreamTest {
    private static final ResponseLimits SMALL = new ResponseLimits(100, 50, 120, 1000);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "* OK hello\r\n",
                "* 1 FETCH (BODY[1] {5}\r\nabcde)\r\n",
                "* 1 FETCH (A {0}\r\n B {3}\r\n{9} C {2}\r\n\r\n)\r\n",
                "* OK {}\r\n",
                "* OK {x9}\r\n",
                "* OK }\r\n",
                "}\r\n",
                "{2}\r\nxy\r\n",
                "* OK bare \n line feed\r\n",
                "* 1 FETCH (A {3}\r\n{12 rest}\r\n",
            })
    void agreesWithAngusOnWhereAResponseEnds(String response) throws IOException {
        String said = response + "* NEXT\r\n";
        ResponseInputStream angus = new ResponseInputStream(new ByteArrayInputStream(said.getBytes(UTF_8)));
        for (int piece = 1; piece <= said.length(); piece++) {
            BoundedResponseStream bounded = stream(said, piece);

            assertThat(text(bounded)).as("in pieces of %s", piece).isEqualTo(response);
            assertThat(text(bounded)).isEqualTo("* NEXT\r\n");
        }
        assertThat(text(angus)).isEqualTo(response);
        assertThat(text(angus)).isEqualTo("* NEXT\r\n");
    }

    /** The name of a folder may end as the announcement of a literal does, and another may have named it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "* LIST () \"/\" {8}\r\nfoo {12}\r\n",
                "* LIST () \"/\" {4}\r\n{99}\r\n",
                "* LIST () \"/\" {3}\r\n{7}\r\n",
                "* X {2}\r\n{1 {1}\r\n}\r\n",
            })
    void theEndOfALiteralAnnouncesNone(String response) throws IOException {
        String said = response + "* NEXT\r\n";
        for (int piece = 1; piece <= said.length(); piece++) {
            BoundedResponseStream bounded = stream(said, piece);

            assertThat(text(bounded)).as("in pieces of %s", piece).isEqualTo(response);
            assertThat(text(bounded)).isEqualTo("* NEXT\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "* 1 FETCHED (A {51}\r\n",
                "* LIST {51}\r\n",
                "* 1 FETCH (A {2147483000}\r\n",
                "* 1 FETCH (A {99999999999999999999}\r\n",
                "* 1 FETCH (A {000000000000000000000000000000051}\r\n",
                "* 1 FETCH (A {-5}\r\n",
                "{2147483647}\r\n",
            })
    void refusesALiteralBeforeAnythingIsAllocatedForIt(String response) {
        assertThatThrownBy(() -> text(stream(response))).isInstanceOf(ProtocolViolation.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 1000, 100_000})
    void cutsAFetchResponseThatIsTooLong(int piece) throws IOException {
        String kept = "* 1 FETCH (UID 7 ENVELOPE (" + "x".repeat(60);
        String dropped = "y".repeat(20_000) + " {7}\r\n{9}\r\n\r\n\") {3}\r\nend)\r\n";
        BoundedResponseStream bounded = stream(kept + dropped + "* 2 FETCH (UID 8)\r\nA1 OK\r\n", piece);

        assertThat(text(bounded)).startsWith(kept).hasSizeLessThanOrEqualTo(122).endsWith("\r\n");
        assertThat(text(bounded)).isEqualTo("* 2 FETCH (UID 8)\r\n");
        assertThat(text(bounded)).isEqualTo("A1 OK\r\n");
    }

    @Test
    void cutsAFetchResponseWithinALiteral() throws IOException {
        BoundedResponseStream bounded =
                stream("* 1 FETCH (UID 7 X {5000}\r\n" + "y".repeat(5000) + ")\r\nA1 OK\r\n", 10);

        assertThat(text(bounded)).startsWith("* 1 FETCH (UID 7 X {5000}\r\nyyy").hasSizeLessThanOrEqualTo(122);
        assertThat(text(bounded)).isEqualTo("A1 OK\r\n");
    }

    @Test
    void refusesAFetchResponseWithoutEnd() {
        assertThatThrownBy(() -> text(stream("* 1 FETCH (" + "x".repeat(70 << 20))))
                .isInstanceOf(ProtocolViolation.class);
    }

    @Test
    void refusesAnEndlessLine() {
        assertThatThrownBy(() -> text(stream("* OK " + "x".repeat(200))))
                .isInstanceOf(ProtocolViolation.class)
                .hasMessageContaining("line");
    }

    @Test
    void refusesAnEndlessAnswer() {
        BoundedResponseStream bounded = stream("* OK x\r\n".repeat(3000));

        assertThatThrownBy(() -> {
                    while (true) {
                        text(bounded);
                    }
                })
                .isInstanceOf(ProtocolViolation.class)
                .hasMessageContaining("answer");
    }

    @Test
    void aConnectionThatEndsWithinAResponseIsAnError() {
        assertThatThrownBy(() -> text(stream("* OK half")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void readsNothingAfterTheDeadline() {
        BoundedResponseStream bounded = stream("* OK x\r\n");
        bounded.deadline(Deadline.after(Duration.ZERO));

        assertThatThrownBy(() -> text(bounded)).isInstanceOf(SocketTimeoutException.class);
    }

    private static String text(ResponseInputStream in) throws IOException {
        var bytes = in.readResponse();
        return new String(bytes.getBytes(), 0, bytes.getCount(), UTF_8);
    }

    private static BoundedResponseStream stream(String said) {
        return stream(said, Integer.MAX_VALUE);
    }

    /** @param piece bytes at most that come at once */
    private static BoundedResponseStream stream(String said, int piece) {
        try (Socket socket = new Socket() {
            @Override
            public InputStream getInputStream() {
                return new ByteArrayInputStream(said.getBytes(UTF_8)) {
                    @Override
                    public int read(byte[] target, int offset, int length) {
                        return super.read(target, offset, Math.min(length, piece));
                    }
                };
            }

            @Override
            public void setSoTimeout(int timeout) {
                // there is nothing to wait for
            }
        }) {
            BoundedResponseStream bounded = new BoundedResponseStream(
                    socket, socket, Duration.ofSeconds(1), Deadline.after(Duration.ofSeconds(10)));
            bounded.begin(SMALL);
            return bounded;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}

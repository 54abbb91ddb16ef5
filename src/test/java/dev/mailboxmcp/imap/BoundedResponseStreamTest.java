// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.eclipse.angus.mail.iap.ResponseInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedResponseStreamTest {
    private static final ResponseLimits SMALL = new ResponseLimits(100, 50, 1000);

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
        BoundedResponseStream bounded = stream(response + "* NEXT\r\n");
        ResponseInputStream angus = new ResponseInputStream(bounded);

        String first = text(angus);
        String second = text(angus);

        assertThat(first).isEqualTo(response);
        assertThat(second).isEqualTo("* NEXT\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "* 1 FETCH (A {51}\r\n",
                "* 1 FETCH (A {2147483000}\r\n",
                "* 1 FETCH (A {99999999999999999999}\r\n",
                "* 1 FETCH (A {000000000000000000000000000000051}\r\n",
                "* 1 FETCH (A {-5}\r\n",
                "{2147483647}\r\n",
            })
    void refusesALiteralBeforeAnythingIsAllocatedForIt(String response) {
        assertThatThrownBy(() -> text(new ResponseInputStream(stream(response))))
                .isInstanceOf(ProtocolViolation.class);
    }

    @Test
    void refusesAnEndlessLine() {
        assertThatThrownBy(() -> text(new ResponseInputStream(stream("* OK " + "x".repeat(200)))))
                .isInstanceOf(ProtocolViolation.class)
                .hasMessageContaining("line");
    }

    @Test
    void refusesAnEndlessAnswer() {
        BoundedResponseStream bounded = stream("* OK x\r\n".repeat(3000));

        assertThatThrownBy(bounded::readAllBytes)
                .isInstanceOf(ProtocolViolation.class)
                .hasMessageContaining("answer");
    }

    @Test
    void readsNothingAfterTheDeadline() {
        BoundedResponseStream bounded = stream("* OK x\r\n");
        bounded.deadline(Deadline.after(Duration.ZERO));

        assertThatThrownBy(bounded::read).isInstanceOf(SocketTimeoutException.class);
    }

    private static String text(ResponseInputStream in) throws IOException {
        var bytes = in.readResponse();
        return new String(bytes.getBytes(), 0, bytes.getCount(), StandardCharsets.UTF_8);
    }

    private static BoundedResponseStream stream(String said) {
        try (Socket socket = new Socket() {
            @Override
            public InputStream getInputStream() {
                return new ByteArrayInputStream(said.getBytes(StandardCharsets.UTF_8));
            }

            @Override
            public void setSoTimeout(int timeout) {
                // there is nothing to wait for
            }
        }) {
            BoundedResponseStream bounded =
                    new BoundedResponseStream(socket, Duration.ofSeconds(1), Deadline.after(Duration.ofSeconds(10)));
            bounded.begin(SMALL);
            return bounded;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.account.OverBudgetException;
import dev.mailboxmcp.account.StateBudget;
import dev.mailboxmcp.account.TestLogins;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RequestBodyTest {
    private static final int MAX_BYTES = 200_000;

    @Test
    void isReadToItsEnd() throws Exception {
        try (RequestBody body = body(MAX_BYTES)) {
            assertThat(body.read(share())).hasSize(MAX_BYTES);
        }
    }

    @Test
    void oneThatIsTooLongIsRefused() {
        try (RequestBody body = body(MAX_BYTES + 1)) {
            RequestBody.RefusedException refusal = refusal(body);

            assertThat(refusal.status()).isEqualTo(413);
            assertThat(refusal.reason()).contains("200000 bytes");
        }
    }

    @Test
    void oneThatDoesNotComeIsRefused() {
        InputStream cut = new FilterInputStream(InputStream.nullInputStream()) {
            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                throw new IOException("timed out");
            }
        };
        try (RequestBody body = new RequestBody(cut, MAX_BYTES)) {
            assertThat(refusal(body).status()).isEqualTo(408);
        }
    }

    @Test
    void largeOnesWaitForOthersToBeAnsweredAndSmallOnesDoNot() throws Exception {
        List<RequestBody> open = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 16; i++) {
                RequestBody large = body(RequestBody.LARGE_BYTES + 1);
                open.add(large);
                assertThat(large.read(share())).hasSize(RequestBody.LARGE_BYTES + 1);
            }
            RequestBody oneMore = body(RequestBody.LARGE_BYTES + 1);
            open.add(oneMore);
            CompletableFuture<byte[]> read = CompletableFuture.supplyAsync(() -> bytes(oneMore), threads);
            try (RequestBody small = body(RequestBody.LARGE_BYTES)) {
                assertThat(small.read(share())).hasSize(RequestBody.LARGE_BYTES);
            }
            assertThat(read).isNotDone();

            open.getFirst().close();

            assertThat(read.get(30, TimeUnit.SECONDS)).hasSize(RequestBody.LARGE_BYTES + 1);
        } finally {
            open.forEach(RequestBody::close);
        }
    }

    private static RequestBody body(int bytes) {
        return new RequestBody(new ByteArrayInputStream(new byte[bytes]), MAX_BYTES);
    }

    private static byte[] bytes(RequestBody body) {
        try {
            return body.read(share());
        } catch (RequestBody.RefusedException | OverBudgetException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RequestBody.RefusedException refusal(RequestBody body) {
        RequestBody.RefusedException refusal =
                catchThrowableOfType(RequestBody.RefusedException.class, () -> body.read(share()));
        assertThat(refusal).isNotNull();
        return refusal;
    }

    private static StateBudget.Share share() throws OverBudgetException {
        return TestLogins.usualBudget().open(new Caller(null, "192.0.2.1"), StateBudget.Kind.CALL, 1);
    }
}

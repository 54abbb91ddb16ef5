// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.call.CutShort;
import dev.mailboxmcp.call.FileTransfers.Content;
import dev.mailboxmcp.call.FileTransfers.Download;
import dev.mailboxmcp.call.FileTransfers.Stored;
import dev.mailboxmcp.call.FileTransfers.Upload;
import dev.mailboxmcp.call.TransferRefused;
import dev.mailboxmcp.http.TrafficBudget.Holding;
import dev.mailboxmcp.observe.EndedTransfer;
import dev.mailboxmcp.observe.EndedTransfer.Direction;
import dev.mailboxmcp.rpc.Json;
import dev.mailboxmcp.rpc.JsonRpcWriter;
import dev.mailboxmcp.rpc.RpcError;
import jakarta.json.JsonObjectBuilder;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One file on its way, on a virtual thread that waits for its client and for the mail server. It takes its part of the
 * {@link TrafficBudget}; what stands still too long is interrupted, which ends the connection to the mail server, too.
 *
 * <p>Each ends its connection: a file that broke off has fewer bytes than its length says, which every client finds out if
 * nothing else follows.
 */
final class FileExchange {
    /** What is on its way in the memory of this process: a piece as it came, decoded or encoded, in buffers of both sides. */
    static final int BYTES = 2 << 20;

    private static final int WRITTEN_AT_ONCE = 16 * 1024;

    private final ExchangeRunner runner;
    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final Instant began = Instant.now();
    private final long beganNanos = System.nanoTime();
    private volatile boolean dropped;

    /** Whether all of the file went; how much of it did otherwise. */
    private boolean done;

    private long moved;

    /** Whether its client stopped in the middle, or its server lost patience with it. */
    private boolean broken;

    FileExchange(ExchangeRunner runner, HttpServletRequest request, HttpServletResponse response) {
        this.runner = runner;
        this.request = request;
        this.response = response;
    }

    /** Gives a file, or a range of it, and returns at once. */
    void give(Download link) throws IOException {
        boolean body = request.getMethod().equals("GET");
        // without a validator nobody could tell whether a range belongs to what he has
        String wanted = body && request.getHeader("If-Range") == null ? request.getHeader("Range") : null;
        start(link.caller(), holding -> () -> {
            try {
                give(link, wanted, body, holding);
            } finally {
                ended(Direction.DOWNLOAD, link.caller());
            }
        });
    }

    /** Asks for the file by a form, unless the link was used, and returns at once. */
    void ask(Upload link) throws IOException {
        start(link.caller(), holding -> () -> {
            PageTexts texts = texts(request);
            try {
                link.requireUnused();
                page(response, 200, UploadPage.form(texts, link.name(), link.sizeBytes(), false));
            } catch (TransferRefused e) {
                page(response, e.status(), UploadPage.refused(texts, message(e)));
            } catch (RuntimeException e) {
                page(
                        response,
                        500,
                        UploadPage.refused(texts, InternalFailure.internal(e).message()));
            }
        });
    }

    /**
     * Takes a file, and returns at once.
     *
     * @param boundary of the form that it comes in; null where it comes alone
     */
    void take(Upload link, @Nullable String boundary) throws IOException {
        start(link.caller(), holding -> {
            ServletInputStream stream = request.getInputStream();
            if (!StreamedBody.isFor(stream)) {
                return () -> {
                    mayBeDropped(holding);
                    take(link, boundary, new Arriving(stream, holding), () -> UnreadBody.close(stream));
                };
            }
            StreamedBody body = StreamedBody.of(
                    stream, request.getContentLengthLong(), holding, ExchangeRunner.PATIENCE_OF_SERVERS);
            return () -> {
                mayBeDropped(holding);
                take(link, boundary, body, body::discard);
            };
        });
    }

    private void ended(Direction direction, Caller caller) {
        Credentials credentials = caller.credentials();
        runner.transferred(new EndedTransfer(
                direction,
                caller.user(),
                credentials == null ? null : credentials.profile(),
                caller.remoteAddress(),
                began,
                Duration.ofNanos(System.nanoTime() - beganNanos),
                EndedTransfer.outcome(done, dropped || broken, response.getStatus()),
                moved));
    }

    /** What is done on the thread that waits. */
    private interface Work {
        void run() throws IOException;
    }

    /** Prepares it on the thread of the server. */
    private interface Preparation {
        Work of(Holding holding) throws IOException;
    }

    private void start(Caller caller, Preparation preparation) throws IOException {
        AsyncContext async = request.startAsync();
        async.setTimeout(0); // none: the budget lets go of who does not move
        Refusal refusal = runner.transfer(caller, BYTES, holding -> {
            Work work = preparation.of(holding);
            return () -> {
                try {
                    work.run();
                } catch (IOException | TransferRefused | IllegalStateException e) {
                    // the client left, which servers tell by the last, too, or is told nothing any more
                } catch (RuntimeException e) {
                    InternalFailure.internal(e);
                } finally {
                    holding.pin();
                    boolean unused = Thread.interrupted();
                    end(async);
                }
            };
        });
        if (refusal != null) {
            UnreadBody.close(request);
            runner.write(() -> {
                try {
                    refusal(response, refusal.status(), refusal.error().message(), Duration.ofSeconds(1));
                } catch (IOException e) {
                    // the client left
                } finally {
                    end(async);
                }
            });
        }
    }

    /** The thread that calls this waits for its client from now on, and is interrupted where the client stands still. */
    private void mayBeDropped(Holding holding) {
        Thread worker = Thread.currentThread();
        holding.mayBeDropped(() -> {
            dropped = true;
            worker.interrupt();
        });
    }

    private void end(AsyncContext async) {
        try {
            response.getOutputStream().close();
        } catch (IOException | IllegalStateException e) {
            // the client left, or its file broke off
        }
        async.complete();
    }

    private void give(Download link, @Nullable String wanted, boolean body, Holding holding) throws IOException {
        Content content;
        try {
            content = link.open();
        } catch (TransferRefused e) {
            refusal(response, e.status(), message(e), e.retryAfter());
            return;
        } catch (RuntimeException e) {
            refusal(response, 500, InternalFailure.internal(e).message(), null);
            return;
        }
        long size = content.sizeBytes();
        ByteRange range = ByteRange.of(wanted, size);
        response.setHeader("Accept-Ranges", "bytes");
        if (!range.isSatisfiable()) {
            response.setHeader("Content-Range", range.header(size));
            refusal(response, 416, "The file has " + size + " bytes, and none of those that were asked for.", null);
            return;
        }
        FileHeaders.set(response, content.name(), content.type());
        response.setHeader("Connection", "close");
        response.setStatus(range.whole() ? 200 : 206);
        if (!range.whole()) {
            response.setHeader("Content-Range", range.header(size));
        }
        response.setContentLengthLong(range.count());
        if (body) {
            write(content, range, new Leaving(response.getOutputStream(), holding));
        }
        done = true;
    }

    /** @throws IOException for a defect of ours, too: nothing can be said where a file has begun */
    static void write(Content content, ByteRange range, OutputStream out) throws IOException {
        try {
            content.write(range.from(), range.count(), out);
        } catch (TransferRefused e) {
            throw e;
        } catch (RuntimeException e) {
            throw new IOException(InternalFailure.internal(e).message(), e);
        }
    }

    private void take(Upload link, @Nullable String boundary, InputStream body, Runnable discard) throws IOException {
        try {
            response.setHeader("Connection", "close");
            InputStream watched = new Watched(body);
            Stored stored = link.store(boundary == null ? watched : FormFile.in(watched, boundary, link.sizeBytes()));
            done = true;
            moved = stored.sizeBytes();
            if (boundary == null) {
                json(response, 201, JsonRpcWriter.bytes(json(stored).build()));
            } else {
                page(response, 201, UploadPage.done(texts(request), stored.name()));
            }
        } catch (TransferRefused e) {
            discard.run();
            refuse(link, boundary, e.status(), message(e), e.retryAfter());
        } catch (CutShort e) {
            boolean unused = Thread.interrupted(); // so that the rest can be waited for
            boolean slow = dropped || broken;
            discard.run();
            refuse(
                    link,
                    boundary,
                    slow ? 408 : 400,
                    slow
                            ? "The file came too slowly, or others needed the memory. Nothing was stored. Send it again."
                            : "The file did not come whole, or is not of the size of " + link.sizeBytes()
                                    + " bytes that this link is for. Nothing was stored.",
                    null);
        } catch (RuntimeException e) {
            discard.run();
            refuse(link, boundary, 500, InternalFailure.internal(e).message(), null);
        } finally {
            ended(Direction.UPLOAD, link.caller());
        }
    }

    private void refuse(
            Upload link, @Nullable String boundary, int status, String problem, @Nullable Duration retryAfter)
            throws IOException {
        if (boundary == null) {
            refusal(response, status, problem, retryAfter);
        } else if (status == 400) {
            page(response, status, UploadPage.form(texts(request), link.name(), link.sizeBytes(), true));
        } else {
            page(response, status, UploadPage.refused(texts(request), problem));
        }
    }

    private static JsonObjectBuilder json(Stored stored) {
        JsonObjectBuilder json = Json.createObjectBuilder().add("folder", stored.folder());
        if (stored.uid() != null) {
            json.add("uid", stored.uid());
        }
        if (stored.uidValidity() != null) {
            json.add("uidvalidity", stored.uidValidity());
        }
        return json.add("part", stored.part()).add("name", stored.name()).add("size_bytes", stored.sizeBytes());
    }

    private static String message(TransferRefused refused) {
        return String.valueOf(refused.getMessage());
    }

    /** Writes a refusal as the whole answer, in the form of all endpoints. */
    static void refusal(HttpServletResponse response, int status, String reason, @Nullable Duration retryAfter)
            throws IOException {
        if (retryAfter != null) {
            response.setHeader("Retry-After", Long.toString(Math.max(1, retryAfter.toSeconds())));
        }
        json(response, status, ErrorBody.of(RpcError.INVALID_REQUEST, reason));
    }

    private static void json(HttpServletResponse response, int status, byte[] body) throws IOException {
        whole(response, status, "application/json", body);
    }

    /** The language of whoever sees a page. */
    static PageTexts texts(HttpServletRequest request) {
        return PageTexts.of(request);
    }

    /** Writes a page as the whole answer. */
    static void page(HttpServletResponse response, int status, String html) throws IOException {
        response.setHeader("Content-Security-Policy", HtmlPage.SOURCES + "; form-action 'self'");
        response.addHeader("Vary", "Accept-Language");
        response.setHeader("X-Frame-Options", "DENY");
        response.setHeader("Referrer-Policy", HtmlPage.REFERRER);
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        whole(response, status, "text/html;charset=utf-8", html.getBytes(StandardCharsets.UTF_8));
    }

    private static void whole(HttpServletResponse response, int status, String type, byte[] body) throws IOException {
        response.setStatus(status);
        response.setContentType(type);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /**
     * A file on its way to a client, which is waited for from the first byte on: what stands before it in the mail has to be fetched,
     * and the mail server has limits of its own.
     */
    private final class Leaving extends FilterOutputStream {
        private final Holding holding;
        private boolean begun;

        Leaving(OutputStream out, Holding holding) {
            super(out);
            this.holding = holding;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (!begun && length > 0) {
                begun = true;
                mayBeDropped(holding);
            }
            int at = offset;
            while (at < offset + length) {
                int count = Math.min(WRITTEN_AT_ONCE, offset + length - at);
                try {
                    out.write(bytes, at, count);
                } catch (IllegalStateException e) {
                    throw new IOException("the client left, as some servers tell it", e);
                }
                holding.moved(count);
                moved += count;
                at += count;
            }
        }
    }

    /** A body of which is noted what came, and that it broke off. */
    private final class Watched extends FilterInputStream {
        Watched(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            try {
                int count = in.read(bytes, offset, length);
                moved += Math.max(0, count);
                return count;
            } catch (IOException e) {
                broken = true;
                throw e;
            }
        }
    }

    /** A body on its way from a client; whoever has it all is not dropped any more. */
    private static final class Arriving extends InputStream {
        private final InputStream in;
        private final Holding holding;

        Arriving(InputStream in, Holding holding) {
            this.in = in;
            this.holding = holding;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = in.read(bytes, offset, length);
            if (count > 0) {
                holding.moved(count);
            } else if (count < 0) {
                holding.pin();
            }
            return count;
        }
    }
}

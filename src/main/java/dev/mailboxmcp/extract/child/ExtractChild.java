// SPDX-License-Identifier: MIT
package dev.mailboxmcp.extract.child;

import dev.mailboxmcp.extract.wire.ExtractRefusal;
import dev.mailboxmcp.extract.wire.ExtractionWriter;
import dev.mailboxmcp.extract.wire.Job;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Started ahead by the server, it makes itself warm, says that it is ready, does the one job that comes in by standard
 * input, answers by standard output, and ends. It takes no arguments, and reads and writes no files.
 */
public final class ExtractChild {
    /** What a job may take; a bit less than what the server waits before it ends the process. */
    private static final Duration PATIENCE = Duration.ofSeconds(7);

    /** When it ends itself, should there be no server any more that would. */
    private static final Duration LIFE = Duration.ofSeconds(12);

    private ExtractChild() {}

    /** Runs it. */
    public static void main(String[] arguments) throws IOException {
        OutputStream wire = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16);
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        ExtractionWriter out = new ExtractionWriter(wire);
        WarmUp.run();
        out.ready();
        try (DataInputStream in = new DataInputStream(new FileInputStream(FileDescriptor.in))) {
            Job.Order order = Job.read(in);
            Thread.ofPlatform().daemon().start(ExtractChild::endInTime);
            answer(order, out);
        } finally {
            Runtime.getRuntime().halt(0); // nothing of the file runs on, whatever it started
        }
    }

    private static void endInTime() {
        try {
            Thread.sleep(LIFE);
        } catch (InterruptedException e) {
            // then a bit earlier
        }
        Runtime.getRuntime().halt(1);
    }

    private static void answer(Job.Order order, ExtractionWriter out) throws IOException {
        JobDeadline deadline = JobDeadline.in(PATIENCE);
        try {
            switch (order.job()) {
                case PDF_TEXT -> PdfReader.read(order.file(), deadline, out);
                case PICTURE -> PictureReader.read(order.file(), deadline, out);
            }
            out.end();
        } catch (ExtractRefusedException e) {
            out.refuse(e.why());
        } catch (OutOfMemoryError e) {
            out.refuse(ExtractRefusal.TOO_LARGE);
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            out.refuse(ExtractRefusal.BROKEN);
        }
    }
}

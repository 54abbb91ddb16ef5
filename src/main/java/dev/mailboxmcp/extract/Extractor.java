// SPDX-License-Identifier: MIT
package dev.mailboxmcp.extract;

import dev.mailboxmcp.extract.wire.ExtractRefusal;
import dev.mailboxmcp.extract.wire.ExtractionReader;
import dev.mailboxmcp.extract.wire.Fact;
import dev.mailboxmcp.extract.wire.Job;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Has files read by child processes: one process a file, two at once, one of them for the same user. A spare one is started
 * with the first file and after each, so that the next does not wait for it; after some idle minutes it is ended. Thread-safe.
 */
public final class Extractor implements AutoCloseable {
    /** How many files are read at once. */
    public static final int AT_ONCE = 2;

    /** The largest file that is read. */
    public static final int MAX_FILE_BYTES = Job.MAX_FILE_BYTES;

    private static final System.Logger LOGGER = System.getLogger(Extractor.class.getName());

    /** What waiting for the process and the job take together. */
    private static final Duration LONGEST = Duration.ofSeconds(10);

    /** How long things may take. */
    record Patience(Duration turn, Duration start, Duration job, Duration idle) {
        static final Patience USUAL = new Patience(
                Duration.ofSeconds(5), Duration.ofSeconds(8), Duration.ofSeconds(9), Duration.ofMinutes(5));

        /** The time for the job, where waiting for the process has taken some of the time of both. */
        Duration jobAfter(Duration waited) {
            Duration left = LONGEST.minus(waited);
            return left.compareTo(job) < 0 ? left : job;
        }
    }

    private final Patience patience;
    private final @Nullable ChildCommand command;
    private final Turns turns = new Turns(AT_ONCE);
    private final Spare spare;

    public Extractor(ExtractSettings settings) {
        this(settings, new PackedProgram(), Patience.USUAL);
    }

    Extractor(ExtractSettings settings, ChildProgram program, Patience patience) {
        this.patience = patience;
        this.command = settings.enabled() ? new ChildCommand(settings.command(), program) : null;
        this.spare = new Spare(patience.idle());
    }

    /**
     * Has the text of a PDF read.
     *
     * @param owner whose file it is
     * @throws ExtractBusyException where others' files are read for too long, the child is not ready in time, or the caller was
     *     interrupted, which ends the child at once
     */
    public Extraction pdfText(Object owner, byte[] file) throws ExtractBusyException {
        return extract(Job.PDF_TEXT, owner, file);
    }

    /**
     * Has a picture made small, upright and bare.
     *
     * @param owner whose file it is
     * @throws ExtractBusyException as above
     */
    public Extraction picture(Object owner, byte[] file) throws ExtractBusyException {
        return extract(Job.PICTURE, owner, file);
    }

    private Extraction extract(Job job, Object owner, byte[] file) throws ExtractBusyException {
        if (command == null) {
            return new Extraction.Nothing(Extraction.Reason.SWITCHED_OFF);
        }
        if (file.length > MAX_FILE_BYTES) {
            return new Extraction.Nothing(Extraction.Reason.TOO_LARGE);
        }
        try {
            if (!turns.await(owner, patience.turn())) {
                throw new ExtractBusyException("other PDFs and pictures are being read");
            }
            try {
                return extract(command, job, file);
            } finally {
                turns.end(owner);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ExtractBusyException("the call was cancelled");
        }
    }

    private Extraction extract(ChildCommand start, Job job, byte[] file)
            throws InterruptedException, ExtractBusyException {
        Child child;
        try {
            child = spare.take(start);
        } catch (IOException e) {
            return impossible(e.toString());
        }
        try {
            Duration waited = awaitReady(child);
            if (waited == null) {
                return impossible(child.ending());
            }
            spare.prepare(start);
            return extract(child, job, file, patience.jobAfter(waited));
        } finally {
            child.kill();
        }
    }

    /** How long it took; null where the child will never be ready. */
    private @Nullable Duration awaitReady(Child child) throws InterruptedException, ExtractBusyException {
        long from = System.nanoTime();
        try {
            child.awaitReady(patience.start());
            return Duration.ofNanos(System.nanoTime() - from);
        } catch (TimeoutException e) {
            LOGGER.log(
                    Level.WARNING,
                    "the process that reads PDFs and pictures was not ready within {0} seconds; it is ended",
                    patience.start().toSeconds());
            throw new ExtractBusyException("the machine is too busy to start what reads PDFs and pictures");
        } catch (IOException e) {
            return null;
        }
    }

    private static Extraction impossible(String why) {
        LOGGER.log(Level.WARNING, "the process that reads PDFs and pictures cannot be started: {0}", why);
        return new Extraction.Nothing(Extraction.Reason.NOT_POSSIBLE);
    }

    private static Extraction extract(Child child, Job job, byte[] file, Duration patience)
            throws InterruptedException {
        try {
            ExtractRefusal refusal = child.run(job, file, patience).orElse(null);
            return refusal == null ? result(job, child.read(), null) : new Extraction.Nothing(reason(refusal));
        } catch (TimeoutException e) {
            return result(job, child.read(), Fact.TOO_SLOW);
        } catch (IOException e) {
            LOGGER.log(Level.DEBUG, "the process that reads a file did not finish: {0}", child.ending());
            return result(job, child.read(), Fact.PAGES_BROKEN);
        }
    }

    private static Extraction.Reason reason(ExtractRefusal refusal) {
        return switch (refusal) {
            case ENCRYPTED -> Extraction.Reason.ENCRYPTED;
            case BROKEN -> Extraction.Reason.BROKEN;
            case UNKNOWN -> Extraction.Reason.UNKNOWN;
            case TOO_LARGE -> Extraction.Reason.TOO_LARGE;
        };
    }

    /** @param unfinished why the answer has no end; null where it has */
    private static Extraction result(Job job, ExtractionReader read, @Nullable Fact unfinished) {
        Map<Fact, Integer> facts = new EnumMap<>(Fact.class);
        facts.putAll(read.facts());
        boolean mixed = job == Job.PDF_TEXT && read.picture() != null;
        if (job == Job.PDF_TEXT && !mixed && (unfinished == null || !read.text().isEmpty())) {
            if (unfinished != null) {
                facts.put(unfinished, 1);
            }
            return new Extraction.Text(read.text(), facts);
        }
        if (unfinished != null) {
            return new Extraction.Nothing(
                    unfinished == Fact.TOO_SLOW ? Extraction.Reason.TOO_SLOW : Extraction.Reason.FAILED);
        }
        Extraction.Picture picture = mixed ? null : CheckedPicture.of(read.picture(), facts);
        return picture == null ? new Extraction.Nothing(Extraction.Reason.FAILED) : picture;
    }

    /** Ends the spare one; what runs is ended by whoever waits for it. */
    @Override
    public void close() {
        spare.close();
        if (command != null) {
            command.close();
        }
    }
}

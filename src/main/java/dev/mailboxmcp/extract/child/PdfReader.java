// SPDX-License-Identifier: MIT
package dev.mailboxmcp.extract.child;

import dev.mailboxmcp.extract.wire.ExtractRefusal;
import dev.mailboxmcp.extract.wire.ExtractionWriter;
import dev.mailboxmcp.extract.wire.Fact;
import java.io.IOException;
import java.io.Writer;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;

/** Reads a PDF (ISO 32000): page by page what a person sees, then what its form says and which files it carries. */
final class PdfReader {
    private PdfReader() {}

    /**
     * Writes its text and what is to be known of it.
     *
     * @throws ExtractRefusedException where it cannot be opened
     * @throws IOException where the answer cannot be written
     */
    static void read(byte[] file, JobDeadline deadline, ExtractionWriter out)
            throws IOException, ExtractRefusedException {
        PdfFacts facts = new PdfFacts();
        try (PDDocument document = open(file)) {
            PdfText text = new PdfText(document, deadline, out, facts);
            try {
                facts.set(Fact.PAGES, document.getNumberOfPages());
                text.writeText(document, Writer.nullWriter());
                new PdfExtras(document, text, facts).write();
            } catch (JobStopped e) {
                facts.set(e.why(), 1);
            } catch (OutOfMemoryError e) {
                facts.set(Fact.TOO_LARGE, 1);
            } catch (RuntimeException | StackOverflowError e) {
                facts.add(Fact.PAGES_BROKEN, 1); // such as a tree of pages that is none
            }
        }
        facts.write(out);
    }

    private static PDDocument open(byte[] file) throws ExtractRefusedException {
        try {
            return Loader.loadPDF(file);
        } catch (InvalidPasswordException | LinkageError e) {
            throw new ExtractRefusedException(
                    ExtractRefusal.ENCRYPTED, e); // of classes, only those for certificates are not there
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw new ExtractRefusedException(ExtractRefusal.BROKEN, e);
        }
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.extract.child;

import dev.mailboxmcp.extract.wire.Fact;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentNameDictionary;
import org.apache.pdfbox.pdmodel.PDEmbeddedFilesNameTreeNode;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.common.PDNameTreeNode;
import org.apache.pdfbox.pdmodel.common.filespecification.PDComplexFileSpecification;
import org.apache.pdfbox.pdmodel.common.filespecification.PDFileSpecification;
import org.apache.pdfbox.pdmodel.interactive.action.PDActionURI;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotation;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationFileAttachment;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationLink;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationMarkup;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationText;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationWidget;
import org.apache.pdfbox.pdmodel.interactive.form.PDAcroForm;
import org.apache.pdfbox.pdmodel.interactive.form.PDButton;
import org.apache.pdfbox.pdmodel.interactive.form.PDChoice;
import org.apache.pdfbox.pdmodel.interactive.form.PDField;
import org.apache.pdfbox.pdmodel.interactive.form.PDPushButton;
import org.apache.pdfbox.pdmodel.interactive.form.PDSignatureField;
import org.apache.pdfbox.pdmodel.interactive.form.PDTextField;
import org.jspecify.annotations.Nullable;

/** What a PDF says besides its pages: notes on them, where links lead, a form's values, names of files that it carries. */
final class PdfExtras {
    private static final String FREE_TEXT = "FreeText";
    private static final String OFF = "Off";
    private static final int MAX_ITEMS = 2000;
    private static final int MAX_DEPTH = 20;
    private static final int MAX_CHARS = 10_000;

    private final PDDocument document;
    private final PdfText text;
    private final PdfFacts facts;

    PdfExtras(PDDocument document, PdfText text, PdfFacts facts) {
        this.document = document;
        this.text = text;
        this.facts = facts;
    }

    /** Notes that people see on a page, and the addresses behind its links. Others are counted. */
    static String notesOn(PDPage page, PdfText text, PdfFacts facts) {
        StringBuilder notes = new StringBuilder();
        Set<String> links = new LinkedHashSet<>();
        Set<String> files = new LinkedHashSet<>();
        try {
            int count = 0;
            for (PDAnnotation annotation : page.getAnnotations()) {
                text.checkTime();
                if (count++ >= MAX_ITEMS) {
                    break;
                }
                boolean seen = !annotation.isHidden() && !annotation.isNoView();
                if (annotation instanceof PDAnnotationLink link) {
                    if (link.getAction() instanceof PDActionURI to && to.getURI() != null) {
                        links.add(line(to.getURI()));
                    }
                } else if (annotation instanceof PDAnnotationFileAttachment file) {
                    files.add(name(file.getFile()));
                } else if (FREE_TEXT.equals(annotation.getSubtype()) && annotation.getContents() != null) {
                    if (seen) {
                        notes.append(line(annotation.getContents())).append('\n');
                    } else {
                        facts.hide(annotation.getContents());
                    }
                } else if (isComment(annotation)) {
                    facts.add(Fact.COMMENTS, 1);
                }
            }
        } catch (IOException | RuntimeException | StackOverflowError e) {
            if (e instanceof JobStopped stopped) {
                throw stopped;
            }
            text.breakPage();
        }
        if (!links.isEmpty()) {
            notes.append("Links on this page: ").append(String.join(" ", links)).append('\n');
        }
        if (!files.isEmpty()) {
            notes.append("Files on this page: ")
                    .append(String.join(", ", files))
                    .append('\n');
        }
        return notes.toString();
    }

    private static boolean isComment(PDAnnotation annotation) {
        return (annotation instanceof PDAnnotationText || annotation instanceof PDAnnotationMarkup)
                && annotation.getContents() != null
                && !annotation.getContents().isBlank();
    }

    /** Writes what stands nowhere on a page. */
    void write() throws IOException {
        writeForm();
        writeFiles();
    }

    private void writeForm() throws IOException {
        PDAcroForm form = document.getDocumentCatalog().getAcroForm(null);
        if (form == null) {
            return;
        }
        facts.set(Fact.XFA, form.hasXFA() ? 1 : 0);
        StringBuilder values = new StringBuilder();
        int count = 0;
        for (PDField field : form.getFieldTree()) {
            text.checkTime();
            if (count++ >= MAX_ITEMS) {
                break;
            }
            if (field instanceof PDSignatureField signature) {
                facts.add(Fact.SIGNATURES, signature.getSignature() == null ? 0 : 1);
                continue;
            }
            String value = value(field);
            if (value.isBlank()) {
                continue;
            }
            if (field.getWidgets().stream().allMatch(PdfExtras::isUnseen)) {
                facts.add(Fact.HIDDEN_FIELDS, 1);
            } else {
                values.append(label(field)).append(": ").append(line(value)).append('\n');
            }
        }
        if (!values.isEmpty()) {
            text.write("Form\n" + values + "\n");
        }
    }

    private static boolean isUnseen(PDAnnotationWidget widget) {
        return widget.isHidden() || widget.isNoView();
    }

    private static String label(PDField field) {
        String name = field.getAlternateFieldName();
        return line(name == null || name.isBlank() ? field.getFullyQualifiedName() : name);
    }

    /** What is filled in; empty where nothing is, and for passwords. */
    private static String value(PDField field) {
        boolean silent = field instanceof PDPushButton || field instanceof PDTextField words && words.isPassword();
        String value = silent
                ? ""
                : field instanceof PDChoice choice ? String.join(", ", choice.getValue()) : field.getValueAsString();
        return value == null || field instanceof PDButton && OFF.equals(value) ? "" : value;
    }

    private void writeFiles() throws IOException {
        PDDocumentNameDictionary names = document.getDocumentCatalog().getNames();
        PDEmbeddedFilesNameTreeNode tree = names == null ? null : names.getEmbeddedFiles();
        if (tree == null) {
            return;
        }
        Set<String> files = new LinkedHashSet<>();
        collect(tree, files, 0);
        if (!files.isEmpty()) {
            text.write("Files in this PDF: " + String.join(", ", files) + "\n");
        }
    }

    private void collect(PDNameTreeNode<PDComplexFileSpecification> node, Set<String> files, int depth)
            throws IOException {
        text.checkTime();
        Map<String, PDComplexFileSpecification> here = node.getNames();
        if (here != null) {
            here.values().stream().limit(MAX_ITEMS).forEach(file -> files.add(name(file)));
        }
        if (node.getKids() != null && depth < MAX_DEPTH && files.size() < MAX_ITEMS) {
            for (PDNameTreeNode<PDComplexFileSpecification> kid : node.getKids()) {
                collect(kid, files, depth + 1);
            }
        }
    }

    private static String name(@Nullable PDFileSpecification file) {
        String name = file instanceof PDComplexFileSpecification complex ? complex.getFilename() : null;
        if (name == null && file != null) {
            name = file.getFile();
        }
        return name == null || name.isBlank() ? "without a name" : line(name);
    }

    /** The words on one line, of no more characters than one would read. */
    private static String line(String words) {
        return words.substring(0, Math.min(words.length(), MAX_CHARS))
                .replaceAll("[\\s\\p{Cntrl}]+", " ")
                .strip();
    }
}

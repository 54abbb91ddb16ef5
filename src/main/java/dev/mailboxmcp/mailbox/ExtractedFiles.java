// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailbox;

import dev.mailboxmcp.account.Principal;
import dev.mailboxmcp.extract.ExtractBusyException;
import dev.mailboxmcp.extract.Extraction;
import dev.mailboxmcp.extract.Extractor;
import dev.mailboxmcp.extract.wire.Fact;
import dev.mailboxmcp.imap.TextPiece;
import dev.mailboxmcp.mail.AttachmentPicture;
import dev.mailboxmcp.mail.AttachmentText;
import dev.mailboxmcp.mail.AttachmentView;
import dev.mailboxmcp.mail.FetchedFile;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.Memory;
import dev.mailboxmcp.mail.TextSource;
import dev.mailboxmcp.text.InertMarkdown;
import dev.mailboxmcp.text.RightToLeft;
import dev.mailboxmcp.text.TextCleaner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts into words what child processes make of files. What they say is no more trusted than the files. */
final class ExtractedFiles {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(3);
    /** What a character takes at most while the text is cleaned, cut and answered. */
    private static final int TEXT_EXPANSION = 12;
    /** What a byte of a picture takes in an answer, which holds it as text. */
    private static final int PICTURE_EXPANSION = 6;

    private static final int PICTURE_KEPT = 3;
    private static final String MAIL_PROGRAM = ": the user can open it in a mail program";

    private final Extractor extractor;
    private final Principal owner;
    private final Memory memory;

    ExtractedFiles(Extractor extractor, Principal owner, Memory memory) {
        this.extractor = extractor;
        this.owner = owner;
        this.memory = memory;
    }

    /**
     * The file in the form that is wanted.
     *
     * @throws MailException {@link MailFailure.Busy} where too many files are read, {@link MailFailure.InvalidArgument} where
     *     it cannot be given so
     */
    AttachmentView view(FetchedFile file, WantedForm wanted, int offset, int maxChars) {
        try (Memory.Lease lease = file.lease()) {
            return switch (file.kind()) {
                case PDF -> {
                    if (wanted == WantedForm.PICTURE) {
                        throw WantedForm.noPicture("a PDF");
                    }
                    yield pdf(file, extractor.pdfText(owner, file.bytes()), offset, maxChars);
                }
                case PICTURE ->
                    wanted == WantedForm.TEXT
                            ? nothing(
                                    file,
                                    "this file is a picture, in which this server reads no text: as=image shows it")
                            : picture(file, extractor.picture(owner, file.bytes()));
            };
        } catch (ExtractBusyException e) {
            throw new MailException(new MailFailure.Busy(e.state(), RETRY_AFTER), e);
        }
    }

    private AttachmentView pdf(FetchedFile file, Extraction extraction, int offset, int maxChars) {
        return switch (extraction) {
            case Extraction.Text text -> text(file, text, offset, maxChars);
            case Extraction.Nothing none -> nothing(file, why("PDF", none.reason()));
            case Extraction.Picture picture -> nothing(file, why("PDF", Extraction.Reason.FAILED));
        };
    }

    private AttachmentText text(FetchedFile file, Extraction.Text extracted, int offset, int maxChars) {
        try (Memory.Lease lease = memory.take((long) extracted.text().length() * TEXT_EXPANSION)) {
            String clean = InertMarkdown.of(
                    TextCleaner.text(RightToLeft.asSeen(extracted.text())).strip());
            TextPiece piece = TextPiece.of(clean, offset, maxChars);
            Map<Fact, Integer> facts = extracted.facts();
            return new AttachmentText(
                    file.part(),
                    file.name(),
                    file.type(),
                    file.bytes().length,
                    piece.text(),
                    TextSource.PDF,
                    facts.get(Fact.PAGES),
                    piece.nextOffset(),
                    facts.getOrDefault(Fact.HIDDEN_CHARS, 0),
                    warnings(facts, clean.isEmpty()));
        }
    }

    private static List<String> warnings(Map<Fact, Integer> facts, boolean empty) {
        List<String> warnings = new ArrayList<>();
        int pages = facts.getOrDefault(Fact.PAGES_READ, 0);
        if (facts.containsKey(Fact.TOO_LONG)) {
            warnings.add("this PDF holds more text than is read of one; what follows page " + pages + " is left out");
        }
        if (facts.containsKey(Fact.TOO_SLOW)) {
            warnings.add(
                    "reading this PDF takes too long; it was read into page " + pages + ", and the rest is left out");
        }
        if (facts.containsKey(Fact.TOO_LARGE)) {
            warnings.add("reading this PDF takes too much memory; it was read into page " + pages
                    + ", and the rest is left out");
        }
        if (facts.containsKey(Fact.PAGES_BROKEN)) {
            warnings.add("this PDF is broken in places, on " + facts.get(Fact.PAGES_BROKEN)
                    + " of its pages; some of their text may be missing");
        }
        if (facts.containsKey(Fact.XFA)) {
            warnings.add("this PDF is a form of the XFA kind, of which only what stands in its pages is read");
        }
        if (empty && warnings.isEmpty()) { // else nobody knows
            warnings.add(
                    facts.containsKey(Fact.PAGES_PICTURED)
                            ? "this PDF holds pictures of pages, such as scans, and no text" + MAIL_PROGRAM
                            : "this PDF holds no text");
        }
        if (facts.containsKey(Fact.PAGES_RECOGNIZED)) {
            warnings.add(
                    "on " + facts.get(Fact.PAGES_RECOGNIZED) + " pages the text lies unseen over a picture, as text"
                            + " recognition puts it there: what the picture shows a person may differ from it");
        }
        if (facts.containsKey(Fact.UNKNOWN_CHARS)) {
            warnings.add("left out, since this PDF does not tell which letters they are: "
                    + facts.get(Fact.UNKNOWN_CHARS) + " characters");
        }
        if (facts.containsKey(Fact.GUESSED_CHARS)) {
            warnings.add("this PDF does not tell which letters some of its characters are, which may be wrong: "
                    + facts.get(Fact.GUESSED_CHARS));
        }
        if (facts.containsKey(Fact.PATTERNS_WITH_TEXT)) {
            warnings.add("left out: text within patterns with which areas are filled, "
                    + facts.get(Fact.PATTERNS_WITH_TEXT) + " of them");
        }
        count(warnings, facts.get(Fact.COMMENTS), "comments");
        count(warnings, facts.get(Fact.HIDDEN_FIELDS), "fields of the form");
        if (facts.containsKey(Fact.SIGNATURES)) {
            warnings.add("this PDF is signed, which was not checked");
        }
        return warnings;
    }

    private static void count(List<String> warnings, @Nullable Integer count, String what) {
        if (count != null) {
            warnings.add("left out, since people do not see it in the document: " + count + " " + what);
        }
    }

    private AttachmentView picture(FetchedFile file, Extraction extraction) {
        return switch (extraction) {
            case Extraction.Picture picture -> {
                memory.take((long) picture.bytes().length * PICTURE_EXPANSION)
                        .keep((long) picture.bytes().length * PICTURE_KEPT);
                yield new AttachmentPicture(
                        file.part(),
                        file.name(),
                        file.type(),
                        file.bytes().length,
                        picture.bytes(),
                        picture.type(),
                        picture.width(),
                        picture.height(),
                        warnings(picture));
            }
            case Extraction.Nothing none -> nothing(file, why("picture", none.reason()));
            case Extraction.Text text -> nothing(file, why("picture", Extraction.Reason.FAILED));
        };
    }

    private static List<String> warnings(Extraction.Picture picture) {
        List<String> warnings = new ArrayList<>();
        int width = picture.facts().getOrDefault(Fact.ORIGINAL_WIDTH, 0);
        int height = picture.facts().getOrDefault(Fact.ORIGINAL_HEIGHT, 0);
        if (width > picture.width() || height > picture.height()) {
            warnings.add("the picture was made smaller: it has " + width + " x " + height + " pixels");
        }
        if (picture.facts().containsKey(Fact.MOVES)) {
            warnings.add("the picture moves: its first moment is given");
        }
        return warnings;
    }

    private static String why(String what, Extraction.Reason reason) {
        String file = "this file is a " + what;
        return switch (reason) {
            case SWITCHED_OFF -> file + ", which this server does not read (EXTRACT)" + MAIL_PROGRAM;
            case NOT_POSSIBLE ->
                file + ", which this server cannot read now; its operator finds why in its log" + MAIL_PROGRAM;
            case ENCRYPTED -> file + " that wants a password: ask for it without one";
            case BROKEN -> file + " that is broken and cannot be read: ask for it again";
            case UNKNOWN -> file + " of a kind that this server does not know" + MAIL_PROGRAM;
            case TOO_LARGE -> file + " that takes more memory than is given to one" + MAIL_PROGRAM;
            case TOO_SLOW -> file + " that takes too long to read" + MAIL_PROGRAM;
            case FAILED -> file + " that broke what reads it" + MAIL_PROGRAM;
        };
    }

    private static AttachmentText nothing(FetchedFile file, String why) {
        return new AttachmentText(
                file.part(),
                file.name(),
                file.type(),
                file.bytes().length,
                "",
                TextSource.NONE,
                null,
                null,
                0,
                List.of(why));
    }
}

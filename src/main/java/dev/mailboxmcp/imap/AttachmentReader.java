// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.calendar.InvitationReader;
import dev.mailboxmcp.mail.AttachmentText;
import dev.mailboxmcp.mail.FetchedFile;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.Memory;
import dev.mailboxmcp.mail.TextSource;
import dev.mailboxmcp.mime.MimeLimits;
import dev.mailboxmcp.office.OfficeFormat;
import dev.mailboxmcp.office.OfficeReader;
import dev.mailboxmcp.office.OfficeText;
import dev.mailboxmcp.text.InertMarkdown;
import dev.mailboxmcp.text.TextCleaner;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a part that is a file as text: by what it is rather than by what it is called, where the two differ. Never fails for
 * what is in it.
 *
 * @param sizeBytes undone from its transfer encoding
 */
record AttachmentReader(BodyStructure part, String name, long sizeBytes, PartText text) {
    private static final Pattern TEXT_NAME = Pattern.compile(
            ".*\\.(?:txt|text|log|md|markdown|rst|tex|json|jsonl|xml|ya?ml|toml|ini|conf|properties|csv|tsv|html?|ics|vcs|vcf"
                    + "|sql|diff|patch|eml|srt|vtt|py|js|ts|java|c|h|cpp|rs|go|sh|bat|ps1|css)");
    private static final Pattern TEXT_TYPE = Pattern.compile(
            "text/(?!rtf|richtext).*|application/(?:.*\\+)?(?:json|xml|yaml|x-yaml|ics|sql|csv|javascript|toml)");
    private static final Set<String> CSV_TYPES =
            Set.of("text/csv", "application/csv", "text/comma-separated-values", "text/tab-separated-values");
    private static final int MAX_NAME_CHARS = 200;
    private static final int PROBE_BYTES = 4096;
    /** What a byte of a document takes at most: letters shrink to a fifth, and become an answer. */
    private static final int OFFICE_EXPANSION = 64;

    private static final int CALENDAR_EXPANSION = 64;

    private static final String PDF = "%PDF-";
    /** Readers of PDF take a file for one whose mark stands within so many bytes (ISO 32000-1, annex H.3.4.1). */
    private static final int PDF_WITHIN = 1024;

    private static final String SPACES = "[\\s\u00EF\u00BB\u00BF]*";
    private static final Pattern WIDE = Pattern.compile("\u00FF\u00FE|\u00FE\u00FF");
    private static final int XML_DECLARATION_BYTES = 200;
    /** Nobody can read this in single bytes and mean two. */
    private static final Pattern XML_ENCODING = Pattern.compile(
            "<\\?xml\\s[^>]{0,100}?encoding\\s{0,9}=\\s{0,9}[\"'](?!(?i:utf-16|ucs-2))([A-Za-z][A-Za-z0-9._-]{0,39})[\"']");

    private static final Pattern PICTURE = Pattern.compile(
            "\\A(?:\u0089PNG\r\n\u001A\n|\u00FF\u00D8\u00FF|GIF8[79]a|BM.{12}[\\x0C\\x28\\x40\\x6C\\x7C]"
                    + "\\x00{3}|II\\*\\x00|MM\\x00\\*|RIFF.{4}WEBP).*",
            Pattern.DOTALL);

    /** What its first bytes say that it is, where that is nothing to be read here. */
    static FetchedFile.@Nullable Kind kind(BodyStructure part, byte[] bytes) {
        String start = new String(bytes, 0, Math.min(bytes.length, PDF_WITHIN), StandardCharsets.ISO_8859_1);
        if (PICTURE.matcher(start).matches()) {
            return FetchedFile.Kind.PICTURE;
        }
        int at = start.indexOf(PDF);
        boolean first = at >= 0 && start.substring(0, at).matches(SPACES);
        boolean pdf = first || at >= 0 && !isText(part) && !isPlain(start);
        return pdf ? FetchedFile.Kind.PDF : null;
    }

    /** Whether its type or name says that it is a text, of which the start can be read. */
    static boolean isText(BodyStructure part) {
        return part.holdsMessage()
                || TEXT_TYPE.matcher(part.type()).matches()
                || isText(lower(part.fileName(null))) && !part.type().startsWith("image/");
    }

    private static boolean isText(String name) {
        return TEXT_NAME.matcher(name).matches();
    }

    /**
     * @param bytes undone from its transfer encoding
     * @param cut whether the part has more bytes than these
     */
    static AttachmentReader read(BodyStructure part, byte[] bytes, boolean cut, Memory memory) {
        String name = part.fileName(null);
        PartText text;
        try {
            text = text(part, lower(name), bytes, cut, memory);
        } catch (MailException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            // not known to happen; what a stranger wrote must not be able to break a call
            text = nothing("this file cannot be read as text");
        }
        return new AttachmentReader(part, name, cut ? part.decodedSizeBytes() : bytes.length, text);
    }

    /** A piece of its text. */
    AttachmentText piece(int offset, int maxChars) {
        TextPiece piece = TextPiece.of(InertMarkdown.of(text.text()), offset, maxChars);
        List<String> warnings = new ArrayList<>(text.warnings());
        if (piece.nextOffset() == null && !text.complete()) {
            warnings.add("the text is longer than what is read of one file; its end is left out");
        }
        if (text.uncertain()) {
            warnings.add("some of the text may not be visible to a person, or a person may see more: the HTML of this"
                    + " file could not be followed in full");
        }
        if (text.text().isBlank() && text.source() != TextSource.NONE) {
            warnings.add("this file holds no text");
        }
        return new AttachmentText(
                part.number(),
                name,
                part.type(),
                sizeBytes,
                piece.text(),
                text.source(),
                null,
                piece.nextOffset(),
                text.hiddenCharacters(),
                warnings);
    }

    private static PartText text(BodyStructure part, String name, byte[] bytes, boolean cut, Memory memory) {
        if (startsWith(bytes, "PK")) {
            return office(bytes, memory);
        }
        String unreadable = unreadable(part, name, bytes);
        if (unreadable != null) {
            return nothing(unreadable);
        }
        if (part.holdsMessage() || name.endsWith(".eml")) {
            return message(bytes, cut, memory);
        }
        if (CalendarPart.isCalendar(part)) {
            PartText calendar = calendar(part, bytes, cut, memory);
            if (calendar != null) {
                return calendar;
            }
        }
        boolean html = part.type().matches("text/html|application/xhtml\\+xml") || name.matches(".*\\.x?html?");
        BodyStructure plain = declared(html == part.type().equals("text/html") ? part : typed(part, html), bytes);
        boolean more = cut || bytes.length > MimeLimits.MAX_TEXT_BYTES;
        byte[] start = more ? Arrays.copyOf(bytes, Math.min(bytes.length, MimeLimits.MAX_TEXT_BYTES)) : bytes;
        PartText text = PartText.of(plain, start, "binary", more, memory);
        boolean csv = CSV_TYPES.contains(part.type()) || name.matches(".*\\.(csv|tsv)");
        return csv && !html ? text.from(TextSource.CSV) : text;
    }

    /** Why there is no text in it that can be read; null where there may be. */
    private static @Nullable String unreadable(BodyStructure part, String name, byte[] bytes) {
        int probed = Math.min(bytes.length, PROBE_BYTES);
        String start = new String(bytes, 0, probed, StandardCharsets.ISO_8859_1);
        if (start.startsWith("\u00D0\u00CF\u0011\u00E0")) {
            return "this file is of an old or encrypted form of Office, of which this server reads no text: ask for it as docx,"
                    + " xlsx or pptx without a password";
        }
        if (start.startsWith("{\\rtf")) {
            return "this file is rich text (RTF), of which this server reads no text: ask for it as docx or as plain text";
        }
        if (part.type().startsWith("image/") && !part.type().contains("svg")) {
            return "this file is a picture of a kind that this server does not know: the user can open it in a mail program";
        }
        boolean known = isText(part) || isText(name);
        boolean plain = WIDE.matcher(start).lookingAt()
                ? isPlainText(new String(bytes, 0, probed, StandardCharsets.UTF_16))
                : isPlain(start);
        return known || plain && !part.type().matches("(audio|video|font)/.*")
                ? null
                : "this file is of a kind of which this server reads no text: the user can open it in a mail program";
    }

    /** Whether nothing says that it is no text, where nothing says that it is one. */
    private static boolean isPlain(String start) {
        return start.chars().noneMatch(AttachmentReader::isControl)
                && isPlainText(new String(start.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
    }

    private static boolean isPlainText(String start) {
        return start.chars().noneMatch(AttachmentReader::isControl)
                && start.chars().filter(c -> c == '\uFFFD').count() <= 1; // the last one may be cut
    }

    private static boolean isControl(int c) {
        return (c < ' ' || c == 0x7F) && c != '\n' && c != '\r' && c != '\t' && c != '\f';
    }

    private static PartText office(byte[] bytes, Memory memory) {
        long atMost = Math.min(OfficeReader.MAX_MEMORY_BYTES, (long) bytes.length * OFFICE_EXPANSION);
        try (Memory.Lease lease = memory.take(atMost)) {
            OfficeText read = OfficeReader.read(bytes);
            if (read == null) {
                return nothing("this file is an archive, which is not opened: the user can open it in a mail program");
            }
            return new PartText(read.text(), source(read.format()), true, 0, 0, false, read.warnings());
        }
    }

    private static TextSource source(OfficeFormat format) {
        return switch (format) {
            case DOCX -> TextSource.DOCX;
            case XLSX -> TextSource.XLSX;
            case PPTX -> TextSource.PPTX;
            case ODT -> TextSource.ODT;
            case ODS -> TextSource.ODS;
            case ODP -> TextSource.ODP;
        };
    }

    private static PartText message(byte[] bytes, boolean cut, Memory memory) {
        return PartText.joined(List.of(
                        PartText.heading(TextAssembly.headingOf(bytes)), PartText.ofMessage(bytes, cut, memory)))
                .from(TextSource.MAIL);
    }

    private static @Nullable PartText calendar(BodyStructure part, byte[] bytes, boolean cut, Memory memory) {
        String charset = part.parameter("charset");
        try (Memory.Lease lease =
                memory.take((long) Math.min(bytes.length, CalendarPart.MAX_BYTES) * CALENDAR_EXPANSION)) {
            InvitationReader.Read read = InvitationReader.read(
                    bytes, charset.isEmpty() ? null : charset, part.parameter("method"), null, address -> false);
            return read == null
                    ? null
                    : new PartText(read.text(), TextSource.CALENDAR, !cut, 0, 0, false, read.warnings());
        }
    }

    private static PartText nothing(String why) {
        return new PartText("", TextSource.NONE, true, 0, 0, false, List.of(why));
    }

    /** XML says itself in what it is written (XML 1.0, 4.3.3), which counts where the mail does not. */
    private static BodyStructure declared(BodyStructure part, byte[] bytes) {
        Matcher declaration = XML_ENCODING.matcher(
                new String(bytes, 0, Math.min(bytes.length, XML_DECLARATION_BYTES), StandardCharsets.ISO_8859_1));
        if (!part.parameter("charset").matches("(?i)|us-ascii") || !declaration.lookingAt()) {
            return part;
        }
        return part.as(part.type(), List.of(new BodyStructure.Parameter("charset", declaration.group(1))));
    }

    /** The same part, read as what its name says that it is. */
    private static BodyStructure typed(BodyStructure part, boolean html) {
        return part.as(html ? "text/html" : "text/plain", part.parameters());
    }

    private static boolean startsWith(byte[] bytes, String magic) {
        return bytes.length >= magic.length()
                && new String(bytes, 0, magic.length(), StandardCharsets.ISO_8859_1).equals(magic);
    }

    private static String lower(String name) {
        return TextCleaner.shorten(name, MAX_NAME_CHARS).toLowerCase(Locale.ROOT);
    }
}

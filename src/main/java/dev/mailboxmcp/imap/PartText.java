// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.html.HtmlText;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.Memory;
import dev.mailboxmcp.mail.TextSource;
import dev.mailboxmcp.mime.BodyText;
import dev.mailboxmcp.mime.BrokenMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What one or several parts say.
 *
 * @param source of the first that says something
 * @param pictures shown in HTML that shows nothing else
 * @param hiddenCharacters of HTML, which are not in the text
 * @param uncertain whether some of the text may not be seen by a person
 */
record PartText(
        String text,
        TextSource source,
        boolean complete,
        int pictures,
        int hiddenCharacters,
        boolean uncertain,
        List<String> warnings) {
    /** What a byte takes at most while it becomes text: elements and styles of a page are many times their source. */
    private static final int HTML_EXPANSION = 64;

    private static final int PLAIN_EXPANSION = 12;

    PartText {
        warnings = List.copyOf(warnings);
    }

    /** What HTML takes at most while it becomes text. */
    static long memoryOfHtml(byte[] html) {
        return (long) html.length * HTML_EXPANSION;
    }

    /**
     * Decodes a part that is not a message. Never fails for what is in it.
     *
     * @param encoding that the bytes still have
     * @param cut whether there is more of it
     */
    static PartText of(BodyStructure part, byte[] bytes, String encoding, boolean cut, Memory memory) {
        boolean html = part.type().equals("text/html");
        try (Memory.Lease lease = memory.take(html ? memoryOfHtml(bytes) : (long) bytes.length * PLAIN_EXPANSION)) {
            String charset = charset(part);
            HtmlText text = html
                    ? BodyText.html(bytes, encoding, charset)
                    : new HtmlText(
                            BodyText.plain(
                                    bytes,
                                    encoding,
                                    charset,
                                    part.parameter("format").equalsIgnoreCase("flowed"),
                                    part.parameter("delsp").equalsIgnoreCase("yes"),
                                    cut),
                            0,
                            0,
                            false);
            return new PartText(
                    text.text(),
                    html ? TextSource.HTML : TextSource.PLAIN,
                    !cut,
                    text.pictures(),
                    text.hiddenCharacters(),
                    text.uncertain(),
                    BodyText.isFalselyEncoded(bytes, encoding, charset)
                            ? List.of("part " + part.number()
                                    + " of this mail says that it is in base64 and is not: it is shown as it stands")
                            : List.of());
        } catch (MailException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            // not known to happen; what a stranger wrote must not be able to break a call
            return new PartText(
                    "",
                    TextSource.NONE,
                    !cut,
                    0,
                    0,
                    false,
                    List.of("part " + part.number() + " of this mail cannot be read as text"));
        }
    }

    /** What stands above a message inside the message. */
    static PartText heading(String text) {
        return new PartText(text, TextSource.NONE, true, 0, 0, false, List.of());
    }

    /** The text of a message into which the mail server did not look. */
    static PartText ofMessage(byte[] message, boolean cut, Memory memory) {
        try (Memory.Lease lease = memory.take(memoryOfHtml(message))) {
            return ofMessage(BrokenMessage.read(message), cut);
        }
    }

    static PartText ofMessage(BrokenMessage read, boolean cut) {
        List<String> warnings = new ArrayList<>();
        switch (read.seen()) {
            case THIS -> {
                // nothing to be told
            }
            case NOT_THE_PLAIN_FORM -> warnings.add(MessageText.DIFFERS);
            case NOTHING -> warnings.add(MessageText.UNSEEN);
        }
        if (read.files() > 0) {
            warnings.add("this mail holds files or mails of its own that are not read here: " + read.files());
        }
        return new PartText(
                read.text(),
                read.isHtml() ? TextSource.HTML : TextSource.PLAIN,
                !cut,
                0,
                read.hiddenCharacters(),
                read.uncertain(),
                warnings);
    }

    /** The same, told to be from there. */
    PartText from(TextSource other) {
        return new PartText(text, other, complete, pictures, hiddenCharacters, uncertain, warnings);
    }

    /** One after the other, with an empty line between. */
    static PartText joined(List<PartText> all) {
        List<String> warnings = new ArrayList<>();
        all.forEach(one -> warnings.addAll(one.warnings));
        return new PartText(
                all.stream()
                        .map(one -> one.text.stripTrailing())
                        .filter(text -> !text.isBlank())
                        .collect(Collectors.joining("\n\n")),
                all.stream()
                        .filter(one -> !one.text.isBlank())
                        .map(PartText::source)
                        .filter(source -> source != TextSource.NONE)
                        .findFirst()
                        .orElse(sourceOfNothing(all)),
                all.stream().allMatch(PartText::complete),
                all.stream().anyMatch(PartText::hasWords)
                        ? 0
                        : all.stream().mapToInt(PartText::pictures).sum(),
                all.stream().mapToInt(PartText::hiddenCharacters).sum(),
                all.stream().anyMatch(PartText::uncertain),
                warnings);
    }

    /** Headings of messages inside the message are plain. */
    private static TextSource sourceOfNothing(List<PartText> all) {
        boolean headings = all.stream().anyMatch(one -> !one.text.isBlank());
        return headings ? TextSource.PLAIN : all.isEmpty() ? TextSource.NONE : all.get(0).source;
    }

    private boolean hasWords() {
        return !text.isBlank() && pictures == 0 && source != TextSource.NONE;
    }

    private static @Nullable String charset(BodyStructure part) {
        String charset = part.parameter("charset");
        return charset.isEmpty() ? null : charset;
    }
}

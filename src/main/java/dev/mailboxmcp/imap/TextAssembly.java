// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.html.HtmlText;
import dev.mailboxmcp.mail.Memory;
import dev.mailboxmcp.mime.AddressList;
import dev.mailboxmcp.mime.BodyText;
import dev.mailboxmcp.mime.MailHeader;
import dev.mailboxmcp.mime.PlainForm;
import dev.mailboxmcp.mime.TransferEncoding;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts the text of a message together from the parts that were fetched. For one message. */
final class TextAssembly {
    private final FetchedMessage fetched;
    private final List<TextSections.Wanted> leaves;
    private final Memory memory;
    private final List<PartText> texts = new ArrayList<>();
    private final Map<String, String> encodings = new HashMap<>();
    private final Set<String> warnings = new LinkedHashSet<>();

    TextAssembly(FetchedMessage fetched, List<TextSections.Wanted> leaves, Memory memory) {
        this.fetched = fetched;
        this.leaves = leaves;
        this.memory = memory;
        warnings.addAll(fetched.warnings);
    }

    /** Parts that seem to have a transfer encoding of which the server says nothing. */
    List<TextSections.Wanted> doubtful() {
        return leaves.stream()
                .filter(leaf -> TransferEncoding.isHidden(
                        leaf.part().encoding(), fetched.section(leaf.part().number())))
                .toList();
    }

    /** @param byPart what the headers of parts say, where that was looked up */
    void setEncodings(Map<String, String> byPart) {
        encodings.putAll(byPart);
    }

    void add(TextBlock block) {
        texts.add(
                switch (block) {
                    case TextBlock.Single single -> text(single.part());
                    case TextBlock.Alternative two -> better(text(two.plain()), text(two.html()));
                });
    }

    /** @param wanted whether nothing of the message was left out before it was fetched */
    MessageText toText(boolean wanted) {
        PartText all = PartText.joined(texts);
        warnings.addAll(all.warnings());
        if (fetched.decodingFailed
                && all.warnings().isEmpty()
                && leaves.stream().allMatch(this::isAsItShouldBe)) {
            warnings.add("the mail server failed to decode the text of this mail, which was decoded here");
        }
        if (all.uncertain()) {
            warnings.add(MessageText.UNCERTAIN);
        }
        return new MessageText(
                all.text(),
                all.source(),
                wanted && all.complete(),
                all.hiddenCharacters(),
                all.pictures(),
                List.copyOf(warnings));
    }

    /** Whether a mail server has no reason to stumble over it. */
    private boolean isAsItShouldBe(TextSections.Wanted leaf) {
        return !leaf.isBase64()
                || BodyText.isCleanBase64(fetched.section(leaf.part().number()));
    }

    /** The better of two forms, which is the plain one if it says what people see. */
    private PartText better(PartText plain, PartText html) {
        if (plain.text().isBlank()) {
            return html;
        }
        return switch (PlainForm.of(plain.text(), html.text())) {
            case FAIR -> plain;
            case ALONE -> unseen(plain, html);
            case POOR -> html;
            case DIFFERENT -> {
                warnings.add(MessageText.DIFFERS);
                yield html;
            }
        };
    }

    /** Where the HTML form shows no words, it is what people see even so, unless there is nothing at all to be seen. */
    private PartText unseen(PartText plain, PartText html) {
        if (html.pictures() > 0) {
            warnings.add("people see nothing but pictures in this mail, " + html.pictures()
                    + " of them; this is its plain text");
        } else if (!HtmlText.isBlank(html.text())) {
            warnings.add(MessageText.DIFFERS);
            return html;
        } else if (html.hiddenCharacters() > 0) {
            warnings.add("people see no text in this mail: this is its plain text, which its HTML hides");
        } else if (html.warnings().isEmpty()) {
            warnings.add("the HTML form of this mail is empty" + (html.complete() ? "" : " as far as it was read")
                    + "; this is its plain text");
        }
        warnings.addAll(html.warnings());
        return plain;
    }

    private PartText text(List<BodyStructure> parts) {
        return PartText.joined(parts.stream().map(this::text).toList());
    }

    private PartText text(BodyStructure part) {
        if (part.isMessage()) {
            return PartText.heading(heading(part, HeaderRequest.ROW.of(fetched, part)));
        }
        byte[] bytes = fetched.section(part.number());
        boolean decoded = fetched.decoded.contains(part.number());
        boolean cut = isCut(part, bytes.length, decoded);
        if (part.holdsMessage()) {
            byte[] message = TransferEncoding.decode(bytes, part.encoding());
            return PartText.joined(List.of(
                    PartText.heading(heading(part, MailHeader.of(headerOf(message), Integer.MAX_VALUE, null))),
                    PartText.ofMessage(message, cut, memory)));
        }
        String encoding = decoded ? "binary" : encodings.getOrDefault(part.number(), part.encoding());
        return PartText.of(part, bytes, encoding, cut, memory);
    }

    private static byte[] headerOf(byte[] message) {
        for (int i = 1; i < message.length; i++) {
            boolean emptyLine = message[i] == '\n'
                    && (message[i - 1] == '\n' || i > 1 && message[i - 1] == '\r' && message[i - 2] == '\n');
            if (emptyLine) {
                return Arrays.copyOf(message, i);
            }
        }
        return message;
    }

    /** Also where it was not asked for, since there was too much before. */
    private boolean isCut(BodyStructure part, int length, boolean decoded) {
        return leaves.stream()
                .filter(leaf -> leaf.part().number().equals(part.number()))
                .allMatch(leaf -> leaf.isCut(length, decoded));
    }

    /** What stands above a message inside the message. */
    private static String heading(BodyStructure part, MailHeader header) {
        return "---------- message in this mail (part " + part.number() + ") ----------\n" + heading(header);
    }

    /** What stands above a message that is read by itself. */
    static String headingOf(byte[] message) {
        return heading(MailHeader.of(headerOf(message), Integer.MAX_VALUE, null));
    }

    private static String heading(MailHeader header) {
        OffsetDateTime date = header.date();
        String lines = line("From", joined(header.authors()))
                + line("Date", date == null ? "" : date.toString())
                + line("To", joined(header.to()))
                + line("Subject", header.subject());
        return lines.strip();
    }

    private static String joined(AddressList addresses) {
        return String.join(", ", addresses.texts()) + (addresses.more() > 0 ? ", …" : "");
    }

    private static String line(String name, String value) {
        return value.isEmpty() ? "" : "\n" + name + ": " + value;
    }
}

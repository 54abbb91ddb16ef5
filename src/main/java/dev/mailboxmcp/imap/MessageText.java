// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.calendar.InvitationReader;
import dev.mailboxmcp.mail.Memory;
import dev.mailboxmcp.mail.TextSource;
import dev.mailboxmcp.mime.MimeLimits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The text of a message, fetched part by part and no further than needed.
 *
 * @param text decoded and cleaned; longer than what was needed where the mail is
 * @param complete whether the mail has no text beyond it
 * @param hiddenChars how many characters were left out, since nobody sees them
 * @param pictures how many the text shows where it shows nothing else; 0 otherwise
 * @param warnings what of the text is in doubt
 */
record MessageText(
        String text, TextSource source, boolean complete, int hiddenChars, int pictures, List<String> warnings) {
    static final String UNCERTAIN = "some of the text may not be visible to a person, or a person may see more:"
            + " the HTML of this mail could not be followed in full";

    static final String DIFFERS =
            "the plain text of this mail says something else than its HTML, which is shown here since"
                    + " it is what people see";

    static final String UNSEEN = "people see no text in this mail: this is its plain text, and its HTML shows no words";

    static final int BROKEN_BYTES = 256 * 1024;
    /** Longer than the words that stand for a file, whose name may have been cut. */
    private static final int SLACK_CHARS = 300;

    MessageText {
        warnings = List.copyOf(warnings);
    }

    /**
     * Fetches as much text as is needed, in one round trip as a rule.
     *
     * @param calendar is fetched in the same flight, and is the text where there is no other
     * @param neededChars from the start of the text on
     * @param memory for what a text becomes on the way
     */
    static MessageText fetch(
            ImapConnection connection,
            ImapRead.Description description,
            PartChoice choice,
            MessageCalendar calendar,
            int neededChars,
            Memory memory)
            throws IOException {
        FetchedMessage message = description.message();
        Fetch fetch = new Fetch(new TextSections(connection, message.uid), calendar, neededChars, memory);
        if (isUnknown(description)) {
            return fetch.broken(sourceOf(message.structure));
        }
        MessageText text = fetch.all(choice.text());
        if (!text.text().isBlank() || !text.complete()) {
            return text;
        }
        InvitationReader.Read event = calendar.read();
        if (event != null) {
            return new MessageText(event.text(), TextSource.CALENDAR, true, text.hiddenChars(), 0, text.warnings());
        }
        return choice.instead().isEmpty() ? text : fetch.all(choice.instead());
    }

    /** Whether the server made nothing of the mail that its text could be found by. */
    static boolean isUnknown(ImapRead.Description description) {
        BodyStructure structure = description.message().structure;
        return structure == null || PartChoice.isHollow(structure) || isMisunderstood(description);
    }

    /** QUIRK: to Courier everything is plain text that does not say {@code MIME-Version}, as mail of scripts often does not. */
    private static boolean isMisunderstood(ImapRead.Description description) {
        BodyStructure structure = description.message().structure;
        if (structure == null
                || !structure.type().equals("text/plain")
                || !structure.parameters().isEmpty()) {
            return false;
        }
        String type = description.header().value("content-type");
        return type.toLowerCase(Locale.ROOT).matches("(?s)(multipart/|text/html\\b).*");
    }

    private static TextSource sourceOf(@Nullable BodyStructure structure) {
        return switch (structure == null ? "" : structure.type()) {
            case "text/plain" -> TextSource.PLAIN;
            case "text/html" -> TextSource.HTML;
            default -> TextSource.NONE;
        };
    }

    /** The fetching of one message's text. */
    private record Fetch(TextSections sections, MessageCalendar calendar, int neededChars, Memory memory) {
        MessageText all(List<TextBlock> blocks) throws IOException {
            int enough = TextPlan.bytesOf(neededChars);
            MessageText text = read(blocks, enough);
            boolean tooShort = !text.complete() && text.text().length() < neededChars + SLACK_CHARS;
            return tooShort && enough < MimeLimits.MAX_TEXT_BYTES ? read(blocks, MimeLimits.MAX_TEXT_BYTES) : text;
        }

        /** The server could make nothing of the mail: what a lenient reader makes of its bytes. */
        MessageText broken(TextSource ofNothing) throws IOException {
            byte[] bytes = sections.whole(BROKEN_BYTES);
            PartText read = PartText.ofMessage(bytes, bytes.length >= BROKEN_BYTES, memory);
            boolean blank = read.text().isBlank();
            List<String> warnings = new ArrayList<>();
            if (!blank) {
                warnings.add("the structure of this mail is broken; this is the text that was found in it");
            }
            if (read.uncertain()) {
                warnings.add(UNCERTAIN);
            }
            warnings.addAll(read.warnings());
            return new MessageText(
                    read.text(),
                    blank ? ofNothing : read.source(),
                    read.complete(),
                    read.hiddenCharacters(),
                    0,
                    warnings);
        }

        private MessageText read(List<TextBlock> blocks, int maxBytes) throws IOException {
            TextPlan plan = TextPlan.of(blocks, maxBytes);
            FetchedMessage fetched = sections.fetch(calendar.besides(plan.leaves()));
            calendar.take(fetched);
            TextAssembly assembly = new TextAssembly(fetched, plan.leaves(), memory);
            List<TextSections.Wanted> doubtful = assembly.doubtful();
            if (!doubtful.isEmpty()) {
                assembly.setEncodings(sections.encodings(doubtful));
            }
            return plan.read(assembly);
        }
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.Memory;
import dev.mailboxmcp.text.InertMarkdown;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The first words of mails, as a person sees them: through the same reader as a text, and never by PREVIEW (RFC 8970), in
 * which Dovecot gives text that HTML hides. One round trip for all mails of a folder. A mail whose beginning cannot be told
 * for sure has no snippet.
 */
public final class Snippets {
    /** Where none are wanted. */
    public static final Snippets NONE = new Snippets(null);

    private static final String WORDS = "reading the first words";
    private static final int MAX_CHARS = 160;

    /** The most bytes of a snippet in UTF-8, so that a page of a language with long characters is not longer than others. */
    private static final int MAX_BYTES = 190;

    /** The bytes to fetch of a text: the longest encoding of so many characters, and some lines that are blank. */
    private static final int PLAIN_BYTES = 4096;

    /** The bytes to fetch of HTML, whose head may be long. */
    private static final int HTML_BYTES = 32 * 1024;

    private final @Nullable Memory memory;

    private Snippets(@Nullable Memory memory) {
        this.memory = memory;
    }

    /** Where they are wanted. */
    public static Snippets in(Memory memory) {
        return new Snippets(memory);
    }

    /** The snippets by UID, as far as there are any, of mails of the folder that is open. */
    Map<Long, String> of(ImapConnection connection, Collection<FetchedMessage> messages) throws IOException {
        List<ImapCommand> commands = commands(messages);
        return commands.isEmpty()
                ? Map.of()
                : read(connection.ask(WORDS, ResponseLimits.ROWS, commands).get(0), messages);
    }

    /** Asks for what {@link #read} reads, beside other commands in their folder; none where there is nothing to ask. */
    List<ImapCommand> commands(Collection<FetchedMessage> messages) {
        if (memory == null) {
            return List.of();
        }
        Map<String, List<Long>> byItems = new LinkedHashMap<>();
        for (FetchedMessage message : messages) {
            List<TextSections.Wanted> leaves = leaves(block(message));
            if (!leaves.isEmpty()) {
                String items = leaves.stream().map(TextSections.Wanted::item).collect(Collectors.joining(" "));
                byItems.computeIfAbsent(items, key -> new ArrayList<>()).add(message.uid);
            }
        }
        return byItems.entrySet().stream()
                .map(question -> ImapCommand.of(
                        "UID FETCH", NumberSet.write(question.getValue()) + " (UID " + question.getKey() + ")"))
                .toList();
    }

    /** @param answer of the folder in which the mails lie */
    Map<Long, String> read(ImapAnswer answer, Collection<FetchedMessage> messages) {
        Map<Long, FetchedMessage> told = new HashMap<>();
        FetchReader.read(answer).forEach(message -> told.put(message.uid, message));
        Map<Long, String> snippets = new HashMap<>();
        for (FetchedMessage message : messages) {
            TextBlock block = block(message);
            FetchedMessage fetched = told.get(message.uid);
            if (memory != null && block != null && fetched != null) {
                String snippet = snippet(fetched, block, memory);
                if (!snippet.isEmpty()) {
                    snippets.put(message.uid, snippet);
                }
            }
        }
        return snippets;
    }

    /** The first piece of the text that is no message inside the message; null where there is none. */
    private static @Nullable TextBlock block(FetchedMessage message) {
        if (message.structure == null || PartChoice.isHollow(message.structure)) {
            return null;
        }
        return PartChoice.of(message.structure).text().stream()
                .filter(block -> block.parts().stream().noneMatch(BodyStructure::holdsMessage))
                .findFirst()
                .orElse(null);
    }

    private static List<TextSections.Wanted> leaves(@Nullable TextBlock block) {
        return block == null
                ? List.of()
                : block.parts().stream()
                        .map(part -> new TextSections.Wanted(
                                part, part.type().equals("text/html") ? HTML_BYTES : PLAIN_BYTES))
                        .toList();
    }

    private static String snippet(FetchedMessage fetched, TextBlock block, Memory memory) {
        List<TextSections.Wanted> leaves = leaves(block);
        TextAssembly assembly = new TextAssembly(fetched, leaves, memory);
        boolean told = leaves.stream()
                .allMatch(leaf -> fetched.sections.containsKey(leaf.part().number()));
        if (!told || !assembly.doubtful().isEmpty()) {
            return "";
        }
        boolean cut = leaves.stream()
                .anyMatch(leaf -> leaf.isCut(fetched.section(leaf.part().number()).length, false));
        if (cut && block instanceof TextBlock.Alternative two) {
            two.html().forEach(part -> assembly.add(new TextBlock.Single(part))); // what people see, as far as it goes
        } else {
            assembly.add(block);
        }
        MessageText text = assembly.toText(!cut);
        return text.warnings().isEmpty() || text.warnings().equals(List.of(MessageText.DIFFERS))
                ? firstWords(text.text())
                : "";
    }

    private static String firstWords(String text) {
        String start = text.substring(0, Math.min(text.length(), PLAIN_BYTES));
        String line = start.strip().replaceAll("\\s+", " ");
        return InertMarkdown.of(cut(line)).strip();
    }

    /** The line cut at the end of a word, where there is one. */
    private static String cut(String line) {
        int end = 0;
        int bytes = 0;
        while (end < Math.min(line.length(), MAX_CHARS)) {
            int character = line.codePointAt(end);
            bytes += character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x1_0000 ? 3 : 4;
            if (bytes > MAX_BYTES) {
                break;
            }
            end += Character.charCount(character);
        }
        if (end >= line.length()) {
            return line;
        }
        int blank = line.lastIndexOf(' ', end);
        return line.substring(0, blank > end / 2 ? blank : end) + "…";
    }
}

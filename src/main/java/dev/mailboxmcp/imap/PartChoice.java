// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which parts of a message are its text, and which a reader would save to disk. Every part is one or the other, but for
 * signatures and further forms of a text that is shown already.
 *
 * <p>A message inside the message belongs to the text, as mail readers show it, attached or not, unless it is the
 * returned mail of a report.
 *
 * @param text the text in the order of the message; empty where there is none
 * @param instead text for where the other turns out to be blank, of parts that are readable at least; empty where there
 *     is none
 * @param files in their order, messages inside the message and what is in them too
 */
record PartChoice(List<TextBlock> text, List<TextBlock> instead, List<File> files) {
    private static final int LINE_BREAK = 2; // bytes that a server counts as content

    /**
     * A part that can be saved.
     *
     * @param inline whether it stands in the text already: a picture of it, a piece of it that has a file name
     */
    record File(BodyStructure part, boolean inline) {}

    PartChoice {
        text = List.copyOf(text);
        instead = List.copyOf(instead);
        files = List.copyOf(files);
    }

    /** The choice of all that a reader of the mail wants to see. */
    static PartChoice of(@Nullable BodyStructure structure) {
        return of(structure, true);
    }

    /** Whether a reader would save something that does not stand in the text already. */
    boolean isAttached() {
        return files.stream().anyMatch(file -> !file.inline());
    }

    /** The choice of what the sender says, without messages that are attached. */
    static PartChoice ofCoveringText(@Nullable BodyStructure structure) {
        return of(structure, false);
    }

    private static PartChoice of(@Nullable BodyStructure structure, boolean withAttachedMessages) {
        if (structure == null) {
            return new PartChoice(List.of(), List.of(), List.of());
        }
        List<TextBlock> text = new TextWalk(withAttachedMessages).blocks(structure, "");
        if (text.isEmpty() && structure.type().matches("text/(plain|html)") && !CalendarPart.isCalendar(structure)) {
            text = List.of(new TextBlock.Single(structure)); // the mail is the attached file
        }
        List<File> files = new FileWalk(text).files(structure);
        List<TextBlock> instead = files.stream()
                .map(File::part)
                .filter(PartChoice::isReadable)
                .map(part -> (TextBlock) new TextBlock.Single(part))
                .toList();
        return new PartChoice(text, instead, files);
    }

    /** What says something to a reader though it is meant for programs: calendars, reports, unknown kinds of text. */
    private static boolean isReadable(BodyStructure part) {
        boolean calendar = CalendarPart.isCalendar(part);
        boolean text =
                part.type().startsWith("text/") && (calendar || !part.type().matches("text/(plain|html)"));
        boolean named = part.hasName() && !calendar;
        return (text || part.type().equals("message/delivery-status"))
                && !named
                && !part.disposition().equals("attachment");
    }

    /**
     * Whether the server found nothing in the mail, as it does where boundaries are broken or no empty line ends the
     * header; a mail without content is the same to it.
     */
    static boolean isHollow(@Nullable BodyStructure structure) {
        return structure != null
                && (structure.isMultipart()
                        // QUIRK: a multipart in which it finds no part is to Courier a part of that size
                        ? structure.parts().isEmpty() || contentBytes(structure) <= 2 * LINE_BREAK
                        : structure.type().startsWith("text/") && structure.sizeBytes() <= LINE_BREAK);
    }

    private static long contentBytes(BodyStructure part) {
        return part.sizeBytes()
                + part.parts().stream().mapToLong(PartChoice::contentBytes).sum();
    }

    /** Finds the text. */
    private record TextWalk(boolean withAttachedMessages) {
        List<TextBlock> blocks(BodyStructure part, String parentType) {
            return switch (part.type()) {
                case "multipart/alternative" -> alternative(part.parts());
                case "multipart/related" -> related(part);
                default -> part.isMultipart() ? inOrder(part) : single(part, parentType);
            };
        }

        private List<TextBlock> inOrder(BodyStructure part) {
            return part.parts().stream()
                    .flatMap(child -> blocks(child, part.type()).stream())
                    .toList();
        }

        private List<TextBlock> single(BodyStructure part, String parentType) {
            boolean attached = part.disposition().equals("attachment");
            if (part.holdsMessage()) {
                return parentType.equals("multipart/report") || attached && !withAttachedMessages
                        ? List.of()
                        : message(part);
            }
            boolean shown = !CalendarPart.isCalendar(part)
                    && switch (part.type()) {
                        case "text/plain", "text/html" -> !attached;
                        case "text/css",
                                "text/directory",
                                "text/javascript",
                                "text/rfc822-headers",
                                "text/rtf",
                                "text/vcard",
                                "text/x-amp-html",
                                "text/x-vcard",
                                "text/xml" -> false; // meant for programs
                        default ->
                            part.type().startsWith("text/")
                                    && part.disposition().equals("inline");
                    };
            return shown ? List.of(new TextBlock.Single(part)) : List.of();
        }

        /** A message inside this one: its heading, then its text. */
        private List<TextBlock> message(BodyStructure part) {
            List<TextBlock> blocks = new ArrayList<>();
            blocks.add(new TextBlock.Single(part));
            part.parts().forEach(inside -> blocks.addAll(blocks(inside, "")));
            return blocks;
        }

        /**
         * The last plain form that says something and the last other one: alternatives grow richer, and programs show the last that
         * they can (RFC 2046 5.1.4). Of kinds of text that few programs show, the first is read where there is no other.
         */
        private List<TextBlock> alternative(List<BodyStructure> forms) {
            List<BodyStructure> plain = List.of();
            List<BodyStructure> html = List.of();
            for (BodyStructure form : forms) {
                List<TextBlock> blocks = blocks(form, "multipart/alternative");
                boolean rich = blocks.stream().anyMatch(TextWalk::isRich);
                html = rich ? parts(blocks, true) : html;
                List<BodyStructure> parts = parts(blocks, false);
                boolean shown = parts.stream()
                        .anyMatch(part ->
                                part.type().equals("text/plain") && !part.hasName() && part.sizeBytes() > LINE_BREAK);
                plain = plain.isEmpty() || shown && !rich ? parts : plain;
            }
            return plain.isEmpty() || html.isEmpty() || plain.equals(html)
                    ? (html.isEmpty() ? plain : html)
                            .stream()
                                    .map(part -> (TextBlock) new TextBlock.Single(part))
                                    .toList()
                    : List.of(new TextBlock.Alternative(plain, html));
        }

        private static boolean isRich(TextBlock block) {
            return block.parts().stream().anyMatch(part -> part.type().equals("text/html"));
        }

        /** One form of a text that is itself a form of another; empty where it is not offered in plain. */
        private static List<BodyStructure> parts(List<TextBlock> blocks, boolean rich) {
            boolean offered =
                    rich || blocks.stream().anyMatch(block -> !isRich(block) || block instanceof TextBlock.Alternative);
            List<BodyStructure> parts = new ArrayList<>();
            for (TextBlock block : offered ? blocks : List.<TextBlock>of()) {
                parts.addAll(
                        switch (block) {
                            case TextBlock.Single single -> single.parts();
                            case TextBlock.Alternative two -> rich ? two.html() : two.plain();
                        });
            }
            return parts;
        }

        /** The root is the text; what it refers to is none of its own (RFC 2387). */
        private List<TextBlock> related(BodyStructure part) {
            if (isAlternativeByMistake(part)) {
                return alternative(part.parts());
            }
            String start = bareId(part.parameter("start"));
            List<TextBlock> first = List.of();
            for (BodyStructure child : part.parts()) {
                List<TextBlock> blocks = blocks(child, part.type());
                if (!blocks.isEmpty()
                        && !start.isEmpty()
                        && bareId(child.contentId()).equals(start)) {
                    return blocks;
                }
                first = first.isEmpty() ? blocks : first;
            }
            return first;
        }

        /** QUIRK: programs that send pictures with a text in two forms put all of them side by side. */
        private static boolean isAlternativeByMistake(BodyStructure part) {
            return part.parameter("start").isEmpty()
                    && part.parts().stream().anyMatch(child -> isLoose(child, "text/plain"))
                    && part.parts().stream().anyMatch(child -> isLoose(child, "text/html"));
        }

        private static boolean isLoose(BodyStructure part, String type) {
            return part.type().equals(type)
                    && part.contentId().isEmpty()
                    && part.disposition().isEmpty()
                    && !part.hasName();
        }

        private static String bareId(String id) {
            return id.strip().replaceAll("^<|>$", "");
        }
    }

    /** Finds what is not text. */
    private static final class FileWalk {
        private final Set<String> shown = new HashSet<>();
        private final List<File> files = new ArrayList<>();

        FileWalk(List<TextBlock> text) {
            text.forEach(block -> block.parts().forEach(part -> shown.add(part.number())));
        }

        List<File> files(BodyStructure structure) {
            add(structure, null, true);
            return files;
        }

        /** @param open whether it lies in no message that is only listed: the text of one is no file */
        private void add(BodyStructure part, @Nullable BodyStructure parent, boolean open) {
            if (!part.isMultipart() && isFile(part, parent) && (open || !isLooseText(part))) {
                files.add(new File(part, isInline(part, parent)));
            }
            boolean opens = open && (!part.isMessage() || shown.contains(part.number()));
            part.parts().forEach(child -> add(child, part, opens));
        }

        private static boolean isLooseText(BodyStructure part) {
            return part.type().matches("text/(plain|html)") && !part.hasName();
        }

        private boolean isFile(BodyStructure part, @Nullable BodyStructure parent) {
            if (isShownText(part)) {
                return part.hasName() && parent != null || part.disposition().equals("attachment");
            }
            if (parent == null) {
                return true;
            }
            return switch (parent.type()) {
                case "multipart/signed" -> !part.type().endsWith("-signature");
                case "multipart/alternative" -> !(isAnotherForm(part) && isShown(parent));
                default -> true;
            };
        }

        private boolean isShownText(BodyStructure part) {
            return shown.contains(part.number()) && part.type().startsWith("text/");
        }

        private boolean isShown(BodyStructure part) {
            return shown.contains(part.number()) || part.parts().stream().anyMatch(this::isShown);
        }

        /** Such as enriched text and AMP; a calendar is more than another form of the text. */
        private static boolean isAnotherForm(BodyStructure part) {
            return part.type().startsWith("text/")
                    && !part.type().equals("text/calendar")
                    && !part.disposition().equals("attachment")
                    && !part.hasName();
        }

        /** What a reader sees in the text. */
        private boolean isInline(BodyStructure part, @Nullable BodyStructure parent) {
            if (part.disposition().equals("attachment")) {
                return false;
            }
            return isShownText(part)
                    || parent != null
                            && parent.type().equals("multipart/related")
                            && (!part.contentId().isEmpty() || part.type().startsWith("text/"));
        }
    }
}

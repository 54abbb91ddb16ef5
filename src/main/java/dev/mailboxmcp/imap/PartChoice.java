// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which parts of a message are its text, and which a reader would save to disk.
 *
 * <p>A message inside the message belongs to the text, as mail readers show it, unless it is marked as an attachment or
 * is the returned mail of a report. It stands in the lists itself, for what its header says, ahead of its own text.
 *
 * @param plain the text as plain parts, in their order; empty where there is none
 * @param html the text as HTML parts; empty where there is none
 * @param instead text for where the other two turn out to be blank: of attached messages, else of parts that are
 *     readable at least; empty where there is none
 * @param attachments in their order
 */
record PartChoice(
        List<BodyStructure> plain,
        List<BodyStructure> html,
        List<BodyStructure> instead,
        List<BodyStructure> attachments) {
    private static final int LINE_BREAK = 2; // bytes that a server counts as content

    PartChoice {
        plain = List.copyOf(plain);
        html = List.copyOf(html);
        instead = List.copyOf(instead);
        attachments = List.copyOf(attachments);
    }

    static PartChoice of(@Nullable BodyStructure structure) {
        Walk walk = new Walk();
        if (structure == null) {
            return new PartChoice(List.of(), List.of(), List.of(), List.of());
        }
        Texts texts = walk.texts(structure, "");
        if (texts.isEmpty()) {
            return ofNamedTexts(walk.attachments, !structure.isMultipart());
        }
        return new PartChoice(texts.plain, texts.html, instead(walk.attachments), walk.attachments);
    }

    private static List<BodyStructure> instead(List<BodyStructure> attachments) {
        List<BodyStructure> messages = attachments.stream()
                .filter(BodyStructure::isMessage)
                .flatMap(message -> textOf(message).stream())
                .toList();
        return messages.isEmpty()
                ? attachments.stream().filter(PartChoice::isReadable).toList()
                : messages;
    }

    /** A message inside this one: itself, then its text, the plain form if there is one. */
    private static List<BodyStructure> textOf(BodyStructure message) {
        Texts texts = new Walk().texts(message.parts().get(0), "");
        List<BodyStructure> all = new ArrayList<>(List.of(message));
        all.addAll(texts.plain.isEmpty() ? texts.html : texts.plain);
        return all;
    }

    /** What says something to a reader though it is meant for programs: calendars, reports, unknown kinds of text. */
    private static boolean isReadable(BodyStructure part) {
        boolean text = part.type().startsWith("text/")
                && !part.type().equals("text/plain")
                && !part.type().equals("text/html");
        boolean named = hasName(part) && !part.type().equals("text/calendar");
        return (text || part.type().equals("message/delivery-status"))
                && !named
                && !part.disposition().equals("attachment");
    }

    /** Where there is no other text, one that has a file name is better than none. */
    private static PartChoice ofNamedTexts(List<BodyStructure> attachments, boolean onlyPart) {
        List<BodyStructure> plain = new ArrayList<>();
        List<BodyStructure> html = new ArrayList<>();
        List<BodyStructure> rest = new ArrayList<>();
        for (BodyStructure part : attachments) {
            boolean attached = part.disposition().equals("attachment");
            boolean shown = !attached || onlyPart;
            if (shown && part.type().equals("text/plain")) {
                plain.add(part);
            } else if (shown && part.type().equals("text/html")) {
                html.add(part);
            }
            if (attached || !plain.contains(part) && !html.contains(part)) {
                rest.add(part);
            }
        }
        return new PartChoice(plain, plain.isEmpty() ? html : List.of(), instead(attachments), rest);
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

    /** Whether what it says is sealed in a form that only the reader's own keys or programs open (RFC 1847, RFC 8551). */
    static boolean isSealed(@Nullable BodyStructure structure) {
        return structure != null
                && (structure.type().equals("multipart/encrypted")
                        || structure.type().matches("application/(x-)?pkcs7-mime"));
    }

    private static long contentBytes(BodyStructure part) {
        return part.sizeBytes()
                + part.parts().stream().mapToLong(PartChoice::contentBytes).sum();
    }

    /** The same text twice: a part that is offered in one form only stands in both lists. */
    private record Texts(List<BodyStructure> plain, List<BodyStructure> html) {
        static final Texts NONE = new Texts(List.of(), List.of());

        boolean isEmpty() {
            return plain.isEmpty() && html.isEmpty();
        }
    }

    private static final class Walk {
        private final List<BodyStructure> attachments = new ArrayList<>();

        Texts texts(BodyStructure part, String parentType) {
            return switch (part.type()) {
                case "multipart/alternative" -> alternative(part);
                case "multipart/related" -> related(part);
                default -> part.isMultipart() ? inOrder(part) : single(part, parentType);
            };
        }

        private Texts single(BodyStructure part, String parentType) {
            boolean attached = part.disposition().equals("attachment") || hasName(part);
            if (!attached && part.type().equals("text/html")) {
                return new Texts(List.of(), List.of(part));
            }
            if (!attached && part.type().equals("text/plain")) {
                return new Texts(List.of(part), List.of());
            }
            if (!isDecoration(part, parentType)) {
                attachments.add(part);
            }
            boolean shown = part.isMessage()
                    && !part.disposition().equals("attachment")
                    && !parentType.equals("multipart/report");
            return shown ? new Texts(textOf(part), List.of()) : Texts.NONE;
        }

        /** The first plain form and the last other one: alternatives grow richer (RFC 2046 5.1.4). */
        private Texts alternative(BodyStructure part) {
            List<BodyStructure> plain = List.of();
            List<BodyStructure> html = List.of();
            for (BodyStructure child : part.parts()) {
                Texts texts = texts(child, part.type());
                if (plain.isEmpty() && texts.html.isEmpty()) {
                    plain = texts.plain;
                } else if (!texts.html.isEmpty()) {
                    html = texts.html;
                    plain = plain.isEmpty() ? texts.plain : plain;
                }
            }
            if (!plain.isEmpty() || !html.isEmpty()) {
                attachments.removeIf(other -> part.parts().contains(other) && isAnotherForm(other));
            }
            return new Texts(plain, html);
        }

        /** Such as enriched text and AMP; a calendar is more than another form of the text. */
        private static boolean isAnotherForm(BodyStructure part) {
            return part.type().startsWith("text/")
                    && !part.type().equals("text/calendar")
                    && !part.disposition().equals("attachment")
                    && !hasName(part);
        }

        /** The first part with text is the root; what it refers to is no text of its own (RFC 2387). */
        private Texts related(BodyStructure part) {
            Texts root = Texts.NONE;
            for (BodyStructure child : part.parts()) {
                Texts texts = texts(child, part.type());
                if (root.isEmpty()) {
                    root = texts;
                }
            }
            return root;
        }

        private Texts inOrder(BodyStructure part) {
            List<BodyStructure> plain = new ArrayList<>();
            List<BodyStructure> html = new ArrayList<>();
            boolean anyPlain = false;
            boolean anyHtml = false;
            for (BodyStructure child : part.parts()) {
                Texts texts = texts(child, part.type());
                anyPlain |= !texts.plain.isEmpty();
                anyHtml |= !texts.html.isEmpty();
                plain.addAll(texts.plain.isEmpty() ? texts.html : texts.plain);
                html.addAll(texts.html.isEmpty() ? texts.plain : texts.html);
            }
            return new Texts(anyPlain ? plain : List.of(), anyHtml ? html : List.of());
        }
    }

    private static boolean hasName(BodyStructure part) {
        return hasParameter(part.parameters(), "name") || hasParameter(part.dispositionParameters(), "filename");
    }

    /** Also where it is written in pieces or with a charset, as {@code filename*0*} (RFC 2231). */
    private static boolean hasParameter(List<BodyStructure.Parameter> parameters, String name) {
        return parameters.stream()
                .map(BodyStructure.Parameter::name)
                .anyMatch(found -> found.equals(name) || found.startsWith(name + "*"));
    }

    /** What a reader never sees as a file: images of an HTML text, signatures. */
    private static boolean isDecoration(BodyStructure part, String parentType) {
        return switch (parentType) {
            case "multipart/related" ->
                !part.contentId().isEmpty() && !part.disposition().equals("attachment");
            case "multipart/signed" -> part.type().endsWith("-signature");
            default -> false;
        };
    }
}

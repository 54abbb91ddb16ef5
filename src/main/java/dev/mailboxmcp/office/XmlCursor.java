// SPDX-License-Identifier: MIT
package dev.mailboxmcp.office;

import dev.mailboxmcp.office.KnownNamespaces.Vocabulary;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.xml.namespace.QName;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Walks through the XML of one entry, in UTF-8 or UTF-16, without document types, entities or anything outside. Names are told
 * without their prefix, and only those of vocabularies that programs of offices know: other elements are passed over with all that
 * they hold, as those programs do, unless the document asks to process it (ECMA-376-3, 9.2 and 9.4). Of what stands there in several
 * ways, for programs of several versions, the one is told that programs of Office show (9.3). For one document, on one thread.
 */
final class XmlCursor implements AutoCloseable {
    private static final XMLInputFactory FACTORY = factory();
    private static final int MARK_BYTES = 3;
    private static final String COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006";

    private final XMLStreamReader in;
    private final InputStream stream;
    private final OfficeBudget budget;
    private final Set<String> names = new HashSet<>();
    /** The depths of elements of which one way was told. */
    private final BitSet chosen = new BitSet();
    /** Foreign elements whose content is shown all the same, by the depth of the element that says so. */
    private final Map<Integer, Set<QName>> processed = new HashMap<>();

    private final Map<String, Vocabulary> vocabularies = new HashMap<>();

    private int depth;
    private int events;

    /** What comes next. */
    enum Event {
        START,
        END,
        TEXT,
        FINISHED
    }

    private XmlCursor(InputStream stream, OfficeBudget budget) throws IOException, XMLStreamException {
        this.stream = stream;
        this.budget = budget;
        this.in = FACTORY.createXMLStreamReader(new TagGuard(reader(stream)));
    }

    /**
     * @return null where there is no such entry
     * @throws IOException if it is no XML
     */
    static @Nullable XmlCursor open(ZipDirectory zip, String entry, OfficeBudget budget) throws IOException {
        InputStream stream = zip.open(entry);
        if (stream == null) {
            return null;
        }
        try {
            return new XmlCursor(stream, budget);
        } catch (XMLStreamException | IOException | RuntimeException e) {
            stream.close();
            throw failure(e);
        }
    }

    /** Reads UTF-8, or UTF-16 by its mark, which is all that office programs may write (ECMA-376-2, 6.2.5). */
    private static Reader reader(InputStream stream) throws IOException {
        PushbackInputStream in = new PushbackInputStream(stream, MARK_BYTES);
        byte[] mark = in.readNBytes(MARK_BYTES);
        boolean big = mark.length >= 2 && mark[0] == (byte) 0xFE && mark[1] == (byte) 0xFF;
        boolean little = mark.length >= 2 && mark[0] == (byte) 0xFF && mark[1] == (byte) 0xFE;
        boolean utf8 =
                mark.length == MARK_BYTES && mark[0] == (byte) 0xEF && mark[1] == (byte) 0xBB && mark[2] == (byte) 0xBF;
        int skipped = big || little ? 2 : utf8 ? MARK_BYTES : 0;
        in.unread(mark, skipped, mark.length - skipped);
        return new InputStreamReader(
                in, big ? StandardCharsets.UTF_16BE : little ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_8);
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory =
                XMLInputFactory.newDefaultFactory(); // the one of the JDK, whatever a server brings along
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, false);
        factory.setXMLResolver((publicId, systemId, base, namespace) -> InputStream.nullInputStream());
        return factory;
    }

    /**
     * Goes on.
     *
     * @throws LimitReached if there is too much of it
     * @throws IOException if it is broken
     */
    Event next() throws IOException {
        Event event = step();
        while (event == Event.START) {
            boolean foreign = isForeign();
            if (!foreign && !isOtherWay()) {
                return event;
            }
            if (!pass(foreign && !namespace().equals(KnownNamespaces.DUBLIN_CORE))) {
                return Event.FINISHED;
            }
            event = step();
        }
        return event;
    }

    /**
     * Passes over the element that has just begun.
     *
     * @param counted whether its words are
     * @return whether the document goes on behind it
     */
    private boolean pass(boolean counted) throws IOException {
        int outside = depth - 1;
        while (depth > outside) {
            switch (step()) {
                case TEXT -> {
                    if (counted) {
                        budget.passOver(in.getText());
                    }
                }
                case START, END -> {}
                case FINISHED -> {
                    return false;
                }
            }
        }
        return true;
    }

    /** Whether programs of offices know nothing of the element that begins here, and show nothing of what it holds. */
    private boolean isForeign() throws LimitReached {
        processed.remove(depth);
        String asked = attributeOf(COMPATIBILITY, "ProcessContent");
        if (!asked.isBlank()) {
            processed.put(depth, qualified(asked));
        }
        String namespace = namespace();
        if (vocabulary() != Vocabulary.FOREIGN) {
            return false;
        }
        QName name = new QName(namespace, in.getLocalName());
        QName any = new QName(namespace, "*");
        return processed.entrySet().stream()
                .noneMatch(entry -> entry.getKey() <= depth
                        && (entry.getValue().contains(name) || entry.getValue().contains(any)));
    }

    /** The names in an attribute that lists them with their prefixes. */
    private Set<QName> qualified(String list) throws LimitReached {
        Set<QName> all = new HashSet<>();
        for (String name : list.strip().split("\\s+", -1)) {
            int colon = name.indexOf(':');
            String prefix = name.substring(0, Math.max(colon, 0));
            names.add(name);
            names.add(prefix);
            checkNames();
            String uri = prefix.isEmpty() ? null : in.getNamespaceURI(prefix);
            if (uri != null) {
                all.add(new QName(uri, name.substring(colon + 1)));
            }
        }
        return all;
    }

    /** Whether the element that begins here is a way in which programs of Office do not show what it holds. */
    private boolean isOtherWay() throws LimitReached {
        chosen.clear(depth);
        if (!COMPATIBILITY.equals(in.getNamespaceURI())) {
            return false;
        }
        boolean other = switch (in.getLocalName()) {
            case "Choice" -> chosen.get(depth - 1) || !isUnderstood(attribute("Requires"));
            case "Fallback" -> chosen.get(depth - 1);
            default -> false;
        };
        if (!other && !in.getLocalName().equals("AlternateContent")) {
            chosen.set(depth - 1);
        }
        return other;
    }

    /** The parser keeps each prefix for which it was asked, too. */
    private boolean isUnderstood(String prefixes) throws LimitReached {
        for (String prefix : prefixes.strip().split("\\s+", -1)) {
            names.add(prefix);
            checkNames();
            String uri = prefix.isEmpty() ? null : in.getNamespaceURI(prefix);
            if (!prefix.isEmpty() && (uri == null || !KnownNamespaces.contain(uri))) {
                return false;
            }
        }
        return true;
    }

    private Event step() throws IOException {
        if ((++events & 0xFF) == 0) {
            budget.checkTime();
        }
        try {
            while (in.hasNext()) {
                switch (in.next()) {
                    case XMLStreamConstants.START_ELEMENT -> {
                        if (++depth > OfficeBudget.MAX_DEPTH) {
                            throw new LimitReached("elements in " + OfficeBudget.MAX_DEPTH + " others");
                        }
                        countNames();
                        return Event.START;
                    }
                    case XMLStreamConstants.END_ELEMENT -> {
                        depth--;
                        return Event.END;
                    }
                    case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                        return Event.TEXT;
                    }
                    default -> budget.checkTime(); // spaces, comments, instructions
                }
            }
        } catch (XMLStreamException | RuntimeException e) {
            throw failure(e);
        }
        return Event.FINISHED;
    }

    /** The parser keeps each name that it ever saw. */
    private void countNames() throws LimitReached {
        names.add(in.getLocalName());
        for (int i = 0; i < in.getAttributeCount(); i++) {
            names.add(in.getAttributeLocalName(i));
        }
        for (int i = 0; i < in.getNamespaceCount(); i++) {
            names.add(in.getNamespacePrefix(i));
            names.add(in.getNamespaceURI(i));
        }
        checkNames();
    }

    private void checkNames() throws LimitReached {
        if (names.size() > OfficeBudget.MAX_NAMES) {
            throw new LimitReached("more than " + OfficeBudget.MAX_NAMES + " names of elements");
        }
    }

    /** Our own limits come out of the parser wrapped. */
    private static IOException failure(Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof LimitReached limit) {
                return limit;
            }
            if (cause instanceof XMLStreamException wrapping
                    && wrapping.getNestedException() instanceof LimitReached limit) {
                return limit;
            }
        }
        return new IOException("broken", e);
    }

    /** How many elements are open, the one that has just begun included. */
    int depth() {
        return depth;
    }

    /** The name of the element that begins or ends here; empty where its vocabulary has no names that a reader looks for. */
    String name() {
        return switch (vocabulary()) {
            case WORD, QUALIFIED, PLAIN -> in.getLocalName();
            case SILENT, FOREIGN -> "";
        };
    }

    /** The name of the element that begins here, if it is one of WordprocessingML; empty if not. */
    String wordName() {
        return vocabulary() == Vocabulary.WORD ? in.getLocalName() : "";
    }

    private Vocabulary vocabulary() {
        return vocabularies.computeIfAbsent(namespace(), KnownNamespaces::vocabulary);
    }

    private String namespace() {
        return Objects.requireNonNullElse(in.getNamespaceURI(), "");
    }

    /** Whether the namespace of the element that begins or ends here ends so. */
    boolean isOf(String namespace) {
        String uri = in.getNamespaceURI();
        return uri != null && uri.endsWith(namespace);
    }

    String text() {
        return in.getText();
    }

    /**
     * An attribute of the element that begins here, as its vocabulary writes attributes: in its own namespace or in none. Those in
     * other namespaces are others, whatever they are called. Empty where it is absent.
     */
    String attribute(String name) {
        return switch (vocabulary()) {
            case WORD, QUALIFIED -> attributeOf(namespace(), name);
            case PLAIN, SILENT, FOREIGN -> attributeOf("", name);
        };
    }

    /** An attribute in another namespace of an OpenDocument, such as {@code text}; empty where it is absent. */
    String attribute(String vocabulary, String name) {
        return attributeOf(KnownNamespaces.openDocument(vocabulary), name);
    }

    private String attributeOf(String namespace, String name) {
        for (int i = 0; i < in.getAttributeCount(); i++) {
            if (in.getAttributeLocalName(i).equals(name)
                    && namespace.equals(Objects.requireNonNullElse(in.getAttributeNamespace(i), ""))) {
                return in.getAttributeValue(i);
            }
        }
        return "";
    }

    /** The number in an attribute; the given one where there is none. */
    int number(String name, int otherwise) {
        String value = attribute(name).strip();
        return value.matches("[0-9]{1,9}") ? Integer.parseInt(value) : otherwise;
    }

    /** Whether the property that begins here applies (ECMA-376-1, 17.17.4). */
    boolean isOn() {
        return !attribute("val").matches("(?i)0|false|off");
    }

    /** The id of a relationship in the attribute of that name, such as {@code id}; empty where it is absent. */
    String relationship(String name) {
        for (int i = 0; i < in.getAttributeCount(); i++) {
            String namespace = in.getAttributeNamespace(i);
            if (in.getAttributeLocalName(i).equals(name)
                    && namespace != null
                    && KnownNamespaces.isOfRelationships(namespace)) {
                return in.getAttributeValue(i);
            }
        }
        return "";
    }

    /** Goes to the end of the element that has just begun. */
    void skip() throws IOException {
        pass(false);
    }

    @Override
    public void close() throws IOException {
        try {
            in.close();
        } catch (XMLStreamException e) {
            throw new IOException("broken", e);
        } finally {
            stream.close();
        }
    }
}

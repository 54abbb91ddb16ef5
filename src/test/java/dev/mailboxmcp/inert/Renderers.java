// SPDX-License-Identifier: MIT
package dev.mailboxmcp.inert;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.LinkReferenceDefinition;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;

/** What a renderer of Markdown, and one of HTML, would do with a text beyond showing it. */
final class Renderers {
    private static final Parser MARKDOWN = Parser.builder().build();

    /** What a parser of HTML makes of a fragment by itself. */
    private static final Set<String> OWN = Set.of("html", "head", "body");

    private Renderers() {}

    /** Each thing that would act, in words; none for a text that is inert. */
    static List<String> actsOf(String text) {
        List<String> acts = new ArrayList<>();
        MARKDOWN.parse(text).accept(new AbstractVisitor() {
            @Override
            public void visit(Image image) {
                acts.add("an image of " + image.getDestination());
            }

            @Override
            public void visit(Link link) {
                String shown = link.getFirstChild() instanceof Text only && only.getNext() == null
                        ? only.getLiteral()
                        : "something else";
                if (!link.getDestination().equals(shown)
                        && !link.getDestination().equals("mailto:" + shown)) {
                    acts.add("a link to " + link.getDestination() + " shown as " + shown);
                }
                visitChildren(link);
            }

            @Override
            public void visit(LinkReferenceDefinition definition) {
                acts.add("a definition of " + definition.getDestination());
            }

            @Override
            public void visit(HtmlInline html) {
                acts.add("HTML: " + html.getLiteral());
            }

            @Override
            public void visit(HtmlBlock html) {
                acts.add("HTML: " + html.getLiteral());
            }

            @Override
            public void visit(FencedCodeBlock fence) {
                acts.add("a fence that swallows what follows");
            }
        });
        for (Element element : Jsoup.parseBodyFragment(text).getAllElements()) {
            boolean address = element.normalName().matches("[^\\s/]*[@:][^\\s/]*") && element.attributesSize() == 0;
            boolean url = element.normalName().matches("https?:")
                    && element.attributes().asList().stream()
                            .allMatch(attribute -> attribute.getValue().isEmpty()
                                    || !attribute.getKey().matches("[\\w-]+"));
            if (!OWN.contains(element.normalName()) && !element.normalName().startsWith("#") && !address && !url) {
                acts.add("an element: " + element);
            }
        }
        return acts;
    }

    /** Whether a paragraph that follows is still one. */
    static boolean leavesAlone(String text) {
        Node last = MARKDOWN.parse(text + "\n\nEND").getLastChild();
        return last instanceof Paragraph
                && last.getFirstChild() instanceof Text end
                && end.getLiteral().equals("END");
    }
}

// SPDX-License-Identifier: MIT
package dev.mailboxmcp.extract.child;

import dev.mailboxmcp.extract.wire.ExtractionWriter;
import dev.mailboxmcp.extract.wire.Fact;
import java.awt.Shape;
import java.awt.geom.Area;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.apache.pdfbox.contentstream.operator.Operator;
import org.apache.pdfbox.contentstream.operator.OperatorName;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageTree;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType0Font;
import org.apache.pdfbox.pdmodel.font.PDType3Font;
import org.apache.pdfbox.pdmodel.graphics.blend.BlendMode;
import org.apache.pdfbox.pdmodel.graphics.form.PDFormXObject;
import org.apache.pdfbox.pdmodel.graphics.form.PDTransparencyGroup;
import org.apache.pdfbox.pdmodel.graphics.pattern.PDTilingPattern;
import org.apache.pdfbox.pdmodel.graphics.state.PDGraphicsState;
import org.apache.pdfbox.pdmodel.graphics.state.RenderingMode;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;
import org.apache.pdfbox.util.Matrix;
import org.apache.pdfbox.util.Vector;

/**
 * The text of pages as PDFBox puts it together, of the letters that a person sees: not those without ink, in the colour of
 * their ground, under something, of a point or less, outside of the page or of what it is clipped to, or in a layer that is
 * switched off. Text without ink over a picture of the page is what text recognition adds to a scan; it stays. What a file
 * says instead of its letters ({@code ActualText}) is not believed.
 */
final class PdfText extends PDFTextStripper {
    private static final int MAX_CHARS = 1 << 20;
    private static final int MAX_LETTERS_ON_PAGE = 60_000;
    private static final int MAX_PATTERNS = 1000;
    private static final double MIN_POINTS = 1.2;
    private static final double MIN_ALPHA = 0.05;
    private static final float MIDDLE = 0.3f;
    private static final Set<String> EVEN_ODD = Set.of(
            OperatorName.FILL_EVEN_ODD,
            OperatorName.FILL_EVEN_ODD_AND_STROKE,
            OperatorName.CLOSE_FILL_EVEN_ODD_AND_STROKE);

    /** A letter as it was drawn. */
    private record Letter(TextPosition text, double x, double y, boolean withoutInk) {}

    private final PDDocument source;
    private final JobDeadline deadline;
    private final ExtractionWriter out;
    private final PdfFacts facts;
    private final PdfLayers layers;
    private final StringWriter pageText = new StringWriter();
    private final StringBuilder line = new StringBuilder();
    private final Set<COSDictionary> patterns = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<Letter> letters = new ArrayList<>();
    private Ink ink = new Ink();
    private Ground ground = new Ground(new Rectangle2D.Double());
    private PDRectangle box = new PDRectangle();
    private int number;
    private int rotation;
    private int chars;
    private boolean broken;

    PdfText(PDDocument source, JobDeadline deadline, ExtractionWriter out, PdfFacts facts) {
        this.source = source;
        this.deadline = deadline;
        this.out = out;
        this.facts = facts;
        this.layers = new PdfLayers(source);
        setLineSeparator("\n");
        setStartPage(0); // pages are counted here, where none is left out
    }

    /** Writes more of the text. */
    void write(String text) throws IOException {
        int room = MAX_CHARS - chars;
        if (text.length() > room) {
            out.text(text.substring(0, room));
            chars = MAX_CHARS;
            throw new JobStopped(Fact.TOO_LONG);
        }
        chars += text.length();
        out.text(text);
        checkTime();
    }

    void checkTime() {
        if (deadline.hasPassed()) {
            throw new JobStopped(Fact.TOO_SLOW);
        }
    }

    /** Pages without content, too: notes may stand on them, or their content is missing. */
    @Override
    protected void processPages(PDPageTree pages) throws IOException {
        for (PDPage page : pages) {
            number++;
            processPage(page);
        }
    }

    @Override
    public void processPage(PDPage page) throws IOException {
        checkTime();
        box = page.getCropBox();
        rotation = page.getRotation();
        ground = new Ground(
                new Rectangle2D.Double(box.getLowerLeftX(), box.getLowerLeftY(), box.getWidth(), box.getHeight()));
        ink = new Ink();
        letters.clear();
        layers.reset();
        pageText.getBuffer().setLength(0);
        output = pageText;
        broken = false;
        try {
            super.processPage(PageStreams.watched(page, this));
        } catch (JobStopped e) {
            writePage();
            endPage(page);
            throw e;
        } catch (IOException | RuntimeException | StackOverflowError e) {
            breakPage();
            writePage();
            endPage(page);
        }
    }

    /** Something of this page is missing. */
    void breakPage() {
        facts.add(Fact.PAGES_BROKEN, broken ? 0 : 1);
        broken = true;
    }

    @Override
    protected void endPage(PDPage page) throws IOException {
        String text = pageText.toString().strip();
        String notes = PdfExtras.notesOn(page, this, facts).strip();
        String all = text.isEmpty() || notes.isEmpty() ? text + notes : text + "\n\n" + notes;
        facts.set(Fact.PAGES_READ, number);
        if (!all.isEmpty()) {
            write((source.getNumberOfPages() > 1 ? "Page " + number + "\n" : "") + all + "\n\n");
        }
    }

    @Override
    protected void processOperator(Operator operator, List<COSBase> operands) throws IOException {
        checkTime();
        PDGraphicsState state = getGraphicsState();
        String name = operator.getName();
        switch (name) {
            case OperatorName.FILL_NON_ZERO,
                    OperatorName.LEGACY_FILL_NON_ZERO,
                    OperatorName.FILL_EVEN_ODD,
                    OperatorName.FILL_NON_ZERO_AND_STROKE,
                    OperatorName.FILL_EVEN_ODD_AND_STROKE,
                    OperatorName.CLOSE_FILL_NON_ZERO_AND_STROKE,
                    OperatorName.CLOSE_FILL_EVEN_ODD_AND_STROKE -> {
                if (layers.areSeen()) {
                    boolean opaque = isOpaque(state);
                    ground.fill(
                            opaque ? Ink.of(state.getNonStrokingColor()) : Ink.UNKNOWN,
                            opaque,
                            EVEN_ODD.contains(name),
                            state.getCurrentClippingPath(),
                            letters.size());
                }
                endPath(state);
            }
            case OperatorName.STROKE_PATH, OperatorName.CLOSE_AND_STROKE, OperatorName.ENDPATH -> endPath(state);
            case OperatorName.CLIP_NON_ZERO, OperatorName.CLIP_EVEN_ODD ->
                ground.clip(name.equals(OperatorName.CLIP_EVEN_ODD));
            case OperatorName.SHADING_FILL -> ground.shade(letters.size());
            case OperatorName.BEGIN_INLINE_IMAGE ->
                ground.picture(state.getCurrentTransformationMatrix(), letters.size());
            case OperatorName.DRAW_OBJECT -> {
                if (!operands.isEmpty()
                        && operands.get(0) instanceof COSName image
                        && getResources().isImageXObject(image)) {
                    ground.picture(state.getCurrentTransformationMatrix(), letters.size());
                }
            }
            default -> {
                ground.draw(name, operands, state.getCurrentTransformationMatrix());
                lookAtPattern(name, operands);
                ink.follow(operator, operands, state, getResources());
            }
        }
        super.processOperator(operator, operands);
    }

    /** Whether nothing below is seen through what is filled. */
    private static boolean isOpaque(PDGraphicsState state) {
        return state.getNonStrokeAlphaConstant() > 1 - MIN_ALPHA
                && state.getSoftMask() == null
                && List.of(BlendMode.NORMAL, BlendMode.COMPATIBLE).contains(state.getBlendMode());
    }

    /** Patterns are not drawn, since nobody knows whether something is filled with them. */
    private void lookAtPattern(String operator, List<COSBase> operands) throws IOException {
        boolean sets =
                operator.equals(OperatorName.NON_STROKING_COLOR_N) || operator.equals(OperatorName.STROKING_COLOR_N);
        if (sets
                && !operands.isEmpty()
                && operands.get(operands.size() - 1) instanceof COSName name
                && patterns.size() < MAX_PATTERNS
                && getResources().getPattern(name) instanceof PDTilingPattern pattern
                && patterns.add(pattern.getCOSObject())) {
            facts.add(Fact.PATTERNS_WITH_TEXT, PageStreams.holdsText(pattern, this::checkTime) ? 1 : 0);
        }
    }

    @Override
    protected void operatorException(Operator operator, List<COSBase> operands, IOException problem)
            throws IOException {
        breakPage();
        super.operatorException(operator, operands, problem);
    }

    private void endPath(PDGraphicsState state) {
        Shape limit = ground.endPath();
        if (limit != null) {
            state.intersectClippingPath(new Area(limit));
        }
    }

    @Override
    public void showForm(PDFormXObject form) throws IOException {
        if (layers.isSeen(form)) {
            ground.save();
            try {
                super.showForm(PageStreams.watched(form, this));
            } finally {
                ground.restore();
            }
        }
    }

    @Override
    public void showTransparencyGroup(PDTransparencyGroup form) throws IOException {
        if (layers.isSeen(form)) {
            ground.save();
            try {
                super.showTransparencyGroup(PageStreams.watched(form, this));
            } finally {
                ground.restore();
            }
        }
    }

    @Override
    @SuppressWarnings("NullAway") // PDFBox takes null, where there are no properties
    public void beginMarkedContentSequence(COSName tag, COSDictionary properties) {
        layers.begin(tag, properties);
        super.beginMarkedContentSequence(tag, null);
    }

    @Override
    public void endMarkedContentSequence() {
        layers.end();
        super.endMarkedContentSequence();
    }

    @Override
    protected void showGlyph(Matrix matrix, PDFont font, int code, Vector displacement) throws IOException {
        if (font.toUnicode(code) == null) {
            facts.add(font instanceof PDType0Font ? Fact.UNKNOWN_CHARS : Fact.GUESSED_CHARS, 1);
        }
        super.showGlyph(matrix, font, code, displacement);
    }

    @Override
    protected void processTextPosition(TextPosition text) {
        if (letters.size() >= MAX_LETTERS_ON_PAGE) {
            throw new JobStopped(Fact.TOO_LONG);
        }
        PDGraphicsState state = getGraphicsState();
        Matrix matrix = text.getTextMatrix();
        double x = (matrix.getTranslateX() + text.getEndX()) / 2 + MIDDLE * matrix.getShearX();
        double y = (matrix.getTranslateY() + text.getEndY()) / 2 + MIDDLE * matrix.getScaleY();
        double pageX = x + box.getLowerLeftX();
        double pageY = y + box.getLowerLeftY();
        RenderingMode mode = state.getTextState().getRenderingMode();
        boolean withoutInk = !mode.isFill() && !mode.isStroke();
        int color = Ink.of(mode.isFill() ? state.getNonStrokingColor() : state.getStrokingColor());
        double alpha = mode.isFill() ? state.getNonStrokeAlphaConstant() : state.getAlphaConstant();
        boolean seen = layers.areSeen()
                && x >= 0
                && y >= 0
                && x <= box.getWidth()
                && y <= box.getHeight()
                && !isTiny(text, matrix)
                && state.getCurrentClippingPath().contains(pageX, pageY)
                && (withoutInk
                        || alpha > MIN_ALPHA && !Ink.isAlike(color, ground.colorAt(pageX, pageY, letters.size())));
        if (seen) {
            letters.add(new Letter(text, pageX, pageY, withoutInk));
            super.processTextPosition(text);
        } else {
            facts.hide(text.getUnicode());
        }
    }

    private static boolean isTiny(TextPosition text, Matrix matrix) {
        double width = Math.abs(matrix.getScalingFactorX()); // negative where it is mirrored
        double height = Math.abs(matrix.getScalingFactorY());
        return text.getFont() instanceof PDType3Font // whose units are its own
                ? Math.min(width, height) == 0
                : Math.min(width, height) < MIN_POINTS;
    }

    @Override
    protected void writeString(String text, List<TextPosition> positions) {
        if (positions.stream().noneMatch(position -> LineDirection.isRightToLeft(position.getUnicode()))) {
            line.append(text);
        } else {
            positions.forEach(position -> line.append(LineDirection.seen(position.getUnicode())));
        }
    }

    @Override
    protected void writeWordSeparator() {
        line.append(getWordSeparator());
    }

    @Override
    protected void writeLineSeparator() throws IOException {
        endLine();
        super.writeLineSeparator();
    }

    @Override
    protected void writeParagraphEnd() throws IOException {
        endLine();
        super.writeParagraphEnd();
    }

    private void endLine() throws IOException {
        output.write(LineDirection.asRead(line.toString()));
        line.setLength(0);
    }

    @Override
    protected void writePage() throws IOException {
        Set<TextPosition> unseen = unseen();
        PageOrder order = new PageOrder();
        List<List<TextPosition>> sideways = new ArrayList<>();
        for (List<TextPosition> article : charactersByArticle) {
            article.removeIf(unseen::contains);
            sideways.add(article.stream()
                    .filter(text -> Math.round(text.getDir()) != rotation)
                    .toList());
            article.removeIf(text -> Math.round(text.getDir()) != rotation);
            article.forEach(order::next);
            Collections.copy(article, LineDirection.asSeen(article));
        }
        setSortByPosition(order.isNoOrder());
        super.writePage();
        if (sideways.stream().allMatch(List::isEmpty)) {
            return;
        }
        for (int i = 0; i < sideways.size(); i++) {
            charactersByArticle.set(i, LineDirection.asSeen(sideways.get(i)));
        }
        setSortByPosition(true); // by their direction, which is not looked at else
        super.writePage();
    }

    /** The letters of which the end of the page tells that nobody sees them. */
    private Set<TextPosition> unseen() {
        Set<TextPosition> unseen = Collections.newSetFromMap(new IdentityHashMap<>());
        Ground.Pictured pictured = ground.pictured();
        boolean recognized = false;
        for (int i = 0; i < letters.size(); i++) {
            Letter letter = letters.get(i);
            boolean lies = !pictured.isEmpty() && pictured.holds(letter.x, letter.y);
            boolean stays = letter.withoutInk ? lies : !ground.covers(letter.x, letter.y, i);
            if (!stays) {
                unseen.add(letter.text);
                facts.hide(letter.text.getUnicode());
            } else if (lies && (letter.withoutInk || pictured.covers(letter.x, letter.y, i))) {
                recognized = true;
            }
        }
        facts.add(Fact.PAGES_PICTURED, pictured.isEmpty() ? 0 : 1);
        facts.add(Fact.PAGES_RECOGNIZED, recognized ? 1 : 0);
        letters.clear();
        return unseen;
    }
}

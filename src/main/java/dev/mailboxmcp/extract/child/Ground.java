// SPDX-License-Identifier: MIT
package dev.mailboxmcp.extract.child;

import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.apache.pdfbox.contentstream.operator.OperatorName;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSNumber;
import org.apache.pdfbox.util.Matrix;
import org.jspecify.annotations.Nullable;

/** What is painted on a page besides text, in its order: on what letters stand, and what covers them. */
final class Ground {
    private static final int MAX_AREAS = 3000;
    private static final double MOST = 0.5;
    private static final int RECTANGLE_OPERANDS = 4;
    private static final double MIN_SIDE = 1;

    /**
     * Something painted.
     *
     * @param color {@link Ink#UNKNOWN} where it has several, or another shape than this area
     * @param after how many letters were drawn before it
     */
    private record Area(Rectangle2D bounds, int color, boolean picture, int after) {}

    private final List<Area> areas = new ArrayList<>();
    private final Rectangle2D page;
    private @Nullable Rectangle2D path;
    private int rectangles;
    private boolean otherShape;
    private boolean clips;

    Ground(Rectangle2D page) {
        this.page = page;
    }

    /** Follows an operator that makes a path. */
    void draw(String operator, List<COSBase> operands, Matrix matrix) {
        switch (operator) {
            case OperatorName.APPEND_RECT -> {
                if (operands.size() == RECTANGLE_OPERANDS) {
                    double x = number(operands.get(0));
                    double y = number(operands.get(1));
                    add(matrix, x, y);
                    add(matrix, x + number(operands.get(2)), y + number(operands.get(3)));
                    rectangles++;
                    otherShape |= matrix.getShearX() != 0 && matrix.getScaleX() != 0;
                }
            }
            case OperatorName.MOVE_TO,
                    OperatorName.LINE_TO,
                    OperatorName.CURVE_TO,
                    OperatorName.CURVE_TO_REPLICATE_INITIAL_POINT,
                    OperatorName.CURVE_TO_REPLICATE_FINAL_POINT -> {
                for (int i = 0; i + 1 < operands.size(); i += 2) {
                    add(matrix, number(operands.get(i)), number(operands.get(i + 1)));
                }
                otherShape = true;
            }
            default -> {
                // no path
            }
        }
    }

    private static double number(COSBase operand) {
        return operand instanceof COSNumber number ? number.floatValue() : 0;
    }

    private void add(Matrix matrix, double x, double y) {
        Point2D at = matrix.transformPoint((float) x, (float) y);
        if (path == null) {
            path = new Rectangle2D.Double(at.getX(), at.getY(), 0, 0);
        } else {
            path.add(at);
        }
    }

    /** The path will limit what is painted from now on. */
    void clip() {
        clips = true;
    }

    /**
     * The path is at its end.
     *
     * @return what it limits everything to; null where it does not, or where its shape is not known
     */
    @Nullable
    Rectangle2D endPath() {
        Rectangle2D limit = clips && rectangles == 1 && !otherShape ? path : null;
        path = null;
        rectangles = 0;
        otherShape = false;
        clips = false;
        return limit;
    }

    /** Fills the path. */
    void fill(int color, boolean opaque, int letters) {
        if (path != null && (opaque || color == Ink.UNKNOWN)) {
            note(path, rectangles == 1 && !otherShape ? color : Ink.UNKNOWN, false, letters);
        }
    }

    /** Paints a picture, which fills the unit square. */
    void picture(Matrix matrix, int letters) {
        Rectangle2D bounds = new Rectangle2D.Double();
        bounds.setFrameFromDiagonal(matrix.transformPoint(0, 0), matrix.transformPoint(1, 1));
        bounds.add(matrix.transformPoint(1, 0));
        bounds.add(matrix.transformPoint(0, 1));
        note(bounds, Ink.UNKNOWN, true, letters);
    }

    /** Paints whatever over all of the page. */
    void shade(int letters) {
        note(page, Ink.UNKNOWN, false, letters);
    }

    private void note(Rectangle2D bounds, int color, boolean picture, int letters) {
        if (bounds.getWidth() >= MIN_SIDE && bounds.getHeight() >= MIN_SIDE && areas.size() < MAX_AREAS) {
            areas.add(new Area(bounds, color, picture, letters));
        }
    }

    /** The colour on which a letter was drawn. */
    int colorAt(double x, double y, int letter) {
        for (int i = areas.size() - 1; i >= 0; i--) {
            Area area = areas.get(i);
            if (area.after <= letter && area.bounds.contains(x, y)) {
                return area.color;
            }
        }
        return Ink.WHITE;
    }

    /** Whether something of one colour was painted over a letter later. */
    boolean covers(double x, double y, int letter) {
        for (int i = areas.size() - 1; i >= 0; i--) {
            Area area = areas.get(i);
            if (area.after <= letter) {
                return false;
            }
            if (area.color != Ink.UNKNOWN && area.bounds.contains(x, y)) {
                return true;
            }
        }
        return false;
    }

    /** Pictures that cover most of the page. */
    Pictured pictured() {
        return new Pictured(areas.stream().filter(this::isMost).toList());
    }

    /** The pictures that cover most of a page. */
    record Pictured(List<Area> pictures) {
        /** Whether a letter lies on, or beneath, one of them, as recognised text does. */
        boolean holds(double x, double y) {
            return pictures.stream().anyMatch(area -> area.bounds.contains(x, y));
        }

        /** Whether one of them was painted over a letter later. */
        boolean covers(double x, double y, int letter) {
            return pictures.stream().anyMatch(area -> area.after > letter && area.bounds.contains(x, y));
        }

        boolean isEmpty() {
            return pictures.isEmpty();
        }
    }

    private boolean isMost(Area area) {
        Rectangle2D seen = area.bounds.createIntersection(page);
        return area.picture
                && !seen.isEmpty()
                && seen.getWidth() * seen.getHeight() >= MOST * page.getWidth() * page.getHeight();
    }
}

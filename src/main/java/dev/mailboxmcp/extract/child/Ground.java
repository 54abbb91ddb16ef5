// SPDX-License-Identifier: MIT
package dev.mailboxmcp.extract.child;

import java.awt.Shape;
import java.awt.geom.Area;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.pdfbox.contentstream.operator.OperatorName;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSNumber;
import org.apache.pdfbox.util.Matrix;
import org.jspecify.annotations.Nullable;

/** What is painted on a page besides text, in its order: on what letters stand, and what covers them. */
final class Ground {
    private static final int MAX_AREAS = 3000;
    /** Shapes of more points are known by what is around them alone. */
    private static final int MAX_POINTS = 200;

    private static final double MOST = 0.5;
    private static final int RECTANGLE_OPERANDS = 4;
    private static final double MIN_SIDE = 1;

    /**
     * Something painted.
     *
     * @param outline null where the bounds are all of it
     * @param limit beyond which none of it is seen; null where the bounds tell that
     * @param color {@link Ink#UNKNOWN} where it has several, or another shape than this area
     * @param after how many letters were drawn before it
     */
    private record Painted(
            Rectangle2D bounds,
            @Nullable Shape outline,
            @Nullable Shape limit,
            int color,
            boolean picture,
            int after) {
        boolean holds(double x, double y) {
            return bounds.contains(x, y)
                    && (outline == null || outline.contains(x, y))
                    && (limit == null || limit.contains(x, y));
        }
    }

    private final List<Painted> areas = new ArrayList<>();
    private final Deque<Boolean> saved = new ArrayDeque<>();
    private final Rectangle2D page;
    private Path2D.Double path = new Path2D.Double();
    private @Nullable Rectangle2D extent;
    private int points;
    private int rectangles;
    private boolean otherShape;
    private boolean clips;
    /** Whether what is painted is limited in a way that is not known. */
    private boolean veiled;

    Ground(Rectangle2D page) {
        this.page = page;
    }

    /** Follows an operator that makes a path, or keeps and takes back what limits it. */
    void draw(String operator, List<COSBase> operands, Matrix matrix) {
        switch (operator) {
            case OperatorName.APPEND_RECT -> {
                if (operands.size() == RECTANGLE_OPERANDS) {
                    double x = number(operands.get(0));
                    double y = number(operands.get(1));
                    double width = number(operands.get(2));
                    double height = number(operands.get(3));
                    move(at(matrix, x, y));
                    line(at(matrix, x + width, y));
                    line(at(matrix, x + width, y + height));
                    line(at(matrix, x, y + height));
                    close();
                    rectangles++;
                    otherShape |= matrix.getShearX() != 0 && matrix.getScaleX() != 0;
                }
            }
            case OperatorName.MOVE_TO,
                    OperatorName.LINE_TO,
                    OperatorName.CURVE_TO,
                    OperatorName.CURVE_TO_REPLICATE_INITIAL_POINT,
                    OperatorName.CURVE_TO_REPLICATE_FINAL_POINT -> {
                List<Point2D> to = new ArrayList<>();
                for (int i = 0; i + 1 < operands.size(); i += 2) {
                    to.add(at(matrix, number(operands.get(i)), number(operands.get(i + 1))));
                }
                shape(operator, to);
                otherShape = true;
            }
            case OperatorName.CLOSE_PATH -> close();
            case OperatorName.SAVE -> save();
            case OperatorName.RESTORE -> restore();
            default -> {
                // no path
            }
        }
    }

    private static double number(COSBase operand) {
        return operand instanceof COSNumber number ? number.floatValue() : 0;
    }

    private static Point2D at(Matrix matrix, double x, double y) {
        return matrix.transformPoint((float) x, (float) y);
    }

    /** Goes on to the last of the points (ISO 32000-1, 8.5.2.1); whatever has not so many is no step. */
    private void shape(String operator, List<Point2D> to) {
        Point2D from = path.getCurrentPoint();
        int count = to.size();
        if (operator.equals(OperatorName.MOVE_TO) && count == 1) {
            move(to.get(0));
        } else if (operator.equals(OperatorName.LINE_TO) && count == 1) {
            line(to.get(0));
        } else if (operator.equals(OperatorName.CURVE_TO) && count == 3) {
            curve(to.get(0), to.get(1), to.get(2));
        } else if (operator.equals(OperatorName.CURVE_TO_REPLICATE_INITIAL_POINT) && count == 2) {
            curve(from == null ? to.get(0) : from, to.get(0), to.get(1));
        } else if (operator.equals(OperatorName.CURVE_TO_REPLICATE_FINAL_POINT) && count == 2) {
            curve(to.get(0), to.get(1), to.get(1));
        }
    }

    private void move(Point2D to) {
        note(to);
        if (points <= MAX_POINTS) {
            path.moveTo(to.getX(), to.getY());
        }
    }

    private void line(Point2D to) {
        if (path.getCurrentPoint() == null) {
            move(to);
            return;
        }
        note(to);
        if (points <= MAX_POINTS) {
            path.lineTo(to.getX(), to.getY());
        }
    }

    private void curve(Point2D one, Point2D other, Point2D to) {
        if (path.getCurrentPoint() == null) {
            move(one);
        }
        note(one);
        note(other);
        note(to);
        if (points <= MAX_POINTS) {
            path.curveTo(one.getX(), one.getY(), other.getX(), other.getY(), to.getX(), to.getY());
        }
    }

    private void note(Point2D point) {
        if (extent == null) {
            extent = new Rectangle2D.Double(point.getX(), point.getY(), 0, 0);
        } else {
            extent.add(point);
        }
        points++;
    }

    private void close() {
        if (path.getCurrentPoint() != null) {
            path.closePath();
        }
    }

    /** What limits the painting is kept, to be taken back. */
    void save() {
        saved.push(veiled);
    }

    void restore() {
        veiled = saved.isEmpty() ? veiled : saved.pop();
    }

    /**
     * The path will limit what is painted from now on.
     *
     * @param evenOdd by which rule
     */
    void clip(boolean evenOdd) {
        clips = true;
        path.setWindingRule(evenOdd ? Path2D.WIND_EVEN_ODD : Path2D.WIND_NON_ZERO);
    }

    /**
     * The path is at its end.
     *
     * @return what it limits everything to; null where it does not, or where its shape is not known
     */
    @Nullable
    Shape endPath() {
        boolean known = clips && extent != null && points <= MAX_POINTS;
        Shape limit = !known ? null : rectangles == 1 && !otherShape ? extent : path;
        veiled |= clips && limit == null;
        path = new Path2D.Double();
        extent = null;
        points = 0;
        rectangles = 0;
        otherShape = false;
        clips = false;
        return limit;
    }

    /**
     * Fills the path.
     *
     * @param evenOdd by which rule
     * @param limit beyond which nothing is seen
     */
    void fill(int color, boolean opaque, boolean evenOdd, Area limit, int letters) {
        Rectangle2D around = extent;
        if (around == null || !opaque && color != Ink.UNKNOWN) {
            return;
        }
        boolean rectangle = rectangles == 1 && !otherShape;
        boolean known = !veiled && points <= MAX_POINTS;
        path.setWindingRule(evenOdd ? Path2D.WIND_EVEN_ODD : Path2D.WIND_NON_ZERO);
        note(
                around.createIntersection(limit.getBounds2D()),
                known && !rectangle ? path : null,
                known && !limit.isRectangular() ? limit : null,
                known ? color : Ink.UNKNOWN,
                false,
                letters);
    }

    /** Paints a picture, which fills the unit square. */
    void picture(Matrix matrix, int letters) {
        Rectangle2D bounds = new Rectangle2D.Double();
        bounds.setFrameFromDiagonal(matrix.transformPoint(0, 0), matrix.transformPoint(1, 1));
        bounds.add(matrix.transformPoint(1, 0));
        bounds.add(matrix.transformPoint(0, 1));
        note(bounds, null, null, Ink.UNKNOWN, true, letters);
    }

    /** Paints whatever over all of the page. */
    void shade(int letters) {
        note(page, null, null, Ink.UNKNOWN, false, letters);
    }

    private void note(
            Rectangle2D bounds,
            @Nullable Shape outline,
            @Nullable Shape limit,
            int color,
            boolean picture,
            int letters) {
        if (bounds.getWidth() >= MIN_SIDE && bounds.getHeight() >= MIN_SIDE && areas.size() < MAX_AREAS) {
            areas.add(new Painted(bounds, outline, limit, color, picture, letters));
        }
    }

    /** The colour on which a letter was drawn. */
    int colorAt(double x, double y, int letter) {
        for (int i = areas.size() - 1; i >= 0; i--) {
            Painted area = areas.get(i);
            if (area.after <= letter && area.holds(x, y)) {
                return area.color;
            }
        }
        return Ink.WHITE;
    }

    /** Whether something of one colour was painted over a letter later. */
    boolean covers(double x, double y, int letter) {
        for (int i = areas.size() - 1; i >= 0; i--) {
            Painted area = areas.get(i);
            if (area.after <= letter) {
                return false;
            }
            if (area.color != Ink.UNKNOWN && area.holds(x, y)) {
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
    record Pictured(List<Painted> pictures) {
        /** Whether a letter lies on, or beneath, one of them, as recognized text does. */
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

    private boolean isMost(Painted area) {
        Rectangle2D seen = area.bounds.createIntersection(page);
        return area.picture
                && !seen.isEmpty()
                && seen.getWidth() * seen.getHeight() >= MOST * page.getWidth() * page.getHeight();
    }
}

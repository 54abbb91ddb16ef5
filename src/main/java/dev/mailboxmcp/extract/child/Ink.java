// SPDX-License-Identifier: MIT
package dev.mailboxmcp.extract.child;

import java.util.List;
import java.util.Set;
import org.apache.pdfbox.contentstream.operator.Operator;
import org.apache.pdfbox.contentstream.operator.OperatorName;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSNumber;
import org.apache.pdfbox.pdmodel.PDResources;
import org.apache.pdfbox.pdmodel.graphics.color.PDColor;
import org.apache.pdfbox.pdmodel.graphics.color.PDColorSpace;
import org.apache.pdfbox.pdmodel.graphics.color.PDDeviceRGB;
import org.apache.pdfbox.pdmodel.graphics.state.PDGraphicsState;

/**
 * The colours in which a page is filled and drawn, about as a person sees them. Profiles and functions of colour spaces are not
 * followed: they are code of strangers too. What is not known is {@link #UNKNOWN}.
 */
final class Ink {
    /** Any colour. */
    static final int UNKNOWN = -1;

    static final int WHITE = 0xFFFFFF;
    private static final int MAX_DIFFERENCE = 24;
    private static final int BYTE = 0xFF;
    private static final PDColor ANY = new PDColor(new float[] {-1, -1, -1}, PDDeviceRGB.INSTANCE);
    /** Spaces whose components are what they seem. */
    private static final Set<String> PLAIN =
            Set.of("DeviceGray", "DeviceRGB", "DeviceCMYK", "CalGray", "CalRGB", "ICCBased", "G", "RGB", "CMYK");

    private static final int RGB = 3;
    private static final int CMYK = 4;

    private boolean plainFill = true;
    private boolean plainStroke = true;

    /** Takes note of an operator that sets a colour. */
    void follow(Operator operator, List<COSBase> operands, PDGraphicsState state, PDResources resources) {
        switch (operator.getName()) {
            case OperatorName.NON_STROKING_GRAY, OperatorName.NON_STROKING_RGB, OperatorName.NON_STROKING_CMYK ->
                state.setNonStrokingColor(color(operands));
            case OperatorName.STROKING_COLOR_GRAY, OperatorName.STROKING_COLOR_RGB, OperatorName.STROKING_COLOR_CMYK ->
                state.setStrokingColor(color(operands));
            case OperatorName.NON_STROKING_COLORSPACE -> {
                plainFill = isPlain(operands, resources);
                state.setNonStrokingColor(plainFill ? black() : ANY);
            }
            case OperatorName.STROKING_COLORSPACE -> {
                plainStroke = isPlain(operands, resources);
                state.setStrokingColor(plainStroke ? black() : ANY);
            }
            case OperatorName.NON_STROKING_COLOR, OperatorName.NON_STROKING_COLOR_N ->
                state.setNonStrokingColor(plainFill ? color(operands) : ANY);
            case OperatorName.STROKING_COLOR, OperatorName.STROKING_COLOR_N ->
                state.setStrokingColor(plainStroke ? color(operands) : ANY);
            default -> {
                // no colour
            }
        }
    }

    private static boolean isPlain(List<COSBase> operands, PDResources resources) {
        if (operands.isEmpty() || !(operands.get(0) instanceof COSName name)) {
            return false;
        }
        if (PLAIN.contains(name.getName())) {
            return true;
        }
        COSBase spaces = resources.getCOSObject().getDictionaryObject(COSName.COLORSPACE);
        COSBase space = spaces instanceof COSDictionary all ? all.getDictionaryObject(name) : null;
        if (space instanceof COSArray array && array.size() > 0) {
            space = array.getObject(0);
        }
        return space instanceof COSName kind && PLAIN.contains(kind.getName());
    }

    private static PDColor black() {
        return new PDColor(new float[] {0, 0, 0}, PDDeviceRGB.INSTANCE);
    }

    private static PDColor color(List<COSBase> operands) {
        float[] parts = new float[operands.size()];
        for (int i = 0; i < parts.length; i++) {
            if (!(operands.get(i) instanceof COSNumber number)) {
                return ANY;
            }
            parts[i] = Math.clamp(number.floatValue(), 0f, 1f);
        }
        return switch (parts.length) {
            case 1 -> new PDColor(new float[] {parts[0], parts[0], parts[0]}, PDDeviceRGB.INSTANCE);
            case RGB -> new PDColor(parts, PDDeviceRGB.INSTANCE);
            case CMYK -> {
                float light = 1 - parts[RGB];
                yield new PDColor(
                        new float[] {(1 - parts[0]) * light, (1 - parts[1]) * light, (1 - parts[2]) * light},
                        PDDeviceRGB.INSTANCE);
            }
            default -> ANY;
        };
    }

    /** A colour as 0xRRGGBB. */
    static int of(PDColor color) {
        float[] parts = color.getComponents();
        PDColorSpace space = color.getColorSpace();
        if (parts.length == 1 && space != null && space.getName().equals("DeviceGray")) {
            int gray = Math.round(parts[0] * BYTE);
            return gray << 16 | gray << 8 | gray; // what a page begins with
        }
        if (parts.length != RGB || parts[0] < 0) {
            return UNKNOWN;
        }
        return Math.round(parts[0] * BYTE) << 16 | Math.round(parts[1] * BYTE) << 8 | Math.round(parts[2] * BYTE);
    }

    /** Whether one cannot be seen on the other. */
    static boolean isAlike(int one, int other) {
        return one != UNKNOWN
                && other != UNKNOWN
                && Math.abs((one >> 16 & BYTE) - (other >> 16 & BYTE)) <= MAX_DIFFERENCE
                && Math.abs((one >> 8 & BYTE) - (other >> 8 & BYTE)) <= MAX_DIFFERENCE
                && Math.abs((one & BYTE) - (other & BYTE)) <= MAX_DIFFERENCE;
    }
}

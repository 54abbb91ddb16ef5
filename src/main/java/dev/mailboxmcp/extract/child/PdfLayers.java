// SPDX-License-Identifier: MIT
package dev.mailboxmcp.extract.child;

import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.graphics.form.PDFormXObject;
import org.apache.pdfbox.pdmodel.graphics.optionalcontent.PDOptionalContentGroup;
import org.apache.pdfbox.pdmodel.graphics.optionalcontent.PDOptionalContentProperties;
import org.jspecify.annotations.Nullable;

/** Layers of a PDF that are switched off when it is opened (optional content; ISO 32000-1, 8.11). */
final class PdfLayers {
    private static final int MAX_GROUPS = 100;

    private final @Nullable PDOptionalContentProperties properties;
    private int depth;
    private int hiddenAt; // the depth at which what is hidden began; 0 where nothing is

    PdfLayers(PDDocument document) {
        properties = document.getDocumentCatalog().getOCProperties();
    }

    /** A new page begins. */
    void reset() {
        depth = 0;
        hiddenAt = 0;
    }

    void begin(COSName tag, @Nullable COSDictionary content) {
        depth++;
        if (hiddenAt == 0 && COSName.OC.equals(tag) && content != null && isOff(content)) {
            hiddenAt = depth;
        }
    }

    void end() {
        if (depth == hiddenAt) {
            hiddenAt = 0;
        }
        depth = Math.max(0, depth - 1);
    }

    /** Whether what is drawn now can be seen. */
    boolean areSeen() {
        return hiddenAt == 0;
    }

    boolean isSeen(PDFormXObject form) {
        COSDictionary content = form.getCOSObject().getCOSDictionary(COSName.OC);
        return content == null || !isOff(content);
    }

    private boolean isOff(COSDictionary content) {
        if (properties == null) {
            return false;
        }
        if (!COSName.OCMD.equals(content.getCOSName(COSName.TYPE))) {
            return !properties.isGroupEnabled(new PDOptionalContentGroup(content));
        }
        // a membership: seen, unless it says otherwise, if any of its groups is on
        COSBase groups = content.getDictionaryObject(COSName.OCGS);
        if (groups instanceof COSDictionary one) {
            return !properties.isGroupEnabled(new PDOptionalContentGroup(one));
        }
        if (!(groups instanceof COSArray all) || all.size() == 0) {
            return false;
        }
        for (int i = 0; i < Math.min(all.size(), MAX_GROUPS); i++) {
            if (!(all.getObject(i) instanceof COSDictionary one)
                    || properties.isGroupEnabled(new PDOptionalContentGroup(one))) {
                return false;
            }
        }
        return true;
    }
}

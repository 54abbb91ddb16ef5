// SPDX-License-Identifier: MIT
package dev.mailboxmcp.office;

import java.io.IOException;

/** How often something stands in a part. */
final class Elements {
    private Elements() {}

    static int count(ZipDirectory zip, String part, OfficeBudget budget, String name) throws IOException {
        int count = 0;
        try (XmlCursor xml = XmlCursor.open(zip, part, budget)) {
            while (xml != null) {
                switch (xml.next()) {
                    case START -> count += xml.name().equals(name) ? 1 : 0;
                    case END, TEXT -> {}
                    case FINISHED -> {
                        return count;
                    }
                }
            }
        }
        return count;
    }
}

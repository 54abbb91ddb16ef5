// SPDX-License-Identifier: MIT
/**
 * What mail servers of providers do otherwise, played from the transcripts in {@code src/test/resources/quirks}: one file a
 * quirk, with its source, a call of a tool and the result that is wanted.
 */
@NullMarked
package dev.mailboxmcp.quirks;

import org.jspecify.annotations.NullMarked;

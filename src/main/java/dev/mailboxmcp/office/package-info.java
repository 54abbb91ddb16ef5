// SPDX-License-Identifier: MIT
/**
 * Documents of offices (OOXML, OpenDocument) to the text that a person sees when the file is opened. What is hidden is left
 * out and counted.
 */
@NullMarked
package dev.mailboxmcp.office;

import org.jspecify.annotations.NullMarked;
